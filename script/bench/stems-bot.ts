import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/core/async/clock.ts';
import { createAudio } from '../../src/core/audio/create-audio.ts';
import type { JobDependencies } from '../../src/core/jobs/context/job-context.ts';
import type { Job } from '../../src/core/model/job/job.ts';
import { newJob } from '../../src/core/model/job/new-job.ts';
import type { Origin } from '../../src/core/model/job/origin.ts';
import type { StageName } from '../../src/core/model/job/stages.ts';
import { createDownload } from '../../src/core/net/create-download.ts';
import { type Observer, silentObserver } from '../../src/core/ports/observer.ts';
import { startWorld, stemsOf, type World } from '../../test/fakes/world.ts';
import { makeSong } from './song.ts';

/** The stems AudioPod makes of a song. */
export const STEMS = ['vocals', 'drums', 'bass', 'other'] as const;
const SONG_SECONDS = 180;
const DEADLINE_MS = 300_000;

/**
 * Makes a folder of four stems of a three-minute song, named like AudioPod's downloads: `vocals.wav` and so
 * on.
 */
export async function makeStems(ffmpegPath: string, folder: string): Promise<void> {
  await mkdir(folder);
  await Promise.all(
    STEMS.map((stem, index) => makeSong(ffmpegPath, join(folder, `${stem}.wav`), SONG_SECONDS, index + 1)),
  );
}

/** The engine with its real store and stages, starting from jobs that AudioPod has just finished. */
export interface StemsBot extends AsyncDisposable {
  readonly world: World;
  /** How long each stage took, job by job. */
  readonly stages: ReadonlyMap<StageName, readonly number[]>;
  /** Stores a job that is paid for and whose result is not fetched yet. */
  begin(origin: Origin): Promise<Job>;
  /** Runs `beginning`, which begins a job, and resolves once that job was delivered. */
  delivered(beginning: () => Promise<unknown>): Promise<void>;
}

/** @param platform the platform it posts to; one that copies files by default. */
export async function startStemsBot(
  baseUrl: string,
  ffmpegPath: string,
  platform?: JobDependencies['platform'],
): Promise<StemsBot> {
  let delivery = Promise.withResolvers<void>();
  const stages = new Map<StageName, number[]>();
  const observer: Observer = {
    ...silentObserver,
    stageFinished: (stage, durationMs) => stages.set(stage, [...(stages.get(stage) ?? []), durationMs]),
    delivery: () => delivery.resolve(),
  };
  const download = createDownload({ apiBaseUrl: new URL(baseUrl), mediaHosts: [], clock: systemClock });
  const audio = createAudio({ ffmpegPath, concurrency: availableParallelism(), clock: systemClock });
  const world = await startWorld({ speedUp: 1 }, (dependencies) => ({
    ...dependencies,
    observer,
    download,
    audio,
    ...(platform !== undefined && { platform }),
  }));
  return {
    world,
    stages,
    async begin(origin) {
      const job = completedJob(baseUrl, origin);
      await world.store.jobs.insert(job, systemClock.now());
      return job;
    },
    async delivered(beginning) {
      delivery = Promise.withResolvers();
      const timer = setTimeout(() => delivery.reject(new Error('Nothing was delivered')), DEADLINE_MS);
      try {
        await beginning();
        await delivery.promise;
      } finally {
        clearTimeout(timer);
      }
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

function completedJob(baseUrl: string, origin: Origin): Job {
  const nowMs = systemClock.now();
  const request = stemsOf({ kind: 'url', url: 'https://example.org/song.wav' }, 'four');
  const outputs = STEMS.map((name) => ({ name, url: `${baseUrl}/${name}.wav` }));
  return {
    ...newJob(nowMs),
    request,
    title: 'Song',
    origin,
    work: { stage: 'completed' },
    submissions: [{ service: 'stems', providerId: '1', submittedAtMs: nowMs, state: 'completed', outputs }],
  };
}
