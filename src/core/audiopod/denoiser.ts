import { z } from 'zod';
import type { DenoiserService } from '../ports/provider-services.ts';
import { submittedJob } from './jobs/job-response.ts';
import { createJobService } from './jobs/job-service.ts';
import type { Transport } from './transport/transport.ts';
import { sourceField, UPLOAD_DEADLINE_MS, uploadForm } from './transport/upload-form.ts';

/**
 * Creates the noise removal service (AudioPod API notes 7).
 *
 * The documents disagree on whether it is available with an API key; a refusal is a 402 or 403 and is passed
 * on.
 */
export function createDenoiserService(transport: Transport): DenoiserService {
  return {
    ...createJobService(transport, {
      job: ['/denoiser/jobs/{id}'],
      jobs: ['/denoiser/jobs'],
      removal: ['/denoiser/jobs/{id}'],
      trackName: 'denoised',
    }),

    denoise: (source, signal) =>
      transport.ask(
        {
          method: 'POST',
          route: '/denoiser/denoise',
          body: () => uploadForm(sourceField(source)),
          charged: true,
          deadlineMs: UPLOAD_DEADLINE_MS,
        },
        submittedJob,
        signal,
      ),

    async cancel(id, signal) {
      const route = '/denoiser/jobs/{id}/cancel';
      await transport.ask({ method: 'POST', route, values: { id }, charged: false }, z.unknown(), signal);
    },
  };
}
