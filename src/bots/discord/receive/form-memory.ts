import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { AttachmentRef } from '../../../core/model/job/request.ts';
import type { Receiver } from './receiver.ts';

/**
 * Values given with a command before its form was opened. A lost cache entry costs the member one more try.
 */
export interface FormMemory {
  get(key: string): Promise<string | undefined>;
  set(key: string, values: string, keptMs: number): Promise<unknown>;
}

/** Writing lyrics takes time; Discord keeps a form open as long as the member does. */
const KEPT_MS = 2 * 60 * 60_000;

const file = z
  .object({
    kind: z.literal('attachment'),
    ref: z.string(),
    name: z.string(),
    sizeBytes: z.number().exactOptional(),
  })
  .transform((ref): AttachmentRef => ref);
const keptForm = z.object({
  command: z.string(),
  subcommand: z.string().exactOptional(),
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), file])),
  fields: z.array(z.string()),
});

/** A command whose form is open: the values it has, and the options the form asks for. */
export type KeptForm = z.infer<typeof keptForm>;

/** Keeps a form, and returns its key. */
export async function keepForm({ forms }: Pick<Receiver, 'forms'>, form: KeptForm): Promise<string> {
  const key = randomUUID();
  await forms.set(keyOf(key), JSON.stringify(form), KEPT_MS);
  return key;
}

/** Returns a kept form; `undefined` if it was lost, or is too old. */
export async function keptFormOf(
  { forms }: Pick<Receiver, 'forms'>,
  key: string,
): Promise<KeptForm | undefined> {
  const text = await forms.get(keyOf(key));
  return text === undefined ? undefined : keptForm.safeParse(JSON.parse(text)).data;
}

function keyOf(key: string): string {
  return `form:${key}`;
}
