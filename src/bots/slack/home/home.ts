import { createHash } from 'node:crypto';
import type { types } from '@slack/bolt';
import { z } from 'zod';
import type { Clock } from '../../../core/async/clock.ts';
import type { Log } from '../../../core/ports/log.ts';
import { SlackApiError, SlackTimeout } from '../web/slack-error.ts';
import type { SlackWeb } from '../web/slack-web.ts';
import type { HomeMemory } from './home-memory.ts';

/** The home of the app: one page for each member. */
export interface Home {
  /**
   * Shows a member's home, which they just opened.
   * @param hash of what they see, as Slack reports it.
   */
  opened(userId: string, hash: string | undefined): void;
  /** Shows what has changed since, soon, to a member who has opened their home before. Never waits. */
  refresh(userId: string): void;
  /** Stops showing. */
  close(): Promise<void>;
}

/** Reads a member's home as it is now. */
export type ReadHome = (userId: string, signal: AbortSignal) => Promise<types.HomeView>;

/** Several changes in a row are shown together; `views.publish` takes about 100 calls a minute per workspace. */
const REFRESH_AFTER_MS = 3_000;
const BUSY_PAUSE_MS = 30_000;
const DEADLINE_MS = 20_000;

const published = z.object({ view: z.object({ hash: z.string() }) });

/** Creates the homes. */
export function createHome(parts: {
  readonly web: SlackWeb;
  readonly read: ReadHome;
  readonly memory: HomeMemory;
  readonly clock: Clock;
  readonly log: Log;
}): Home {
  const { web, read, memory, clock, log } = parts;
  const closed = new AbortController();
  /** One publication at a time for a member; the next one waits for it. */
  const underWay = new Map<string, Promise<void>>();
  const refreshing = new Map<string, Promise<void>>();
  let busyUntilMs = 0;

  /** @param seen what is certain to be shown; another hash means that it was published since. */
  const publish = async (userId: string, seen: string | undefined, isOpening: boolean): Promise<void> => {
    const known = await memory.find(userId);
    if (!isOpening && known === undefined) return;
    const signal = AbortSignal.any([closed.signal, clock.timeout(DEADLINE_MS)]);
    const view = await read(userId, signal);
    const digest = createHash('sha256').update(JSON.stringify(view)).digest('base64url');
    const isShown = known?.digest === digest && (!isOpening || seen === known.hash);
    if (isShown) return;
    // Someone who opens it must see the present state. Otherwise a later publication is not replaced by this one.
    const hash = isOpening ? undefined : known?.hash;
    const answer = await web.call(
      'views.publish',
      (client) => client.views.publish({ user_id: userId, view, ...(hash !== undefined && { hash }) }),
      published,
      signal,
      { isPatient: false },
    );
    await memory.keep(userId, { hash: answer.view.hash, digest });
  };

  const note = (error: unknown): void => {
    if (closed.signal.aborted) return;
    if (error instanceof SlackTimeout && error.kind === 'rate-limited') {
      busyUntilMs = clock.now() + (error.retryAfterMs || BUSY_PAUSE_MS);
    }
    const reason =
      error instanceof SlackApiError || error instanceof SlackTimeout ? error.message : undefined;
    log[reason === undefined ? 'warn' : 'info']({ reason: reason ?? 'broke', error }, 'slack-home-not-shown');
  };

  const after = (userId: string, work: () => Promise<void>): Promise<void> => {
    const next = (underWay.get(userId) ?? Promise.resolve()).then(work).catch(note);
    underWay.set(userId, next);
    return next.finally(() => {
      if (underWay.get(userId) === next) underWay.delete(userId);
    });
  };

  const refreshSoon = async (userId: string): Promise<void> => {
    const pauseMs = Math.max(REFRESH_AFTER_MS, busyUntilMs - clock.now());
    await clock.sleep(pauseMs, closed.signal);
    refreshing.delete(userId);
    await after(userId, () => publish(userId, undefined, false));
  };

  return {
    opened(userId, hash) {
      if (!closed.signal.aborted) void after(userId, () => publish(userId, hash, true));
    },
    refresh(userId) {
      if (closed.signal.aborted || refreshing.has(userId)) return;
      refreshing.set(
        userId,
        refreshSoon(userId).catch(() => {}),
      );
    },
    async close() {
      closed.abort();
      await Promise.allSettled([...refreshing.values(), ...underWay.values()]);
    },
  };
}
