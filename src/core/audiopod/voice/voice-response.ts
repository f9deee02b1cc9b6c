import { z } from 'zod';
import type { ProviderJob, SubmittedJob, Voice } from '../../model/job/provider-job.ts';
import { readJob, submittedJob } from '../jobs/job-response.ts';
import { flag, id, text } from '../transport/wire.ts';
import { unmarked } from './voice-mark.ts';

/** A voice in the union of all documented shapes (AudioPod API notes 4.4). */
export const voice: z.ZodType<Voice | undefined> = z
  .object({
    id,
    voice_id: id,
    uuid: text,
    name: text,
    display_name: text,
    description: text,
    voice_type: text,
    is_custom: flag,
    is_public: flag,
    language_code: text,
    language: text,
    language_name: text,
    gender: text,
  })
  .transform((body) => {
    const voiceId = body.id ?? body.voice_id ?? body.uuid;
    if (voiceId === undefined) return undefined;
    const languageCode = body.language_code ?? body.language;
    const name = body.name ?? body.uuid ?? voiceId;
    return {
      id: voiceId,
      name,
      displayName: body.display_name ?? name,
      // Any sign counts: a stock voice mistaken for a clone is only hidden, but a clone mistaken for stock is
      // leaked.
      isCustom:
        body.is_custom === true || body.voice_type?.toLowerCase() === 'custom' || body.is_public === false,
      ...(body.uuid === undefined ? {} : { uuid: body.uuid }),
      ...unmarked(body.description ?? ''),
      ...(languageCode === undefined ? {} : { languageCode }),
      ...(body.language_name === undefined ? {} : { languageName: body.language_name }),
      ...(body.gender === undefined ? {} : { gender: body.gender }),
    };
  });

/** A single requested voice, which must be valid. */
export const oneVoice: z.ZodType<Voice> = voice.transform((found, context) => {
  if (found !== undefined) return found;
  context.addIssue({ code: 'custom', message: 'No voice id', path: ['id'] });
  return z.NEVER;
});

/** The response to a clone request: the new voice, whose id identifies the job (notes 4.5). */
export const submittedClone: z.ZodType<SubmittedJob> = z.preprocess((body) => asJob(body), submittedJob);

/**
 * Reads a voice as a job. An existing voice without a status is usable: not every document gives voices one.
 */
export function readClone(askedId: string): z.ZodType<ProviderJob> {
  return z.preprocess((body) => asJob(body, 'completed'), readJob(askedId));
}

const statedVoice = z.looseObject({ id, voice_id: id, uuid: text, status: text, training_status: text });

/** Returns the voice with its id and status in the fields that jobs use. */
function asJob(body: unknown, unstated?: string): unknown {
  const { data } = statedVoice.safeParse(body);
  if (data === undefined) return body;
  const voiceId = data.id ?? data.voice_id ?? data.uuid;
  const status = data.status ?? data.training_status ?? (voiceId === undefined ? undefined : unstated);
  return { ...data, id: voiceId, status };
}
