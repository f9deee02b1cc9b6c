import { type BreakerState, type CircuitBreaker, createCircuitBreaker } from '../async/circuit-breaker.ts';
import type { Clock } from '../async/clock.ts';
import type { NotifyOwners } from '../notify/notify-owners.ts';
import type { Log } from '../ports/log.ts';
import type { Observer } from '../ports/observer.ts';
import { translate } from '../text/words.ts';
import { type Gate, OPEN_GATE } from './gate.ts';
import { createKeyGate, type KeyGate } from './key-gate.ts';

/** The gate of a platform, told by those who post there. */
export interface PlatformGate extends Gate {
  succeeded(): void;
  failed(): void;
}

/** One outage, and since when this process knows of it. */
export interface Outage {
  /** `audiopod`, `own-keys` for that of a tenant's key, or a platform. */
  readonly of: string;
  readonly sinceMs: number;
}

/** What this process knows of outages, of each AudioPod key and each platform. */
export interface Outages {
  /**
   * @param keyId of a tenant's own key; absent for the bot owner's, whose gate also stands in for a key that
   *   isn't in use.
   */
  ofKey(keyId: string | undefined): Gate;
  ofPlatform(name: string): PlatformGate;
  /** Lists the outages that aren't over, the longest first. */
  current(): readonly Outage[];
  /** Begins to follow a key. Closing the returned gate ends it. */
  openKey(keyId: string | undefined, probe: (signal: AbortSignal) => Promise<unknown>): KeyGate;
}

/** One failed delivery may be the channel's fault, so several over a while make an outage. */
const PLATFORM_FAILURES = 4;
const PLATFORM_SPAN_MS = 60_000;
const SHORTEST_DELIVERY_PAUSE_MS = 15_000;
const LONGEST_DELIVERY_PAUSE_MS = 5 * 60_000;
/** Several processes notice the same outage, and one of them tells. */
const SAME_OUTAGE_MS = 10 * 60_000;
/** Later than this, something else is wrong than an outage, and attempts count again. */
const LONGEST_OUTAGE_MS = 3 * 24 * 60 * 60_000;

const OWN_KEYS = 'own-keys';
const AUDIOPOD = 'audiopod';

/** Creates {@link Outages} without any. */
export function createOutages(parts: {
  readonly notifyOwners: NotifyOwners;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly observer: Pick<Observer, 'outages'>;
}): Outages {
  const { notifyOwners, clock, random, log, observer } = parts;
  const keys = new Map<string, KeyGate>();
  const downKeys = new Set<string>();
  const platforms = new Map<string, PlatformGate>();
  const current = new Map<string, Outage>();

  const tell = (of: string, what: string, isOver: boolean): void => {
    const isAudioPod = of === AUDIOPOD;
    const down = isAudioPod ? 'notice.audiopod-down' : 'notice.platform-down';
    const text = translate('en', isOver ? 'notice.outage-over' : down, { platform: what });
    void notifyOwners({ about: `outage${isOver ? '-over' : ''}:${of}`, everyMs: SAME_OUTAGE_MS, text });
  };

  /** Logs and counts changes, and notifies the owners once when an outage begins and once when it is over. */
  const follow = (of: string, what: string, keyId?: string): ((state: BreakerState) => void) => {
    let isOutage = false;
    return (state) => {
      const name = `${of} ${keyId ?? ''}`;
      if (state === 'closed') current.delete(name);
      else if (!current.has(name)) current.set(name, { of, sinceMs: clock.now() });
      log[state === 'open' ? 'warn' : 'info']({ of, state, ...(keyId && { key: keyId }) }, 'outage-changed');
      if (keyId === undefined) observer.outages(of, state === 'open' ? 1 : 0);
      else {
        if (state === 'open') downKeys.add(keyId);
        else downKeys.delete(keyId);
        observer.outages(OWN_KEYS, downKeys.size);
        // A server's own key is not the bot owner's business, and an outage of AudioPod shows on theirs.
        return;
      }
      const isNow = state !== 'closed';
      if (isNow !== isOutage) tell(of, what, !isNow);
      isOutage = isNow;
    };
  };

  return {
    current: () => [...current.values()].toSorted((a, b) => a.sinceMs - b.sinceMs),
    ofKey: (keyId = '') => keys.get(keyId) ?? keys.get('') ?? OPEN_GATE,
    openKey(keyId, probe) {
      const onChange = follow(keyId === undefined ? AUDIOPOD : OWN_KEYS, 'AudioPod', keyId);
      const gate = createKeyGate({ probe, clock, random, onChange });
      const name = keyId ?? '';
      keys.set(name, gate);
      return {
        ...gate,
        async close() {
          if (keys.get(name) === gate) keys.delete(name);
          current.delete(`${keyId === undefined ? AUDIOPOD : OWN_KEYS} ${name}`);
          if (keyId !== undefined && downKeys.delete(keyId)) observer.outages(OWN_KEYS, downKeys.size);
          await gate.close();
        },
      };
    },
    ofPlatform(name) {
      const known = platforms.get(name);
      if (known !== undefined) return known;
      const breaker = createCircuitBreaker({
        clock,
        random,
        failures: PLATFORM_FAILURES,
        spanMs: PLATFORM_SPAN_MS,
        shortestPauseMs: SHORTEST_DELIVERY_PAUSE_MS,
        longestPauseMs: LONGEST_DELIVERY_PAUSE_MS,
        triesWork: true,
        onChange: follow(name, nameOf(name)),
      });
      const gate = platformGate(breaker, clock);
      platforms.set(name, gate);
      return gate;
    },
  };
}

function platformGate(breaker: CircuitBreaker, clock: Clock): PlatformGate {
  return {
    enter: () => breaker.enter(),
    isDown() {
      const sinceMs = breaker.openSinceMs();
      return sinceMs !== undefined && clock.now() - sinceMs < LONGEST_OUTAGE_MS;
    },
    succeeded: () => breaker.succeeded(),
    failed: () => breaker.failed(),
  };
}

/** Core names no platform, so its id serves as its name. */
function nameOf(platform: string): string {
  return `${platform.slice(0, 1).toUpperCase()}${platform.slice(1)}`;
}
