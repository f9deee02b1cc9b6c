import type { ChoiceView, CommandView, OptionView } from '../view.ts';
import { readTyping, type Typing } from './command-line.ts';
import type { Say } from './words.ts';

/** One line of the menu. Choosing it replaces `from`–`to` of the text by `insert`. */
export interface Suggestion {
  readonly label: string;
  readonly description: string;
  readonly hint: string;
  readonly insert: string;
  readonly from: number;
  readonly to: number;
}

/** What the menu shows. */
export interface Suggestions {
  readonly items: readonly Suggestion[];
  /**
   * True when Enter takes the first line without an arrow key. Not while it could be the beginning of free
   * text: there, Enter must send.
   */
  readonly isEager: boolean;
}

/** What the composer holds. */
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
const FROM_SERVER = new Set(['voice', 'genre', 'job', 'service', 'tenant', 'zone']);
/** The playground has no roles. */
const NOT_HERE = new Set(['role']);
const BY_ATTACHMENT = new Set(['audio', 'textFile']);

/** Works out what to offer for a draft. */
export async function suggest(
  draft: Draft,
  about: { readonly commands: readonly CommandView[]; readonly say: Say; readonly find: FindChoices },
  signal: AbortSignal,
): Promise<Suggestions> {
  const { commands, say } = about;
  const typing = readTyping(draft.line, draft.caret, commands);
  switch (typing.kind) {
    case 'nothing':
      return draft.line.trim() === '' ? forAttachments(draft, commands, say) : NONE;
    case 'plain':
      return { items: [whole(`/tts ${typing.text}`, say('menu.speakThis'), draft)], isEager: true };
    case 'command':
      return forCommand(typing, commands, draft);
    case 'subcommand':
      return forSubcommand(typing);
    case 'option':
      return forOption(typing, say);
    case 'value':
      return await forValue(typing, say, about.find, signal);
  }
}

/** What can be done with a dropped file; with a sound that is a lot, and taking it apart comes first. */
function forAttachments(draft: Draft, commands: readonly CommandView[], say: Say): Suggestions {
  const [name] = draft.attachments;
  if (name === undefined) return NONE;
  const kind = /\.txt$/i.test(name) ? 'textFile' : 'audio';
  const words: Readonly<Record<string, string>> = {
    tts: say('menu.speakThis'),
    stems: say('menu.splitThis'),
  };
  const items = commands
    .filter((one) => one.action?.options.some((option) => option.kind === kind))
    .map((one) => whole(`/${one.name}`, words[one.name] ?? one.description, draft));
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
  // A command that can go as it is goes with Enter; one that needs more gets its space first.
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

function forOption({ options, query, from, to }: Extract<Typing, { kind: 'option' }>, say: Say): Suggestions {
  const wanted = query.toLowerCase();
  const items = options
    .filter(
      (option) =>
        !BY_ATTACHMENT.has(option.kind) && !NOT_HERE.has(option.kind) && option.name.startsWith(wanted),
    )
    // Text that may be typed as it is needs no key.
    .filter((option) => !(option.isBare && option.kind === 'text'))
    .map((option) => ({
      label: `${option.name}:`,
      description: option.description,
      hint: optionHint(option, say),
      insert: `${option.name}:`,
      from,
      to,
    }));
  return { items, isEager: false };
}

function optionHint(option: OptionView, say: Say): string {
  if (option.required) return say('menu.required');
  if (option.choices !== undefined) return option.choices.map((choice) => choice.value).join(' · ');
  if (option.kind === 'toggle') return `${say('menu.on')} · ${say('menu.off')}`;
  if (option.min !== undefined && option.max !== undefined) {
    return say('menu.range', { min: option.min, max: option.max });
  }
  return '';
}

async function forValue(
  typing: Extract<Typing, { kind: 'value' }>,
  say: Say,
  find: FindChoices,
  signal: AbortSignal,
): Promise<Suggestions> {
  const { option, query, from, to } = typing;
  const wanted = query.toLowerCase();
  const choices = FROM_SERVER.has(option.kind)
    ? await find(typing, signal)
    : ownChoices(option, say).filter(
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

function ownChoices(option: OptionView, say: Say): readonly ChoiceView[] {
  if (option.kind !== 'toggle') return option.choices ?? [];
  return [
    { value: 'on', label: say('menu.on') },
    { value: 'off', label: say('menu.off') },
  ];
}

function quoted(value: string): string {
  return /\s/.test(value) ? `"${value.replaceAll('"', '')}"` : value;
}
