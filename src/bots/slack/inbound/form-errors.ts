import type { Reply } from '../../../commands/framework/reply.ts';
import type { FieldErrors } from './acknowledgement.ts';
import type { FormState } from './form-values.ts';

/**
 * Returns how a form shows a refusal: at the field of the option that it is about, else at the first one. Slack
 * ignores errors for blocks that are no fields, and would close the form. `undefined` for a form without fields.
 *
 * @param values of the form by block, which is named as its option; also those left empty.
 */
export function errorsAt({ text, option }: Reply, values: FormState): FieldErrors | undefined {
  const blocks = Object.keys(values);
  const block = blocks.find((one) => one === option) ?? blocks[0];
  // The text of a field's error is plain.
  return block === undefined ? undefined : { [block]: text.replaceAll('`', '') };
}
