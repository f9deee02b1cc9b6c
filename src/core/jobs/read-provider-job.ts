import type { ProviderJob } from '../audiopod/model.ts';
import type { AudioPod } from '../audiopod/services.ts';
import type { Service } from './request.ts';

/** Reads one job where its service keeps it. */
export function readProviderJob(
  audiopod: AudioPod,
  service: Service,
  providerId: string,
  signal: AbortSignal,
): Promise<ProviderJob> {
  return service === 'speech'
    ? audiopod.voice.job(providerId, signal)
    : audiopod.stems.job(providerId, signal);
}
