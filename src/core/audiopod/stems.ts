import { z } from 'zod';
import { submittedJob } from './job-answer.ts';
import { createJobService } from './job-service.ts';
import type { StemModeInfo } from './model.ts';
import type { StemsService } from './services.ts';
import type { Transport } from './transport.ts';
import { sourceField, UPLOAD_DEADLINE_MS, uploadForm } from './upload-form.ts';
import { list, number, readable, text } from './wire.ts';

/** Stem separation (AudioPod API notes 3). */
export function createStemsService(transport: Transport): StemsService {
  return {
    ...createJobService(transport, {
      job: ['/stem-extraction/status/{id}', '/stem-extraction/jobs/{id}'],
      jobs: ['/stem-extraction/jobs'],
      removal: ['/stem-extraction/jobs/{id}'],
      // Only where the service hands out one link instead of the map of stems that it documents.
      soundName: 'stem',
    }),

    extract: ({ source, mode, stem }, signal) =>
      transport.ask(
        {
          method: 'POST',
          route: '/stem-extraction/api/extract',
          body: () => uploadForm({ ...sourceField(source), mode, stem }),
          charged: true,
          deadlineMs: UPLOAD_DEADLINE_MS,
        },
        submittedJob,
        signal,
      ),

    async modes(signal) {
      const call = { method: 'GET', route: '/stem-extraction/modes', charged: false } as const;
      const { entries } = await transport.ask(call, list, signal);
      return readable(entries, mode);
    },
  };
}

const mode: z.ZodType<StemModeInfo | undefined> = z
  .object({ mode: text, description: text, stem_count: number })
  .transform((body) =>
    body.mode === undefined
      ? undefined
      : {
          mode: body.mode,
          ...(body.description === undefined ? {} : { description: body.description }),
          ...(body.stem_count === undefined ? {} : { stemCount: body.stem_count }),
        },
  );
