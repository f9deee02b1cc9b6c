import type { Clock } from '../core/async/clock.ts';
import { withDeadline } from '../core/async/deadline.ts';
import { unlessAborted } from '../core/async/unless-aborted.ts';

/** The part of a bot that reports whether its platform is connected. */
export interface Connection {
  readonly name: string;
  health(): { readonly ready: boolean; readonly reason?: string };
}

/** The result of `/readyz`. */
export type Verdict =
  | { readonly ready: true }
  /** Sentences for the bot owner, each beginning with its subject. */
  | { readonly ready: false; readonly reasons: readonly string[] };

/** Reports whether the program can accept work. */
export interface Readiness {
  check(): Promise<Verdict>;
  /** Marks the program as stopping; it is not ready from now on. */
  beginDrain(): void;
  /** Checks the connections periodically, so that an outage is timed from its start. Ends on abort. */
  watch(signal: AbortSignal): Promise<void>;
}

/** Platforms reconnect by themselves within this time, so only a longer outage is reported. */
const GRACE_MS = 60_000;
const LOOK_EVERY_MS = 5_000;
/** For each thing that is asked. */
const DEADLINE_MS = 2_000;
const MIB = 1024 * 1024;
/** With less on the disk, records and results may fail to be written. */
export const LEAST_FREE_BYTES = 64 * MIB;

/**
 * Creates the readiness, judged by the store, the disk, and how long each connection has been down. One that
 * never was up counts as down from the beginning.
 */
export function createReadiness(parts: {
  readonly pingStore: () => Promise<void>;
  /** Of the data folder; absent if this process keeps nothing there. */
  readonly freeBytes?: () => Promise<number>;
  readonly connections: () => readonly Connection[];
  readonly clock: Clock;
}): Readiness {
  const { pingStore, freeBytes, connections, clock } = parts;
  const awaySinceMs = new Map<string, number>();
  const wasConnected = new Set<string>();
  let isDraining = false;

  const look = (): readonly string[] => {
    const now = clock.now();
    return connections().flatMap((connection) => {
      const { ready, reason = 'disconnected' } = connection.health();
      if (ready) {
        awaySinceMs.delete(connection.name);
        wasConnected.add(connection.name);
        return [];
      }
      const since = awaySinceMs.get(connection.name) ?? now;
      awaySinceMs.set(connection.name, since);
      const seconds = Math.floor((now - since) / 1000);
      const isPassing = wasConnected.has(connection.name) && now - since < GRACE_MS;
      return isPassing ? [] : [`${connection.name}: ${reason} for ${seconds} s`];
    });
  };

  /** The failing part logs why; this response is public. */
  const ask = async (
    reasons: () => Promise<readonly string[]>,
    failed: string,
  ): Promise<readonly string[]> => {
    try {
      return await withDeadline({ clock, durationMs: DEADLINE_MS }, (bounded) =>
        unlessAborted(reasons(), bounded),
      );
    } catch {
      return [failed];
    }
  };

  const askStore = (): Promise<readonly string[]> =>
    ask(() => pingStore().then(() => []), 'store: does not answer');

  const askDisk = async (): Promise<readonly string[]> => {
    if (freeBytes === undefined) return [];
    return ask(async () => {
      const free = await freeBytes();
      return free < LEAST_FREE_BYTES ? [`disk: only ${Math.floor(free / MIB)} MiB free in DATA_DIR`] : [];
    }, 'disk: DATA_DIR does not answer');
  };

  return {
    async check() {
      const draining = isDraining ? ['program: is restarting'] : [];
      const reasons = [...draining, ...(await askStore()), ...(await askDisk()), ...look()];
      return reasons.length === 0 ? { ready: true } : { ready: false, reasons };
    },
    beginDrain() {
      isDraining = true;
    },
    async watch(signal) {
      while (!signal.aborted) {
        look();
        await clock.sleep(LOOK_EVERY_MS, signal).catch((error: unknown) => {
          if (!signal.aborted) throw error;
        });
      }
    },
  };
}
