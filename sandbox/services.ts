import { availableParallelism } from 'node:os';
import PQueue from 'p-queue';
import type { RunFfmpeg } from './audio/run-ffmpeg.ts';
import { Separator } from './audio/separate.ts';
import { type DenoiserDetails, denoiserRoutes } from './denoiser/denoiser-routes.ts';
import { SpokenMemory } from './dialogue/spoken-memory.ts';
import type { LinkMaker } from './files/output-links.ts';
import type { Route } from './http/route.ts';
import { type JobDeps, ServiceJobs } from './jobs/service-jobs.ts';
import { musicRoutes } from './music/music-routes.ts';
import type { MusicDetails } from './music/read-order.ts';
import type { SettingsHolder } from './settings.ts';
import { type SpeakerDetails, speakerRoutes } from './speaker/speaker-routes.ts';
import { type StemsDetails, stemsRoutes } from './stems/stems-routes.ts';
import type { Timing } from './timing.ts';
import type { TranscriptionDetails } from './transcription/read-order.ts';
import { transcriptionRoutes } from './transcription/transcription-routes.ts';
import { Catalogue } from './voice/catalogue.ts';
import type { CloneDetails } from './voice/clones.ts';
import { type SpeechDetails, speechRoutes } from './voice/speech-routes.ts';
import { voiceRoutes } from './voice/voice-routes.ts';

/** Dependencies shared by the services. */
export interface ServiceDeps extends JobDeps {
  readonly run: RunFfmpeg;
  readonly links: LinkMaker;
  readonly settings: SettingsHolder;
  readonly timing: Timing;
}

/** Opens every service that makes jobs, with its endpoints. Add new services only here. */
export function openServices(deps: ServiceDeps): {
  readonly jobs: readonly ServiceJobs<unknown>[];
  readonly routes: readonly Route[];
} {
  const speech = new ServiceJobs<SpeechDetails>('voice', deps);
  const stems = new ServiceJobs<StemsDetails>('stems', deps);
  const music = new ServiceJobs<MusicDetails>('music', deps);
  const transcription = new ServiceJobs<TranscriptionDetails>('transcription', deps);
  const speaker = new ServiceJobs<SpeakerDetails>('speaker', deps);
  const denoiser = new ServiceJobs<DenoiserDetails>('denoiser', deps);
  const clones = new ServiceJobs<CloneDetails>('clones', deps);
  const catalogue = new Catalogue(clones);
  const memory = new SpokenMemory();
  // Each service has its own queue, so that a long song does not delay a short sentence.
  const newQueue = () => new PQueue({ concurrency: availableParallelism() });
  return {
    jobs: [speech, stems, music, transcription, speaker, denoiser, clones],
    routes: [
      ...voiceRoutes({ ...deps, clones, catalogue }),
      ...speechRoutes({ ...deps, jobs: speech, catalogue, memory, queue: newQueue() }),
      ...stemsRoutes({ ...deps, jobs: stems, separator: new Separator(deps.run, newQueue()) }),
      ...musicRoutes({ ...deps, jobs: music, queue: newQueue() }),
      ...transcriptionRoutes({ ...deps, jobs: transcription, memory }),
      ...speakerRoutes({ ...deps, jobs: speaker, memory }),
      ...denoiserRoutes({ ...deps, jobs: denoiser, queue: newQueue() }),
    ],
  };
}
