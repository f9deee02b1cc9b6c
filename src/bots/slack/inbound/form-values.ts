import { z } from 'zod';
import type { AttachmentRef } from '../../../core/model/job/request.ts';
import { Secret } from '../../../core/model/secret.ts';
import { FIELD, SECRET_FIELD } from '../draw/command-form.ts';
import { attachmentOf, type SlackFile, slackFile } from './slack-file.ts';

const chosen = z.object({ value: z.string() }).nullish();
const field = z.object({
  type: z.string(),
  value: z.string().nullish(),
  selected_option: chosen,
  selected_user: z.string().nullish(),
  selected_options: z.array(z.object({ value: z.string() })).nullish(),
  files: z.array(slackFile).nullish(),
});

/** `view.state.values` of a form that was sent: by block, then by action. */
export const formState = z.record(z.string(), z.record(z.string(), field));

/** What was filled in: plain values, what nobody else may see, and files, by option. */
export interface FormValues {
  readonly values: Readonly<Record<string, string | boolean>>;
  readonly secrets: Readonly<Record<string, Secret>>;
  readonly files: readonly { readonly option: string; readonly file: SlackFile }[];
}

/** Reads a form. Fields left empty are left out. */
export function readForm(state: z.infer<typeof formState>): FormValues {
  const values: Record<string, string | boolean> = {};
  const secrets: Record<string, Secret> = {};
  const files: { option: string; file: SlackFile }[] = [];
  for (const [actionId, one] of Object.values(state).flatMap((block) => Object.entries(block))) {
    if (actionId.startsWith(SECRET_FIELD) && one.value != null) {
      secrets[actionId.slice(SECRET_FIELD.length)] = new Secret(one.value);
    }
    if (!actionId.startsWith(FIELD)) continue;
    const option = actionId.slice(FIELD.length);
    const text = one.value ?? one.selected_option?.value ?? one.selected_user;
    const [file] = one.files ?? [];
    if (file !== undefined) files.push({ option, file });
    else if (one.type === 'checkboxes') {
      if ((one.selected_options ?? []).length > 0) values[option] = true;
    } else if (text != null && text !== '') values[option] = text;
  }
  return { values, secrets, files };
}

/** Everything that was filled in, by option. */
export function optionsOf({
  values,
  files,
}: Pick<FormValues, 'values' | 'files'>): Readonly<Record<string, string | boolean | AttachmentRef>> {
  const attached = files.map(({ option, file }) => [option, attachmentOf(file)] as const);
  return { ...values, ...Object.fromEntries(attached) };
}
