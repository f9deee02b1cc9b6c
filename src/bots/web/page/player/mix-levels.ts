/** How one track of a mix is set. */
export interface TrackLevel {
  /** 0 to 1. */
  readonly volume: number;
  readonly isMuted: boolean;
  readonly isSolo: boolean;
}

/** A track at full volume among the others. */
export const FULL: TrackLevel = { volume: 1, isMuted: false, isSolo: false };

/** Returns what is heard of each track, 0 to 1: solo tracks alone if there are any; a muted one never. */
export function heardVolumes(levels: readonly TrackLevel[]): readonly number[] {
  const hasSolo = levels.some(({ isSolo }) => isSolo);
  return levels.map(({ volume, isMuted, isSolo }) => (isMuted || (hasSolo && !isSolo) ? 0 : volume));
}
