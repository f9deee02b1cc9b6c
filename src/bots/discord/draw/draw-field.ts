import {
  type APIComponentInLabel,
  type APIFileUploadComponent,
  ComponentType,
  TextInputStyle,
} from 'discord-api-types/v10';
import type { OptionDescription, SecretDescription } from '../../../commands/framework/describe.ts';
import type { RawValue } from '../../../commands/framework/option.ts';

/** Discord's limits: characters of a text, and choices that are shown all at once. */
export const MAX_WORDS = 4_000;
const MAX_SHORT = 100;
const MAX_RADIO = 10;
const MAX_OPTIONS = 25;
/** What Discord lets members choose as a file. Discord checks only names; the bot decides by the bytes. */
const FILE_TYPES: Readonly<Record<'audio' | 'textFile', NonNullable<APIFileUploadComponent['file_types']>>> =
  {
    audio: ['audio', 'video'],
    textFile: ['.txt'],
  };

/** An option as a form asks for it, or a secret. */
export type FormField =
  | OptionDescription
  | (SecretDescription & { readonly kind: 'secret'; readonly required: true });

/**
 * Draws the part of a form in which a value is given.
 *
 * @param value what it holds at first. A file can't be shown there; it stays as it is unless another is uploaded.
 */
export function drawField(field: FormField, value: RawValue | undefined): APIComponentInLabel {
  const { name: custom_id, kind, required } = field;
  switch (kind) {
    case 'audio':
    case 'textFile': {
      const isNeeded = required && value === undefined;
      const counts = { min_values: isNeeded ? 1 : 0, max_values: 1, required: isNeeded };
      return { type: ComponentType.FileUpload, custom_id, ...counts, file_types: FILE_TYPES[kind] };
    }
    case 'toggle':
      return { type: ComponentType.Checkbox, custom_id, default: value === true || value === 'on' };
    case 'choice':
      return drawChoices(field, value);
    default:
      return drawText(field, typeof value === 'object' ? undefined : value);
  }
}

/** Shows all choices if there are few; a list that opens otherwise. */
function drawChoices(
  { name: custom_id, required, choices = [] }: OptionDescription,
  given: RawValue | undefined,
): APIComponentInLabel {
  const options = choices
    .slice(0, MAX_OPTIONS)
    .map(({ value, label }) => ({ value, label, ...(value === given && { default: true }) }));
  return options.length >= 2 && options.length <= MAX_RADIO
    ? { type: ComponentType.RadioGroup, custom_id, required, options }
    : { type: ComponentType.StringSelect, custom_id, required, options };
}

function drawText(field: FormField, value: string | number | boolean | undefined): APIComponentInLabel {
  const { name: custom_id, kind, required } = field;
  const usual = kind === 'text' || kind === 'url' || kind === 'urls' ? MAX_WORDS : MAX_SHORT;
  const max_length = Math.min(field.maxLength ?? usual, MAX_WORDS);
  const text = value === undefined ? '' : String(value);
  return {
    type: ComponentType.TextInput,
    custom_id,
    style: isLong(kind, max_length) ? TextInputStyle.Paragraph : TextInputStyle.Short,
    required,
    max_length,
    ...(text !== '' && text.length <= max_length && { value: text }),
    ...((kind === 'url' || kind === 'urls') && { placeholder: 'https://' }),
  };
}

function isLong(kind: FormField['kind'], maxLength: number): boolean {
  return kind === 'urls' || (kind === 'text' && maxLength > MAX_SHORT);
}
