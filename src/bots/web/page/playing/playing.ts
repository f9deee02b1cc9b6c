/** A player that can be the one that is heard. */
export interface Playing {
  /** What it plays, as people call it. */
  readonly name: string;
  /** Whether it plays, or waits for data to go on. */
  readonly isPlaying: boolean;
  readonly seconds: number;
  /** 0 until known. */
  readonly length: number;
  /** Where it is on the page. */
  readonly element: HTMLElement;
  toggle(): void;
  pause(): void;
  /** Moves to a position in seconds; one out of range becomes the nearest in it. */
  seek(seconds: number): void;
}

const listeners = new Set<() => void>();
let current: Playing | undefined;

/** Returns the player that was started last, playing or paused. */
export function playingNow(): Playing | undefined {
  return current;
}

/** Notes that a player has started, and pauses the one that played until then. */
export function playAlone(player: Playing): void {
  if (current !== player) current?.pause();
  current = player;
  notify();
}

/** Notes that a player has changed. */
export function playerChanged(player: Playing): void {
  if (player === current) notify();
}

/** Forgets the player that was started last, if it is this one. */
export function forgetPlayer(player: Playing): void {
  if (player !== current) return;
  current = undefined;
  player.pause();
  notify();
}

/** Calls `listener` whenever the player that was started last changes, or another one takes its place. */
export function onPlaying(listener: () => void, signal?: AbortSignal): void {
  listeners.add(listener);
  signal?.addEventListener('abort', () => listeners.delete(listener), { once: true });
}

function notify(): void {
  for (const listener of listeners) listener();
}
