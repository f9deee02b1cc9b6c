import type { RawValues } from '../../../commands/framework/action.ts';
import type {
  ActionDescription,
  CommandDescription,
  OptionDescription,
} from '../../../commands/framework/describe.ts';

/** What is shorter fits the line of a command well. */
const LONG_CHARACTERS = 1_000;

/** What the command catalogue says of a command; `undefined` for one it does not have. */
export function actionOf(
  commands: readonly CommandDescription[],
  name: string,
  subcommand: string | undefined,
): ActionDescription | undefined {
  const found = commands.find((one) => one.name === name || one.aliases.includes(name));
  return subcommand === undefined
    ? found?.action
    : found?.subcommands?.find((one) => one.name === subcommand);
}

/**
 * The words a command cannot do without and was not given, together with other long words it takes; none where
 * nothing is missing. The line of a command itself has no line breaks, which lyrics live from.
 */
export function missingWords(
  action: ActionDescription | undefined,
  given: RawValues,
): readonly OptionDescription[] {
  if (action?.startsJob !== true) return [];
  const texts = action.options.filter((one) => one.kind === 'text' && !Object.hasOwn(given, one.name));
  if (!texts.some((one) => one.required)) return [];
  return texts.filter((one) => one.required || (one.maxLength ?? 0) >= LONG_CHARACTERS);
}
