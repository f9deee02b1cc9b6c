import type { types } from '@slack/bolt';
import type { OptionDescription, SecretDescription } from '../../../commands/framework/describe.ts';
import { describedAction } from '../../../commands/framework/described.ts';
import type { Locale } from '../../../core/model/locale.ts';
import type { CommandDescription } from '../../bot.ts';
import { say } from '../text/words.ts';

/** A command, or one of its subcommands, whose options a form asks for. */
export interface FormSubject {
  readonly command: string;
  readonly subcommand?: string;
  /** What fields for text and choices of yes hold at first, by option. */
  readonly values?: Readonly<Record<string, string>>;
}

/** The callback id of every form; its metadata names the command. */
export const FORM = 'command-form';
/** Prefix of the action ids of fields; the option's name follows. */
export const FIELD = 'option:';
/** Prefix for fields that hold a secret. */
export const SECRET_FIELD = 'secret:';

/** Slack's limits for views and elements (slack.dev, "Reference: views" and "Block elements"). */
const TITLE_CHARACTERS = 24;
const TEXT_CHARACTERS = 3_000;
const CHOICE_CHARACTERS = 75;
const LABEL_CHARACTERS = 150;
const AUDIO_TYPES = ['mp3', 'm4a', 'wav', 'flac', 'ogg', 'aac', 'mp4', 'mov', 'webm'];

type Field = types.InputBlock['element'];

/**
 * Draws the form for a command.
 * @param metadata is returned with whatever the form sends.
 */
export function drawForm(
  subject: FormSubject,
  commands: readonly CommandDescription[],
  metadata: string,
  locale: Locale,
): types.ModalView | undefined {
  const action = describedAction(commands, subject.command, subject.subcommand);
  if (action === undefined) return undefined;
  const title = ['/', subject.command, subject.subcommand === undefined ? '' : ` ${subject.subcommand}`];
  return {
    type: 'modal',
    callback_id: FORM,
    private_metadata: metadata,
    title: plain(title.join(''), TITLE_CHARACTERS),
    submit: plain(say(locale, action.startsJob ? 'slack.form.start' : 'slack.form.send'), TITLE_CHARACTERS),
    close: plain(say(locale, 'slack.form.close'), TITLE_CHARACTERS),
    // Slack has no roles.
    blocks: action.options
      .filter(({ kind }) => kind !== 'role')
      .map(
        (option): types.InputBlock => inputOf(option, action.options, locale, subject.values?.[option.name]),
      )
      .concat((action.secrets ?? []).map(secretInput)),
  };
}

function secretInput({ name, description, maxLength }: SecretDescription): types.InputBlock {
  return {
    type: 'input',
    block_id: name,
    label: plain(description, LABEL_CHARACTERS),
    element: {
      type: 'plain_text_input',
      action_id: `${SECRET_FIELD}${name}`,
      ...(maxLength === undefined ? {} : { max_length: maxLength }),
    },
  };
}

function inputOf(
  option: OptionDescription,
  all: readonly OptionDescription[],
  locale: Locale,
  value: string | undefined,
): types.InputBlock {
  const hint = hintOf(option, all, locale);
  return {
    type: 'input',
    block_id: option.name,
    optional: !option.required,
    label: plain(labelOf(option, locale), LABEL_CHARACTERS),
    element: fieldOf(option, locale, value),
    ...(hint === undefined ? {} : { hint: plain(hint, LABEL_CHARACTERS) }),
  };
}

function fieldOf(option: OptionDescription, locale: Locale, value: string | undefined): Field {
  const action_id = `${FIELD}${option.name}`;
  switch (option.kind) {
    case 'text':
    case 'urls':
    case 'dollars':
      return {
        type: 'plain_text_input',
        action_id,
        multiline: isLong(option),
        max_length: Math.min(option.maxLength ?? TEXT_CHARACTERS, TEXT_CHARACTERS),
        ...(value === undefined ? {} : { initial_value: value }),
      };
    case 'url':
      return { type: 'url_text_input', action_id };
    case 'number':
      return {
        type: 'number_input',
        action_id,
        is_decimal_allowed: true,
        ...(option.min === undefined ? {} : { min_value: String(option.min) }),
        ...(option.max === undefined ? {} : { max_value: String(option.max) }),
      };
    case 'choice':
      return {
        type: 'static_select',
        action_id,
        options: (option.choices ?? []).map(({ value, label }) => ({
          value,
          text: plain(label, CHOICE_CHARACTERS),
        })),
      };
    case 'member':
      return { type: 'users_select', action_id };
    case 'voice':
    case 'genre':
    case 'job':
    case 'command':
    case 'role':
    case 'tenant':
    case 'zone':
      return {
        type: 'external_select',
        action_id,
        min_query_length: 0,
        placeholder: plain(say(locale, 'slack.form.search'), CHOICE_CHARACTERS),
      };
    case 'toggle': {
      const yes = { value: 'on', text: plain(say(locale, 'slack.form.yes'), CHOICE_CHARACTERS) };
      const initial = value === yes.value ? { initial_options: [yes] } : {};
      return { type: 'checkboxes', action_id, options: [yes], ...initial };
    }
    case 'audio':
      return { type: 'file_input', action_id, max_files: 1, filetypes: AUDIO_TYPES };
    case 'textFile':
      return { type: 'file_input', action_id, max_files: 1, filetypes: ['txt', 'text', 'markdown'] };
  }
}

/** Returns what the command's description says, unless that names a length that the field doesn't hold. */
function labelOf(option: OptionDescription, locale: Locale): string {
  return option.name === 'text' && isCut(option) ? say(locale, 'slack.form.text') : option.description;
}

/** Whether the option takes a longer text than Slack's fields hold. */
function isCut({ kind, maxLength = 0 }: OptionDescription): boolean {
  return (kind === 'text' || kind === 'urls') && maxLength > TEXT_CHARACTERS;
}

function hintOf(
  option: OptionDescription,
  all: readonly OptionDescription[],
  locale: Locale,
): string | undefined {
  if (option.kind === 'audio') return say(locale, 'slack.form.upload');
  if (option.kind === 'textFile') return say(locale, 'slack.form.text-file');
  if (!isCut(option)) return undefined;
  const takesFile = all.some(({ kind }) => kind === 'textFile');
  return say(locale, takesFile ? 'slack.form.long-text' : 'slack.form.long-words', { max: TEXT_CHARACTERS });
}

function isLong({ maxLength }: OptionDescription): boolean {
  return (maxLength ?? TEXT_CHARACTERS) > 100;
}

function plain(text: string, most: number): types.PlainTextElement {
  return { type: 'plain_text', text: text.length <= most ? text : `${text.slice(0, most - 1)}…` };
}
