import { AudioPodError } from '../audiopod/transport/audiopod-error.ts';
import { isPathMissing } from '../audiopod/transport/either-path.ts';
import type { Service } from '../model/service.ts';
import type { AudioPod } from '../ports/provider.ts';

/**
 * Asks AudioPod to stop a running job: noise removal can be canceled, everything else but speech only deleted
 * (AudioPod API notes 2.5, 3.2, 4.4, 5, 6.3, 7). A canceled job is not charged; nobody knows whether a deleted
 * one is (notes 16).
 *
 * @returns whether it agreed. It has no way to stop speech, and may refuse to stop any job.
 * @throws {AudioPodError} if its response is unknown, or may be another one later.
 */
export async function stopProviderJob(
  audiopod: AudioPod,
  service: Service,
  id: string,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return await stopperOf(audiopod, service, id, signal)();
  } catch (error) {
    if (error instanceof AudioPodError && isRefusal(error)) return false;
    throw error;
  }
}

function stopperOf(
  audiopod: AudioPod,
  service: Service,
  id: string,
  signal: AbortSignal,
): () => Promise<boolean> {
  const removed = async (service: {
    remove(id: string, signal: AbortSignal): Promise<void>;
  }): Promise<true> => {
    await service.remove(id, signal);
    return true;
  };
  switch (service) {
    case 'speech':
      return async () => false;
    case 'stems':
    case 'music':
    case 'transcription':
      return () => removed(audiopod[service]);
    case 'diarization':
      return () => removed(audiopod.speaker);
    case 'clone':
      return () => removed(audiopod.voice);
    case 'denoise':
      return async () => {
        try {
          await audiopod.denoiser.cancel(id, signal);
          return true;
        } catch (error) {
          // The way to cancel is documented in one place only; every client can delete.
          if (!(error instanceof AudioPodError && isPathMissing(error))) throw error;
          return removed(audiopod.denoiser);
        }
      };
  }
}

/** Whether a refusal is final: the request is understood, and the key is not at fault. */
function isRefusal({ status = 0 }: AudioPodError): boolean {
  return [400, 404, 405, 409, 422, 501].includes(status);
}
