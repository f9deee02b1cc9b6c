import { z } from 'zod';
import type { AttachmentRef } from '../../../core/jobs/request.ts';
import { FIELD } from '../draw/command-form.ts';
import { attachmentOf, type SlackFile, slackFile } from './slack-file.ts';

const chosen = z.object({ value: z.string() }).nullish();
const field = z.object({
  type: z.string(),
  value: z.string().nullish(),
  selected_option: chosen,
  selected_options: z.array(z.object({ value: z.string() })).nullish(),
  files: z.array(slackFile).nullish(),
});

/** `view.state.values` of a form that was sent: by block, then by action. */
export const formState = z.record(z.string(), z.record(z.string(), field));

/** What was filled in: plain values, and files, by option. */
export interface FormValues {
  readonly values: Readonly<Record<string, string | boolean>>;
  readonly files: readonly { readonly option: string; readonly file: SlackFile }[];
}

/** Reads a form. Fields left empty are left out. */
export function readForm(state: z.infer<typeof formState>): FormValues {
  const values: Record<string, string | boolean> = {};
  const files: { option: string; file: SlackFile }[] = [];
  for (const [actionId, one] of Object.values(state).flatMap((block) => Object.entries(block))) {
    if (!actionId.startsWith(FIELD)) continue;
    const option = actionId.slice(FIELD.length);
    const text = one.value ?? one.selected_option?.value;
    const [file] = one.files ?? [];
    if (file !== undefined) files.push({ option, file });
    else if (one.type === 'checkboxes') {
      if ((one.selected_options ?? []).length > 0) values[option] = true;
    } else if (text !== undefined && text !== '') values[option] = text;
  }
  return { values, files };
}

/** Everything that was filled in, by option. */
export function optionsOf({
  values,
  files,
}: FormValues): Readonly<Record<string, string | boolean | AttachmentRef>> {
  const attached = files.map(({ option, file }) => [option, attachmentOf(file)] as const);
  return { ...values, ...Object.fromEntries(attached) };
}
