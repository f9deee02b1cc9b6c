import type { ProviderJob } from '../model/job/provider-job.ts';
import type { Service } from '../model/service.ts';
import type { AudioPod } from '../ports/provider.ts';
import type { StatusSource } from '../watcher/status-source.ts';

/** Returns where to read the jobs of each service. Speech and voices being made have no list. */
export function statusSources(audiopod: AudioPod): Readonly<Record<Service, StatusSource>> {
  return {
    speech: audiopod.voice,
    stems: audiopod.stems,
    music: audiopod.music,
    transcription: audiopod.transcription,
    diarization: audiopod.speaker,
    denoise: audiopod.denoiser,
    clone: { job: (id, signal) => audiopod.voice.cloned(id, signal) },
  };
}

/** Reads one job from its service. */
export function readProviderJob(
  audiopod: AudioPod,
  service: Service,
  providerId: string,
  signal: AbortSignal,
): Promise<ProviderJob> {
  return statusSources(audiopod)[service].job(providerId, signal);
}
