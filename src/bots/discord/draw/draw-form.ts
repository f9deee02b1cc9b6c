import { ComponentType, TextInputStyle } from 'discord.js';
import type { OptionDescription } from '../../../commands/framework/describe.ts';

/** Discord's limits: fields of a form, and characters of its parts. */
const MAX_FIELDS = 5;
const MAX_TITLE = 45;
const MAX_LABEL = 45;
const MAX_DESCRIPTION = 100;
const MAX_WORDS = 4_000;

/**
 * Draws a form that asks for text: one field per option, under the option's name.
 *
 * @param style defaults to several lines.
 * @param values what fields hold at first, by option.
 */
export function drawForm(
  id: string,
  title: string,
  options: readonly Pick<OptionDescription, 'name' | 'description' | 'required' | 'maxLength'>[],
  style = TextInputStyle.Paragraph,
  values: Readonly<Record<string, string>> = {},
): object {
  return {
    custom_id: id,
    title: short(title, MAX_TITLE),
    components: options
      .slice(0, MAX_FIELDS)
      .map(({ name, description, required, maxLength = MAX_WORDS }) => ({
        type: ComponentType.Label,
        label: short(name, MAX_LABEL),
        description: short(description, MAX_DESCRIPTION),
        component: {
          type: ComponentType.TextInput,
          custom_id: name,
          style,
          required,
          max_length: Math.min(maxLength, MAX_WORDS),
          ...(values[name] !== undefined && { value: values[name] }),
        },
      })),
  };
}

function short(text: string, max: number): string {
  return Array.from(text).slice(0, max).join('');
}
