import type { ActionDescription, OptionDescription } from './describe.ts';

/** Shorter text fits a command's line well. */
const LONG_CHARACTERS = 1_000;
/** Chosen from lists that only a search can show. */
const SEARCHED = new Set<OptionDescription['kind']>([
  'voice',
  'genre',
  'job',
  'tenant',
  'zone',
  'role',
  'member',
]);
const PRIVATE = 'private';

/**
 * Returns the options that a form asks for when a command can't do without: a required text is missing, or there
 * is nothing to work on. None if nothing is missing. A command's line has no line breaks, and takes no upload where
 * it is only typed.
 *
 * @param given the names of the options that have a value already. The form doesn't ask for those.
 * @param most how many fields the form holds. Optional ones that don't fit are left to the line.
 */
export function formFields(
  action: ActionDescription | undefined,
  given: readonly string[],
  most: number,
): readonly OptionDescription[] {
  if (action?.startsJob !== true) return [];
  const { options } = action;
  const isMissing = (one: OptionDescription): boolean => !given.includes(one.name);
  const sources = options.filter(isSource);
  const needsText = options.some((one) => one.required && one.kind === 'text' && isMissing(one));
  const needsSource = sources.length > 0 && sources.every(isMissing);
  if (!needsText && !needsSource) return [];
  const wanted = options.filter((one) => isMissing(one) && !SEARCHED.has(one.kind));
  const fitting = wanted
    // One is enough: where there is one, the others are only in the way.
    .filter((one) => needsSource || one.required || !sources.includes(one))
    .toSorted((a, b) => rankOf(a, sources) - rankOf(b, sources))
    .slice(0, most);
  return inOrder(fitting, options, sources);
}

/** What comes first, because the command can't do without; then what people set most often. */
function rankOf(one: OptionDescription, sources: readonly OptionDescription[]): number {
  if (one.required) return 0;
  if (sources.includes(one)) return 1;
  if (one.name === PRIVATE) return 2;
  if ((one.maxLength ?? 0) >= LONG_CHARACTERS) return 3;
  if (one.kind === 'choice') return 4;
  return one.kind === 'toggle' ? 5 : 6;
}

/** Required texts and sources first, then as the command has them, and at last who sees the result. */
function inOrder(
  fields: readonly OptionDescription[],
  options: readonly OptionDescription[],
  sources: readonly OptionDescription[],
): readonly OptionDescription[] {
  const placeOf = (one: OptionDescription): number => {
    if (one.name === PRIVATE) return options.length * 3;
    const group = one.required ? 0 : sources.includes(one) ? 1 : 2;
    return group * options.length + options.indexOf(one);
  };
  return fields.toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** Whether an option is the audio that a command works on. */
function isSource({ kind }: OptionDescription): boolean {
  return kind === 'audio' || kind === 'url' || kind === 'urls';
}
