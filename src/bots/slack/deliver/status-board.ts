import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Clock } from '../../../core/async/clock.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { LastDrawing, Progress } from '../../../core/ports/delivery.ts';
import type { Log } from '../../../core/ports/log.ts';
import type { Drawn } from '../draw/message.ts';
import { postMessage } from '../web/post-message.ts';
import { SlackApiError, SlackTimeout } from '../web/slack-error.ts';
import type { SlackWeb } from '../web/slack-web.ts';
import type { DeliveryMemory, StatusMessage } from './message-memory.ts';
import { handleOf, isDirect } from './reply-handle.ts';
import {
  isShown,
  newLane,
  noteShown,
  type StatusLane,
  silence,
  untilChange,
  untilNew,
  type WantedStatus,
} from './status-lane.ts';
import type { Targets } from './targets.ts';

/**
 * One message per request with its job's progress. Posting it proves that an outcome can be posted there too;
 * the outcome then replaces it, or follows in its thread.
 */
export interface StatusBoard {
  /**
   * Returns the message, which is posted if there is none yet.
   * @throws {SlackApiError} | {SlackTimeout}.
   */
  open(origin: Origin, view: Drawn, signal: AbortSignal): Promise<StatusMessage>;
  /** Returns the message, if there is one, once no state is on its way: none must follow an outcome posted beside it. */
  calm(origin: Origin): Promise<StatusMessage | undefined>;
  /**
   * Shows a newer state of a job, soon. States that are outdated while waiting are never shown.
   *
   * @param isHeld checked before each update; when it returns false, nothing of the job is shown any more.
   */
  show(origin: Origin, job: ShownJob, view: Drawn, isHeld: () => boolean): void;
  /** Shows what is to be seen last of a job. Never rejects; once it resolves, no update is under way or follows. */
  letGo(jobId: string, last: LastDrawing): Promise<void>;
  /**
   * Shows a state that must be seen, immediately, and drops those waiting.
   *
   * @returns the message; `undefined` if there is none or it can no longer be changed.
   * @throws {SlackTimeout}.
   */
  settle(origin: Origin, view: Drawn, signal: AbortSignal): Promise<StatusMessage | undefined>;
  /**
   * Removes the message, so that nobody sees any more that the job was requested. If Slack keeps it, it stays to be
   * settled. One in a direct message, which only the member reads, is kept too.
   *
   * @returns whether there is none now.
   * @throws {SlackTimeout}.
   */
  remove(origin: Origin, signal: AbortSignal): Promise<boolean>;
  /** Stops all updates. */
  close(): Promise<void>;
}

/** Which job a state belongs to, and the version of its record. */
export type ShownJob = Pick<Progress, 'jobId' | 'version'>;

const BUSY_PAUSE_MS = 30_000;
/**
 * Lanes only keep track of what their message shows; a forgotten one costs an update that changes nothing.
 */
const MOST_LANES = 2_000;

const done = z.object({});
/** There is nothing left to delete. */
const GONE: ReadonlySet<string> = new Set(['message_not_found', 'channel_not_found']);

/** Creates the board. */
export function createStatusBoard(parts: {
  readonly web: SlackWeb;
  readonly places: Targets;
  readonly memory: DeliveryMemory;
  readonly clock: Clock;
  readonly log: Log;
}): StatusBoard {
  const { web, places, memory, clock, log } = parts;
  const lanes = new Map<string, StatusLane>();
  /** Where the jobs that this process holds are shown. */
  const jobs = new Map<string, Origin>();
  const closed = new AbortController();
  let busyUntilMs = 0;

  const laneOf = (handleId: string): StatusLane => {
    const known = lanes.get(handleId);
    if (known !== undefined) return known;
    const lane = newLane();
    lanes.set(handleId, lane);
    const [oldest] = lanes.keys();
    if (lanes.size > MOST_LANES && oldest !== undefined) lanes.delete(oldest);
    return lane;
  };

  const postNew = async (origin: Origin, view: Drawn, signal: AbortSignal): Promise<StatusMessage> => {
    const handleId = handleOf(origin).id;
    const remembered = await memory.status(handleId);
    if (remembered !== undefined) return remembered;
    const { value, place } = await places.reach(origin, signal, (one) => postMessage(web, one, view, signal));
    // A thread in a direct message is easily missed, so the result follows in the channel.
    const root = place.threadTs ?? (isDirect(value.channel) ? undefined : value.ts);
    const status = { channel: value.channel, ts: value.ts, ...(root === undefined ? {} : { root }) };
    await memory.keepStatus(handleId, status);
    noteShown(laneOf(handleId), view, clock.now());
    return status;
  };

  const open: StatusBoard['open'] = (origin, view, signal) => {
    const lane = laneOf(handleOf(origin).id);
    lane.opening ??= postNew(origin, view, signal).catch((error: unknown) => {
      delete lane.opening;
      throw error;
    });
    return lane.opening;
  };

  const find = async (origin: Origin): Promise<StatusMessage | undefined> => {
    const handleId = handleOf(origin).id;
    const opening = lanes.get(handleId)?.opening;
    return (await opening?.catch(() => undefined)) ?? memory.status(handleId);
  };

  const calm: StatusBoard['calm'] = async (origin) => {
    const lane = laneOf(handleOf(origin).id);
    lane.wanted = undefined;
    await silence(lane);
    return find(origin);
  };

  const update = async (
    status: StatusMessage,
    view: Drawn,
    signal: AbortSignal,
    isPatient: boolean,
  ): Promise<void> => {
    const { channel, ts } = status;
    await web.call('chat.update', (client) => client.chat.update({ channel, ts, ...view }), done, signal, {
      isPatient,
    });
  };

  /** Shows a state, unless the process no longer holds its job. */
  const put = async (lane: StatusLane, origin: Origin, wanted: WantedStatus): Promise<void> => {
    const { view, version, isHeld } = wanted;
    if (!isHeld() || isShown(lane, wanted)) return;
    const status = await open(origin, view, closed.signal);
    // Opening may have shown it already.
    if (lane.shown !== view) {
      if (!isHeld()) return;
      lane.shownAtMs = clock.now();
      await update(status, view, closed.signal, false);
      noteShown(lane, view, clock.now());
    }
    lane.shownVersion = version;
  };

  /** Sends updates until nothing newer is wanted. */
  const pump = async (lane: StatusLane, origin: Origin): Promise<void> => {
    while (lane.wanted !== undefined && !closed.signal.aborted) {
      const isNew = lane.opening === undefined && (await find(origin)) === undefined;
      const pauseMs = isNew ? untilNew(lane.wanted) : untilChange(lane, clock.now(), busyUntilMs);
      const signal = AbortSignal.any([closed.signal, lane.hurry.signal]);
      if (pauseMs > 0) await clock.sleep(pauseMs, signal).catch(() => {});
      if (signal.aborted) return;
      const { wanted } = lane;
      lane.wanted = undefined;
      if (wanted !== undefined) await put(lane, origin, wanted);
    }
  };

  const calmDown = (error: unknown): void => {
    if (error instanceof SlackTimeout && error.kind === 'rate-limited') {
      busyUntilMs = clock.now() + (error.retryAfterMs || BUSY_PAUSE_MS);
    }
    if (closed.signal.aborted) return;
    const reason =
      error instanceof SlackApiError ? error.error : String(error instanceof Error && error.message);
    log.debug({ reason }, 'slack-progress-not-shown');
  };

  return {
    open,
    calm,
    show(origin, { jobId, version }, view, isHeld) {
      const lane = laneOf(handleOf(origin).id);
      lane.wanted = { view, version, isHeld };
      jobs.set(jobId, origin);
      lane.pumping ??= pump(lane, origin)
        .catch(calmDown)
        .finally(() => {
          lane.pumping = undefined;
        });
    },
    async letGo(jobId, last) {
      const origin = jobs.get(jobId);
      jobs.delete(jobId);
      if (origin === undefined) return;
      const lane = laneOf(handleOf(origin).id);
      const wanted = await silence(lane);
      const isWorthIt = wanted !== undefined && last !== 'nothing' && clock.now() >= busyUntilMs;
      if (isWorthIt) await put(lane, origin, wanted).catch(calmDown);
      lane.isReleased = true;
    },
    async settle(origin, view, signal) {
      const lane = laneOf(handleOf(origin).id);
      const status = await calm(origin);
      const isThere = !lane.isReleased && isDeepStrictEqual(view, lane.shown);
      if (status === undefined || isThere) return status;
      try {
        await update(status, view, signal, true);
        noteShown(lane, view, clock.now());
        return status;
      } catch (error) {
        // Deleted, too old to be edited, or the bot was removed: in each case the text must go elsewhere.
        if (!(error instanceof SlackApiError)) throw error;
        log.info({ reason: error.error }, 'slack-status-not-changed');
        return undefined;
      }
    },
    async remove(origin, signal) {
      const { id } = handleOf(origin);
      const status = await calm(origin);
      if (status === undefined) return true;
      const { channel, ts } = status;
      if (isDirect(channel)) return false;
      try {
        await web.call('chat.delete', (client) => client.chat.delete({ channel, ts }), done, signal);
      } catch (error) {
        if (!(error instanceof SlackApiError)) throw error;
        log.info({ reason: error.error }, 'slack-status-not-removed');
        if (!GONE.has(error.error)) return false;
      }
      lanes.delete(id);
      await memory.forgetStatus(id);
      return true;
    },
    async close() {
      closed.abort();
      await Promise.allSettled([...lanes.values()].map(({ pumping }) => pumping));
    },
  };
}
