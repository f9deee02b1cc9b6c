/** Speeds to choose from; 1 is as recorded. */
export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2] as const;

/** How everything is played. */
export interface PlaybackSettings {
  /** 0 to 1. */
  readonly volume: number;
  readonly speed: number;
}

/** Where the browser remembers the volume. Speed is chosen for what is heard now, so it isn't remembered. */
const VOLUME_KEY = 'playground-volume';

const listeners = new Set<() => void>();
let settings: PlaybackSettings = { volume: rememberedVolume(), speed: 1 };

/** Returns the settings that all players share. */
export function playbackSettings(): PlaybackSettings {
  return settings;
}

/** Changes settings of all players, and remembers the volume. */
export function changePlayback(change: Partial<PlaybackSettings>): void {
  const { volume, speed } = { ...settings, ...change };
  settings = { volume: Math.min(Math.max(volume, 0), 1), speed };
  if (change.volume !== undefined) rememberVolume(settings.volume);
  for (const listener of listeners) listener();
}

/** Calls `listener` after each change, until `signal` aborts. */
export function onPlaybackSettings(listener: () => void, signal: AbortSignal): void {
  listeners.add(listener);
  signal.addEventListener('abort', () => listeners.delete(listener), { once: true });
}

function rememberedVolume(): number {
  try {
    const volume = Number(localStorage.getItem(VOLUME_KEY) ?? 1);
    return volume >= 0 && volume <= 1 ? volume : 1;
  } catch {
    // A browser that keeps nothing for this page.
    return 1;
  }
}

function rememberVolume(volume: number): void {
  try {
    localStorage.setItem(VOLUME_KEY, String(volume));
  } catch {
    // It lasts as long as the page, then.
  }
}
