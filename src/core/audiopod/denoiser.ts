import { submittedJob } from './job-answer.ts';
import { createJobService } from './job-service.ts';
import type { DenoiserService } from './sound-services.ts';
import type { Transport } from './transport.ts';
import { sourceField, UPLOAD_DEADLINE_MS, uploadForm } from './upload-form.ts';

/**
 * Noise removal (AudioPod API notes 7). Whether it may be had with an API key differs between documents; a
 * refusal comes as 402 or 403 and is passed on as such.
 */
export function createDenoiserService(transport: Transport): DenoiserService {
  return {
    ...createJobService(transport, {
      job: ['/denoiser/jobs/{id}'],
      jobs: ['/denoiser/jobs'],
      removal: ['/denoiser/jobs/{id}'],
      soundName: 'denoised',
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
  };
}
