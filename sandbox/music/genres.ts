/** How a genre sounds in the sandbox: enough to distinguish genres. */
export interface Genre {
  readonly prompt: string;
  readonly beatsPerMinute: number;
  /** Volume of the drums, 0–1. */
  readonly drums: number;
  /** Steps of the tune in semitones; each value keeps to different notes of the scale. */
  readonly step: 2 | 3 | 4 | 5 | 7;
  /** Volume of the overtones, 0 (flute) to 1 (reed). */
  readonly bite: number;
}

const genre = (
  prompt: string,
  beatsPerMinute: number,
  drums: number,
  step: Genre['step'],
  bite: number,
): Genre => ({ prompt: prompt && `${prompt}, ${beatsPerMinute} bpm`, beatsPerMinute, drums, step, bite });

/** The sound of `Custom` and of an order without a genre. */
export const CUSTOM: Genre = genre('', 110, 0.6, 5, 0.3);

/** The presets by name (AudioPod API notes 2.6). */
export const GENRES: ReadonlyMap<string, Genre> = new Map([
  ['Modern Pop', genre('synth, drums, bright vocals', 120, 0.8, 7, 0.4)],
  ['Rock', genre('electric guitars, live drums', 138, 1, 5, 0.9)],
  ['Hip Hop', genre('deep bass, laid-back drums', 92, 1, 3, 0.2)],
  ['Jazz', genre('upright bass, brushes, saxophone', 112, 0.3, 4, 0.6)],
  ['Classical', genre('strings, piano', 84, 0, 7, 0.2)],
  ['Electronic', genre('synthesizers, four on the floor', 128, 1, 7, 0.8)],
  ['Country', genre('acoustic guitar, fiddle', 104, 0.4, 2, 0.5)],
  ['Folk', genre('acoustic, fiddle', 92, 0.1, 2, 0.3)],
  ['Blues', genre('slide guitar, harmonica', 72, 0.4, 3, 0.7)],
  ['Reggae', genre('offbeat guitar, round bass', 76, 0.6, 4, 0.2)],
  ['Latin', genre('congas, brass, piano', 106, 0.7, 3, 0.5)],
  ['R&B', genre('electric piano, smooth drums', 86, 0.7, 4, 0.2)],
  ['Metal', genre('distorted guitars, double bass drum', 168, 1, 3, 1)],
  ['Custom', CUSTOM],
]);
