import { isDeepStrictEqual } from 'node:util';
import { CONFIRM_BUTTON, type Drawn } from '../draw/message.ts';
import type { StatusMessage } from './message-memory.ts';

/** A state of a job that its status message is to show. */
export interface WantedStatus {
  readonly view: Drawn;
  /** Of the job's record. */
  readonly version: number;
  /** Whether this process holds the job. */
  readonly isHeld: () => boolean;
}

/** What is known of one status message: what it shows, and what it is to show next. */
export interface StatusLane {
  opening?: Promise<StatusMessage>;
  wanted?: WantedStatus | undefined;
  shown?: Drawn;
  shownVersion?: number;
  /** Whether another process may have changed the message since. If it did, the record has another version. */
  isReleased: boolean;
  shownAtMs: number;
  pumping?: Promise<void> | undefined;
  /** Ends the pause before the next update. */
  hurry: AbortController;
}

/** Creates a lane whose message is not known yet. */
export function newLane(): StatusLane {
  return { isReleased: false, shownAtMs: 0, hurry: new AbortController() };
}

/** Records what the message shows from now on. */
export function noteShown(lane: StatusLane, view: Drawn, nowMs: number): void {
  lane.shown = view;
  lane.isReleased = false;
  lane.shownAtMs = nowMs;
}

/** Whether the message shows this state already. */
export function isShown(
  { shown, shownVersion, isReleased }: StatusLane,
  { view, version }: WantedStatus,
): boolean {
  return isDeepStrictEqual(view, shown) && (!isReleased || version === shownVersion);
}

/** Ends the updates of a message, after the one under way. Returns what was still to be shown. */
export async function silence(lane: StatusLane): Promise<WantedStatus | undefined> {
  lane.hurry.abort();
  await lane.pumping;
  lane.hurry = new AbortController();
  const { wanted } = lane;
  lane.wanted = undefined;
  return wanted;
}

/**
 * `chat.update` is limited to 50 a minute per workspace (slack.dev, "Rate limits"): only stages are shown,
 * and slowly.
 */
const BETWEEN_UPDATES_MS = 10_000;
/** Most refusals come sooner, and then the channel never sees that the job was requested. */
const UNSEEN_MS = 2_000;

/** Returns the pause before a message appears. The member who is to confirm waits for it. */
export function untilNew({ view }: WantedStatus): number {
  return asksToConfirm(view) ? 0 : UNSEEN_MS;
}

/** Returns the pause before a message changes; none for the member who confirmed and waits for that. */
export function untilChange({ shown, shownAtMs }: StatusLane, nowMs: number, busyUntilMs: number): number {
  if (shown !== undefined && asksToConfirm(shown)) return 0;
  return Math.max(shownAtMs + BETWEEN_UPDATES_MS, busyUntilMs) - nowMs;
}

/** Whether a message asks for a confirmation, so that the member who gave it waits for the message to change. */
function asksToConfirm({ blocks }: Drawn): boolean {
  return blocks.some((block) => JSON.stringify(block).includes(CONFIRM_BUTTON));
}
