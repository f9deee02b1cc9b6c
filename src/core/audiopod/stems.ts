import { z } from 'zod';
import type { StemModeInfo } from '../model/job/provider-job.ts';
import { STEM_MODES, type StemMode } from '../model/job/request.ts';
import type { StemsService } from '../ports/provider.ts';
import { submittedJob } from './jobs/job-response.ts';
import { createJobService } from './jobs/job-service.ts';
import { AudioPodError, renamed } from './transport/audiopod-error.ts';
import type { Transport } from './transport/transport.ts';
import { sourceField, UPLOAD_DEADLINE_MS, uploadForm } from './transport/upload-form.ts';
import { list, number, readable, text } from './transport/wire.ts';

/** Creates the stem separation service (AudioPod API notes 3). */
export function createStemsService(transport: Transport): StemsService {
  return {
    ...createJobService(transport, {
      job: ['/stem-extraction/status/{id}', '/stem-extraction/jobs/{id}'],
      jobs: ['/stem-extraction/jobs'],
      removal: ['/stem-extraction/jobs/{id}'],
      // Used only if the service returns one link instead of the documented map of stems.
      trackName: 'stem',
    }),

    extract: ({ source, mode, stem }, signal) =>
      unlessPlanLacks(
        mode,
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
      ),

    async modes(signal) {
      const call = { method: 'GET', route: '/stem-extraction/modes', charged: false } as const;
      const { entries } = await transport.ask(call, list, signal);
      return readable(entries, mode);
    },
  };
}

/** The smallest plan that includes the mode; modes not listed are in every plan (AudioPod API notes 3.1). */
const PLANS: Readonly<Partial<Record<StemMode, string>>> = {
  producer: 'Creator',
  studio: 'Pro',
  mastering: 'Pro',
};
const SAYS_PLAN = /\b(plan|tier|premium|upgrade|subscri)/i;
const SAYS_KEY = /\b(revoked|expired|disabled|scope|permission)/i;

/**
 * Translates plan refusals. They are undocumented (notes 3.1, 16), so every refusal without another cause
 * counts.
 */
async function unlessPlanLacks<T>(mode: StemMode, submit: Promise<T>): Promise<T> {
  try {
    return await submit;
  } catch (error) {
    const plan = PLANS[mode];
    if (plan === undefined || !(error instanceof AudioPodError) || !isAboutPlan(error)) throw error;
    throw renamed(error, 'audiopod-plan', `The plan of this key does not have the mode ${mode}`, {
      mode,
      plan,
      modes: STEM_MODES.filter((one) => PLANS[one] === undefined).join(', '),
    });
  }
}

function isAboutPlan({ code, status = 0, outcome, providerCode, providerMessage }: AudioPodError): boolean {
  const words = `${providerCode ?? ''} ${providerMessage ?? ''}`.replaceAll('_', ' ');
  if (code === 'audiopod-forbidden') return SAYS_PLAN.test(words) || !SAYS_KEY.test(words);
  return outcome === 'refused' && [400, 402, 422].includes(status) && SAYS_PLAN.test(words);
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
