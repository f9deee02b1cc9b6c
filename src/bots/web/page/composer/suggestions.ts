import type { ChoiceView, CommandView, OptionView } from '../../protocol/session-view.ts';
import type { Translate } from '../text/strings.ts';
import { readTyping, type Typing } from './command-line.ts';

/** One line of the menu. Choosing it replaces `from`–`to` of the text by `insert`. */
export interface Suggestion {
  readonly label: string;
  readonly description: string;
  readonly hint: string;
  readonly insert: string;
  readonly from: number;
  readonly to: number;
}

/** The suggestions that the menu shows. */
export interface Suggestions {
  readonly items: readonly Suggestion[];
  /**
   * Whether Enter takes the first line without an arrow key. Not while the word could begin free text: Enter must
   * send then.
   */
  readonly isEager: boolean;
}

/** The composer's content. */
export interface Draft {
  readonly line: string;
  readonly caret: number;
  /** The names of the attached files. */
  readonly attachments: readonly string[];
}

/** Searches the server for values of an option. */
export type FindChoices = (
  typing: Extract<Typing, { kind: 'value' }>,
  signal: AbortSignal,
) => Promise<readonly ChoiceView[]>;

const NONE: Suggestions = { items: [], isEager: false };
const FROM_SERVER = new Set(['voice', 'genre', 'job', 'command', 'service', 'tenant', 'zone']);
/** Kinds of options that the playground does not have. */
const UNSUPPORTED = new Set(['role']);
const BY_ATTACHMENT = new Set(['audio', 'textFile']);

/** Finds suggestions for a draft. */
export async function suggest(
  draft: Draft,
  about: { readonly commands: readonly CommandView[]; readonly t: Translate; readonly find: FindChoices },
  signal: AbortSignal,
): Promise<Suggestions> {
  const { commands, t } = about;
  const typing = readTyping(draft.line, draft.caret, commands);
  switch (typing.kind) {
    case 'nothing':
      return draft.line.trim() === '' ? forAttachments(draft, commands, t) : NONE;
    case 'plain':
      return { items: [whole(`/tts ${typing.text}`, t('menu.speakThis'), draft)], isEager: true };
    case 'command':
      return forCommand(typing, commands, draft);
    case 'subcommand':
      return forSubcommand(typing);
    case 'option':
      return forOption(typing, t);
    case 'value':
      return await forValue(typing, t, about.find, signal);
  }
}

/** Suggests commands for an attached file, in the order of the catalog. */
function forAttachments(draft: Draft, commands: readonly CommandView[], t: Translate): Suggestions {
  const [name] = draft.attachments;
  if (name === undefined) return NONE;
  const kind = /\.txt$/i.test(name) ? 'textFile' : 'audio';
  const descriptions: Readonly<Record<string, string>> = {
    tts: t('menu.speakThis'),
    stems: t('menu.splitThis'),
  };
  const items = commands
    .filter((one) => one.action?.options.some((option) => option.kind === kind))
    .map((one) => whole(`/${one.name}`, descriptions[one.name] ?? one.description, draft));
  return { items, isEager: true };
}

function whole(line: string, description: string, draft: Draft): Suggestion {
  const [label = line] = line.split(' ');
  return { label, description, hint: '', insert: line, from: 0, to: draft.line.length };
}

function forCommand(
  { query, from, to }: Extract<Typing, { kind: 'command' }>,
  commands: readonly CommandView[],
  draft: Draft,
): Suggestions {
  const wanted = query.toLowerCase();
  const matching = commands.filter((one) =>
    [one.name, ...one.aliases].some((name) => name.startsWith(wanted)),
  );
  const exact = matching.find((one) => one.name === wanted || one.aliases.includes(wanted));
  // Enter sends a complete command; one that needs more gets its space first.
  const isComplete =
    exact !== undefined &&
    exact.subcommands === undefined &&
    (draft.attachments.length > 0 ||
      !(exact.action?.options ?? []).some((option) => option.isBare && option.kind === 'text'));
  const items = matching.map((one) => ({
    label: `/${one.name}`,
    description: one.description,
    hint: one.subcommands?.map((sub) => sub.name).join(' · ') ?? '',
    insert: `/${one.name} `,
    from,
    to,
  }));
  return { items, isEager: !isComplete };
}

function forSubcommand({ command, query, from, to }: Extract<Typing, { kind: 'subcommand' }>): Suggestions {
  const wanted = query.toLowerCase();
  const subcommands = command.subcommands ?? [];
  const isComplete = subcommands.some((one) => one.name === wanted && !one.options.some((o) => o.required));
  const items = subcommands
    .filter((one) => one.name.startsWith(wanted))
    .map((one) => ({
      label: one.name,
      description: one.description,
      hint: one.options.map((option) => option.name).join(' · '),
      insert: `${one.name} `,
      from,
      to,
    }));
  return { items, isEager: !isComplete };
}

function forOption(
  { options, query, from, to }: Extract<Typing, { kind: 'option' }>,
  t: Translate,
): Suggestions {
  const wanted = query.toLowerCase();
  const items = options
    .filter(
      (option) =>
        !BY_ATTACHMENT.has(option.kind) && !UNSUPPORTED.has(option.kind) && option.name.startsWith(wanted),
    )
    // Text that is typed without its name needs no key.
    .filter((option) => !(option.isBare && option.kind === 'text'))
    .map((option) => ({
      label: `${option.name}:`,
      description: option.description,
      hint: optionHint(option, t),
      insert: `${option.name}:`,
      from,
      to,
    }));
  return { items, isEager: false };
}

function optionHint(option: OptionView, t: Translate): string {
  if (option.required) return t('menu.required');
  if (option.choices !== undefined) return option.choices.map((choice) => choice.value).join(' · ');
  if (option.kind === 'toggle') return `${t('menu.on')} · ${t('menu.off')}`;
  if (option.min !== undefined && option.max !== undefined) {
    return t('menu.range', { min: option.min, max: option.max });
  }
  return '';
}

async function forValue(
  typing: Extract<Typing, { kind: 'value' }>,
  t: Translate,
  find: FindChoices,
  signal: AbortSignal,
): Promise<Suggestions> {
  const { option, query, from, to } = typing;
  const wanted = query.toLowerCase();
  const choices = FROM_SERVER.has(option.kind)
    ? await find(typing, signal)
    : ownChoices(option, t).filter(
        (one) => one.value.toLowerCase().startsWith(wanted) || one.label.toLowerCase().startsWith(wanted),
      );
  const items = choices.map((choice) => ({
    label: choice.label,
    description: choice.hint ?? '',
    hint: '',
    insert: `${quoted(choice.value)} `,
    from,
    to,
  }));
  return { items, isEager: !choices.some((choice) => choice.value.toLowerCase() === wanted) };
}

function ownChoices(option: OptionView, t: Translate): readonly ChoiceView[] {
  if (option.kind !== 'toggle') return option.choices ?? [];
  return [
    { value: 'on', label: t('menu.on') },
    { value: 'off', label: t('menu.off') },
  ];
}

function quoted(value: string): string {
  return /\s/.test(value) ? `"${value.replaceAll('"', '')}"` : value;
}
