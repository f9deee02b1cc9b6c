import path from 'node:path';
import type PQueue from 'p-queue';
import type { Output } from '../jobs/job.ts';
import { inputArgs, type RunFfmpeg } from './run-ffmpeg.ts';
import { STEM_FILTERS } from './stem-filters.ts';

/** Every stem has this form, whatever the song came in. */
const FORMAT = 'aformat=sample_fmts=fltp:sample_rates=44100:channel_layouts=stereo';

/** Takes songs apart. The queue bounds how many stems are made at a time, over all jobs together. */
export class Separator {
  readonly #run: RunFfmpeg;
  readonly #queue: PQueue;

  constructor(run: RunFfmpeg, queue: PQueue) {
    this.#run = run;
    this.#queue = queue;
  }

  /** Writes one WAV per stem into `dir`, each as long as the song. */
  async separate(
    songPath: string,
    stems: readonly string[],
    dir: string,
    signal: AbortSignal,
  ): Promise<readonly Output[]> {
    return Promise.all(
      stems.map((stem) => this.#queue.add(() => this.#makeStem(songPath, stem, dir, signal), { signal })),
    );
  }

  async #makeStem(songPath: string, stem: string, dir: string, signal: AbortSignal): Promise<Output> {
    const filter = STEM_FILTERS.get(stem);
    if (filter === undefined) throw new Error(`no filter stands for the stem ${stem}`);
    const stemPath = path.join(dir, `${stem}.wav`);
    const graph = `[0:a:0]${FORMAT},${filter}[out]`;
    const encode = ['-filter_complex', graph, '-map', '[out]', '-c:a', 'pcm_s16le', stemPath];
    await this.#run([...inputArgs(songPath), ...encode], signal);
    return { name: stem, fileName: `${stem}.wav`, path: stemPath, contentType: 'audio/wav' };
  }
}
