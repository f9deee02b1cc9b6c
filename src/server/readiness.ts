import type { Clock } from '../core/async/clock.ts';
import { withDeadline } from '../core/async/deadline.ts';
import { unlessAborted } from '../core/async/unless-aborted.ts';

/** The part of a bot that says whether its platform is connected. */
export interface Connection {
  readonly name: string;
  health(): { readonly ready: boolean; readonly reason?: string };
}

/** The answer of `/readyz`. */
export type Verdict =
  | { readonly ready: true }
  /** Sentences for the operator, each beginning with what it is about. */
  | { readonly ready: false; readonly reasons: readonly string[] };

/** Knows whether the program can take work. */
export interface Readiness {
  check(): Promise<Verdict>;
  /** From now on the program is leaving, and is not ready any more. */
  beginDrain(): void;
  /** Looks at the connections from time to time, so that an outage is timed from its start. Ends on abort. */
  watch(signal: AbortSignal): Promise<void>;
}

/** Platforms reconnect by themselves within this time; only then is somebody else to know. */
const GRACE_MS = 60_000;
const LOOK_EVERY_MS = 5_000;
const STORE_DEADLINE_MS = 2_000;

/** Judges by the store and by how long each connection has been away. */
export function createReadiness(parts: {
  readonly pingStore: () => Promise<void>;
  readonly connections: () => readonly Connection[];
  readonly clock: Clock;
}): Readiness {
  const { pingStore, connections, clock } = parts;
  const awaySinceMs = new Map<string, number>();
  let isDraining = false;

  const look = (): readonly string[] => {
    const now = clock.now();
    return connections().flatMap((connection) => {
      const { ready, reason = 'disconnected' } = connection.health();
      if (ready) {
        awaySinceMs.delete(connection.name);
        return [];
      }
      const since = awaySinceMs.get(connection.name) ?? now;
      awaySinceMs.set(connection.name, since);
      const seconds = Math.floor((now - since) / 1000);
      return now - since < GRACE_MS ? [] : [`${connection.name}: ${reason} for ${seconds} s`];
    });
  };

  const askStore = async (): Promise<readonly string[]> => {
    try {
      await withDeadline({ clock, durationMs: STORE_DEADLINE_MS }, (bounded) =>
        unlessAborted(pingStore(), bounded),
      );
      return [];
    } catch {
      // The reason is in the log of whoever failed; this answer is public.
      return ['store: does not answer'];
    }
  };

  return {
    async check() {
      const draining = isDraining ? ['program: is restarting'] : [];
      const reasons = [...draining, ...(await askStore()), ...look()];
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
