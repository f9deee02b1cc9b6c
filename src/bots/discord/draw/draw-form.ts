import { type APIModalInteractionResponseCallbackData, ComponentType } from 'discord-api-types/v10';
import type { RawValues } from '../../../commands/framework/action.ts';
import type { Locale } from '../../../core/model/locale.ts';
import { MAX_FIELDS } from '../payload/first-response.ts';
import { fieldLabel, say } from '../text/words.ts';
import { drawField, type FormField } from './draw-field.ts';

/** Discord's limits for the parts of a form, in characters. */
const MAX_TITLE = 45;
const MAX_LABEL = 45;
const MAX_DESCRIPTION = 100;

/** What a form is for. */
export interface FormSubject {
  readonly command: string;
  readonly subcommand?: string;
}

/**
 * Draws a form: one field per option, under a label for people.
 *
 * @param values what fields hold at first, by option.
 */
export function drawForm(
  id: string,
  subject: FormSubject,
  fields: readonly FormField[],
  locale: Locale,
  values: RawValues = {},
): APIModalInteractionResponseCallbackData {
  return {
    custom_id: id,
    title: short(`/${subject.command} ${subject.subcommand ?? ''}`.trim(), MAX_TITLE),
    components: fields.slice(0, MAX_FIELDS).map((field) => {
      const value = values[field.name];
      const description =
        typeof value === 'object'
          ? say(locale, 'discord.form.file-kept', { name: short(value.name, 40) })
          : field.description;
      const label = short(fieldLabel(locale, subject.command, field.name), MAX_LABEL);
      return {
        type: ComponentType.Label,
        label,
        // The same words twice would only take room.
        ...(description !== label && { description: short(description, MAX_DESCRIPTION) }),
        component: drawField(field, value),
      };
    }),
  };
}

function short(text: string, max: number): string {
  return Array.from(text).slice(0, max).join('');
}
