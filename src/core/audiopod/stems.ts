import { openAsBlob } from 'node:fs';
import { FormData } from 'undici';
import { z } from 'zod';
import { AudioPodError } from './audiopod-error.ts';
import { eitherPath, type PathMemory } from './either-path.ts';
import { listedJob, readJob, submittedJob } from './job-answer.ts';
import type { StemModeInfo } from './model.ts';
import type { StemsOrder, StemsService } from './services.ts';
import type { Transport } from './transport.ts';
import { list, number, readable, text } from './wire.ts';

/** An upload of the largest file over a slow line. */
const UPLOAD_DEADLINE_MS = 30 * 60_000;

/** Stem separation (AudioPod API notes 3). */
export function createStemsService(transport: Transport): StemsService {
  const statusPath: PathMemory = {};

  return {
    extract: (order, signal) =>
      transport.ask(
        {
          method: 'POST',
          route: '/stem-extraction/api/extract',
          body: () => extractForm(order),
          charged: true,
          deadlineMs: UPLOAD_DEADLINE_MS,
        },
        submittedJob,
        signal,
      ),

    job: (id, signal) => {
      const read = (route: string) =>
        transport.ask({ method: 'GET', route, values: { id }, charged: false }, readJob(id), signal);
      return eitherPath(statusPath, [
        () => read('/stem-extraction/status/{id}'),
        () => read('/stem-extraction/jobs/{id}'),
      ]);
    },

    async jobs({ skip, limit }, signal) {
      const call = {
        method: 'GET',
        route: '/stem-extraction/jobs',
        query: { skip, limit },
        charged: false,
      } as const;
      const { entries } = await transport.ask(call, list, signal);
      return readable(entries, listedJob);
    },

    async modes(signal) {
      const call = { method: 'GET', route: '/stem-extraction/modes', charged: false } as const;
      const { entries } = await transport.ask(call, list, signal);
      return readable(entries, mode);
    },

    /** A job that is already gone counts as removed: a repeated DELETE finds exactly that. */
    async remove(id, signal) {
      const call = {
        method: 'DELETE',
        route: '/stem-extraction/jobs/{id}',
        values: { id },
        charged: false,
      } as const;
      try {
        await transport.ask(call, z.unknown(), signal);
      } catch (error) {
        if (!(error instanceof AudioPodError && error.code === 'audiopod-not-found')) throw error;
      }
    },
  };
}

/** The multipart form. A file is read from disk while it is sent, never held as a whole. */
async function extractForm(order: StemsOrder): Promise<FormData> {
  const form = new FormData();
  if (order.source.kind === 'file') {
    const file = await openAsBlob(order.source.path, { type: order.source.mimeType });
    form.append('file', file, order.source.uploadName);
  } else {
    form.append('url', order.source.url);
  }
  form.append('mode', order.mode);
  if (order.stem !== undefined) form.append('stem', order.stem);
  return form;
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
