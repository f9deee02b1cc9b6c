import { Keyv } from 'keyv';
import { type LearnedDurations, openLearnedDurations } from '../../src/core/watcher/learned-durations.ts';
import { createWatcher } from '../../src/core/watcher/watcher.ts';
import {
  createSimulatedService,
  type SimulatedService,
  sourcesOf,
} from '../../test/fakes/simulated-service.ts';
import { createVirtualClock, type VirtualClock } from '../../test/fakes/virtual-clock.ts';
import { type BenchRow, formatRows } from './row.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const WARM_UP_MS = 10 * MINUTE_MS;
/** A few jobs need more time for the same number of observations. */
const MEASURED_MINUTES = { few: 240, many: 20 } as const;
const FEW_JOBS = 5;
const JOBS_IN_FLIGHT = [1, 5, 20, 50, 200] as const;
const TENANTS = 10;
const SPREAD = 0.15;

/** What is asked for again and again. */
interface Work {
  readonly service: 'stems' | 'speech';
  readonly audioSeconds: number;
  /** Four in five jobs take between 0.8 and 1.2 times as long. */
  readonly usualMs: number;
  /** Between the end of a job and the next one. */
  readonly pauseMs: number;
}

const SONG: Work = { service: 'stems', audioSeconds: 180, usualMs: 60 * SECOND_MS, pauseMs: 0 };
const SENTENCE: Work = {
  service: 'speech',
  audioSeconds: 5,
  usualMs: 1.2 * SECOND_MS,
  pauseMs: 20 * SECOND_MS,
};
const PEOPLE_SPEAKING = [1, 5] as const;
const LOOP_MS = { stems: 3 * SECOND_MS, speech: 2 * SECOND_MS } as const;

/** The results of one way of watching. */
interface Outcome {
  readonly readsPerMinute: number;
  readonly mostReadsInAMinute: number;
  readonly meanLagMs: number;
  readonly medianLagMs: number;
  readonly p95LagMs: number;
}

/** Watches one job to its end; resolves when the end was noticed. */
type WatchOne = (work: Work, id: string, tenant: string, submittedAtMs: number) => Promise<void>;

/**
 * Compares the watcher with the official clients, which poll each job every three seconds, speech
 * every two (AudioPod API notes 1.7).
 *
 * Both use the same simulated service. Time is virtual and randomness is seeded: the figures are the same on
 * every machine.
 */
export async function benchWatch(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const inFlight of JOBS_IN_FLIGHT) {
    const watcher = await measure(SONG, inFlight, startWatcher);
    const loop = await measure(SONG, inFlight, startLoops);
    rows.push(
      {
        name: `status reads per minute, ${inFlight} stem jobs in flight`,
        figure: `${watcher.readsPerMinute.toFixed(1)} (most ${watcher.mostReadsInAMinute})`,
        reference: `${loop.readsPerMinute.toFixed(1)} (3 s loop per job)`,
        ratio: `${(watcher.readsPerMinute / loop.readsPerMinute).toFixed(2)}x`,
      },
      {
        name: `detection lag mean / p95, ${inFlight} stem jobs in flight`,
        figure: `${seconds(watcher.meanLagMs)} / ${seconds(watcher.p95LagMs)}`,
        reference: `${seconds(loop.meanLagMs)} / ${seconds(loop.p95LagMs)}`,
        ratio: `${(watcher.meanLagMs / loop.meanLagMs).toFixed(2)}x`,
      },
    );
  }
  for (const people of PEOPLE_SPEAKING) {
    const watcher = await measure(SENTENCE, people, startWatcher);
    const loop = await measure(SENTENCE, people, startLoops);
    rows.push({
      name: `detection lag median / p95, ${people} saying a sentence every 20 s`,
      figure: `${seconds(watcher.medianLagMs)} / ${seconds(watcher.p95LagMs)}, ${watcher.readsPerMinute.toFixed(1)} reads a minute`,
      reference: `${seconds(loop.medianLagMs)} / ${seconds(loop.p95LagMs)}, ${loop.readsPerMinute.toFixed(1)}`,
      ratio: `${(watcher.medianLagMs / loop.medianLagMs).toFixed(2)}x`,
    });
  }
  return rows;
}

type Start = (
  clock: VirtualClock,
  service: SimulatedService,
  random: () => number,
) => Promise<{ readonly watchOne: WatchOne; readonly stop: () => Promise<void> }>;

/** Keeps that many jobs in flight, each followed by the next, and measures after a warm-up. */
async function measure(work: Work, inFlight: number, start: Start): Promise<Outcome> {
  const clock = createVirtualClock();
  const random = seeded(inFlight);
  const service = createSimulatedService(clock, { latencyMs: 150 });
  const { watchOne, stop } = await start(clock, service, random);
  const stopping = new AbortController();
  const measuredFromMs = clock.now() + WARM_UP_MS;
  const measuredMinutes = inFlight <= FEW_JOBS ? MEASURED_MINUTES.few : MEASURED_MINUTES.many;
  const lags: number[] = [];

  async function submitOneAfterAnother(slot: number): Promise<void> {
    await clock.sleep(random() * (work.usualMs + work.pauseMs), stopping.signal);
    while (!stopping.signal.aborted) {
      const tookMs = work.usualMs * Math.exp(SPREAD * normal(random));
      const submittedAtMs = clock.now();
      await watchOne(work, service.submit(tookMs), `tenant-${slot % TENANTS}`, submittedAtMs);
      if (submittedAtMs >= measuredFromMs) lags.push(clock.now() - submittedAtMs - tookMs);
      await clock.sleep(work.pauseMs, stopping.signal);
    }
  }

  const slots = Array.from({ length: inFlight }, (_, slot) =>
    submitOneAfterAnother(slot).catch((error: unknown) => {
      if (!stopping.signal.aborted) throw error;
    }),
  );
  await clock.advance(WARM_UP_MS + measuredMinutes * MINUTE_MS);
  stopping.abort();
  await stop();
  // Slots still waiting for a job will never be notified, so they are not awaited.
  void slots;
  const times = service.reads.map((read) => read.atMs).filter((atMs) => atMs >= measuredFromMs);
  const ordered = lags.toSorted((a, b) => a - b);
  return {
    readsPerMinute: times.length / measuredMinutes,
    mostReadsInAMinute: mostInAMinute(times),
    meanLagMs: lags.reduce((sum, lag) => sum + lag, 0) / lags.length,
    medianLagMs: ordered[Math.floor(lags.length * 0.5)] ?? 0,
    p95LagMs: ordered[Math.floor(lags.length * 0.95)] ?? 0,
  };
}

const startWatcher: Start = async (clock, service, random) => {
  const durations: LearnedDurations = await openLearnedDurations(new Keyv());
  const watcher = createWatcher({
    services: sourcesOf(service.source, service.source),
    readsPerMinute: 60,
    clock,
    random,
    durations,
  });
  return {
    watchOne: ({ service: asked, audioSeconds }, providerId, tenant, submittedAtMs) =>
      new Promise((resolve, reject) => {
        watcher.watch(
          { service: asked, providerId, tenant, submittedAtMs, audioSeconds },
          (job) => {
            if (job.state === 'completed') resolve();
          },
          () => reject(new Error(`Job ${providerId} was lost`)),
        );
      }),
    stop: () => watcher.close(),
  };
};

const startLoops: Start = async (clock, service) => {
  const stopping = new AbortController();
  return {
    async watchOne({ service: asked }, id) {
      for (;;) {
        await clock.sleep(LOOP_MS[asked], stopping.signal);
        if ((await service.source.job(id, stopping.signal)).state === 'completed') return;
      }
    },
    stop: async () => stopping.abort(),
  };
};

function mostInAMinute(times: readonly number[]): number {
  let first = 0;
  let most = 0;
  times.forEach((atMs, index) => {
    while ((times[first] ?? atMs) <= atMs - MINUTE_MS) first += 1;
    most = Math.max(most, index - first + 1);
  });
  return most;
}

/** Mulberry32: small, good enough for a simulation, and the same everywhere. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Returns a standard normal number by Box and Muller's method. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function seconds(durationMs: number): string {
  return `${(durationMs / SECOND_MS).toFixed(durationMs < SECOND_MS ? 2 : 1)} s`;
}

if (import.meta.main) process.stdout.write(formatRows(await benchWatch()));
