/** A task's inputs and outputs (AudioPod API notes 2.1). */
export interface MusicTask {
  readonly name: string;
  /** Required fields; an order without one is refused. */
  readonly needs: readonly ('prompt' | 'lyrics' | 'file')[];
  /** Whether an uploaded `file` is used; other tasks ignore it. */
  readonly takesFile?: true;
  readonly maxSeconds: number;
  /** Length by default; the length of an uploaded file takes precedence (AudioPod API notes 2.2). */
  readonly usualSeconds: number;
  /** The parts of the mix. */
  readonly parts: {
    readonly band: boolean;
    /** How lyrics are voiced, if there are any. */
    readonly voice?: 'sung' | 'rapped';
  };
}

const SONG = { maxSeconds: 600, usualSeconds: 120 };

/** Every task. */
export const TASKS: readonly MusicTask[] = [
  { name: 'text2music', needs: ['prompt'], ...SONG, parts: { band: true, voice: 'sung' } },
  { name: 'text2rap', needs: ['prompt', 'lyrics'], ...SONG, parts: { band: true, voice: 'rapped' } },
  { name: 'prompt2instrumental', needs: ['prompt'], ...SONG, parts: { band: true } },
  { name: 'lyric2vocals', needs: ['prompt', 'lyrics'], ...SONG, parts: { band: false, voice: 'sung' } },
  { name: 'text2samples', needs: ['prompt'], maxSeconds: 120, usualSeconds: 8, parts: { band: true } },
  { name: 'audio2audio', needs: ['prompt', 'file'], takesFile: true, ...SONG, parts: { band: true } },
  { name: 'songbloom', needs: ['lyrics'], takesFile: true, ...SONG, parts: { band: false, voice: 'sung' } },
];
