import { z } from 'zod';
import type { RawValues, Secrets } from '../../../commands/framework/action.ts';
import type { RawValue } from '../../../commands/framework/option.ts';
import { Secret } from '../../../core/model/secret.ts';
import { attachmentOf, type SlackFile, slackFile } from '../attachments/slack-file.ts';
import { FIELD, SECRET_FIELD } from '../draw/command-form.ts';

const chosen = z.object({ value: z.string() }).nullish();
const field = z.object({
  type: z.string(),
  value: z.string().nullish(),
  selected_option: chosen,
  selected_user: z.string().nullish(),
  selected_options: z.array(z.object({ value: z.string() })).nullish(),
  files: z.array(slackFile).nullish(),
});

/** `view.state.values` of a submitted form: by block, then by action. */
export const formState = z.record(z.string(), z.record(z.string(), field));
export type FormState = z.infer<typeof formState>;

/** The values of a form, by option. */
export interface FormValues {
  readonly options: RawValues;
  readonly secrets: Secrets;
  /** The files among the options, as Slack describes them. */
  readonly files: readonly { readonly option: string; readonly file: SlackFile }[];
}

const withState = z.looseObject({ view: z.looseObject({ state: z.looseObject({ values: formState }) }) });

/** Returns a submitted form's payload without its secrets. A process that carries it on asks for them again. */
export function formWithoutSecrets(body: unknown): unknown {
  const { data } = withState.safeParse(body);
  if (data === undefined) return body;
  const { view } = data;
  return { ...data, view: { ...view, state: { ...view.state, values: withoutSecrets(view.state.values) } } };
}

/** Returns a form's values without its secrets. */
export function withoutSecrets(values: FormState): FormState {
  return Object.fromEntries(
    Object.entries(values).map(([block, fields]) => [
      block,
      Object.fromEntries(Object.entries(fields).filter(([action]) => !action.startsWith(SECRET_FIELD))),
    ]),
  );
}

/** Reads a form of this workspace. Empty fields are left out. */
export function readForm(state: FormState, teamId: string): FormValues {
  const options: Record<string, RawValue> = {};
  const secrets: Record<string, Secret> = {};
  const files: { readonly option: string; readonly file: SlackFile }[] = [];
  for (const [actionId, one] of Object.values(state).flatMap((block) => Object.entries(block))) {
    if (actionId.startsWith(SECRET_FIELD) && one.value != null) {
      secrets[actionId.slice(SECRET_FIELD.length)] = new Secret(one.value);
    }
    if (!actionId.startsWith(FIELD)) continue;
    const option = actionId.slice(FIELD.length);
    const text = one.value ?? one.selected_option?.value ?? one.selected_user;
    const [file] = one.files ?? [];
    if (file !== undefined) {
      files.push({ option, file });
      options[option] = attachmentOf(file, teamId);
    } else if (one.type === 'checkboxes') {
      if ((one.selected_options ?? []).length > 0) options[option] = true;
    } else if (text != null && text !== '') options[option] = text;
  }
  return { options, secrets, files };
}
