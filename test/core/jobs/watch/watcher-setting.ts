import { Keyv } from 'keyv';
import type { ProviderJob } from '../../../../src/core/model/job/provider-job.ts';
import type { Service } from '../../../../src/core/model/service.ts';
import type { Log } from '../../../../src/core/ports/log.ts';
import { silentLog } from '../../../../src/core/ports/log.ts';
import {
  type LearnedDurations,
  openLearnedDurations,
} from '../../../../src/core/watcher/learned-durations.ts';
import { createWatcher, type Watcher } from '../../../../src/core/watcher/watcher.ts';
import {
  createSimulatedService,
  type SimulatedService,
  sourcesOf,
} from '../../../fakes/simulated-service.ts';
import { createVirtualClock, type VirtualClock } from '../../../fakes/virtual-clock.ts';

/** One job being watched in a test, and what was said of it. */
export interface WatchedInTest extends Disposable {
  readonly id: string;
  readonly service: Service;
  readonly endsAtMs: number;
  readonly seen: ProviderJob[];
  /** How often it was said that AudioPod refuses the key. */
  refusals: number;
  /** When the watch ended, and how; absent while it goes on. */
  over?: { readonly atMs: number; readonly how: ProviderJob['state'] | 'gone' };
}

/** A watcher on virtual time over two simulated services: stems with a list, speech without. */
export interface WatcherSetting {
  readonly clock: VirtualClock;
  readonly stems: SimulatedService;
  readonly speech: SimulatedService;
  readonly durations: LearnedDurations;
  readonly watcher: Watcher;
  readonly warnings: string[];
  /** Submits a job that takes so long, and watches it. */
  start(
    service: Service,
    tookMs: number,
    options?: { tenant?: string; endsAs?: ProviderJob['state']; audioSeconds?: number },
  ): WatchedInTest;
}

/** Sets the scene. */
export async function setWatcher(
  options: {
    readonly readsPerMinute?: number;
    readonly stems?: SimulatedService;
    readonly clock?: VirtualClock;
  } = {},
): Promise<WatcherSetting> {
  const clock = options.clock ?? createVirtualClock();
  const stems = options.stems ?? createSimulatedService(clock);
  const speech = createSimulatedService(clock, { list: false });
  const durations = await openLearnedDurations(new Keyv());
  const warnings: string[] = [];
  const note: Log['warn'] = (_, event) => void warnings.push(event);
  const watcher = createWatcher({
    services: sourcesOf(stems.source, speech.source),
    readsPerMinute: options.readsPerMinute ?? 60,
    clock,
    random: () => 0.5,
    durations,
    log: { ...silentLog, warn: note, error: note },
  });
  return {
    clock,
    stems,
    speech,
    durations,
    watcher,
    warnings,
    start(service, tookMs, { tenant = 'test:a', endsAs = 'completed', audioSeconds } = {}) {
      const id = (service === 'stems' ? stems : speech).submit(tookMs, endsAs);
      const order = { service, providerId: id, tenant, submittedAtMs: clock.now() };
      const seen: ProviderJob[] = [];
      const watch = watcher.watch(
        audioSeconds === undefined ? order : { ...order, audioSeconds },
        (job) => {
          seen.push(job);
          if (job.state !== 'processing') watched.over = { atMs: clock.now(), how: job.state };
        },
        () => {
          watched.over = { atMs: clock.now(), how: 'gone' };
        },
        () => {
          watched.refusals += 1;
        },
      );
      const watched: WatchedInTest = {
        id,
        service,
        endsAtMs: clock.now() + tookMs,
        seen,
        refusals: 0,
        [Symbol.dispose]: () => watch[Symbol.dispose](),
      };
      return watched;
    },
  };
}
