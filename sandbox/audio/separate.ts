import path from 'node:path';
import type PQueue from 'p-queue';
import type { Output } from '../jobs/job.ts';
import { inputArgs, type RunFfmpeg } from './run-ffmpeg.ts';
import { STEM_FILTERS } from './stem-filters.ts';

/** The format of every stem, whatever the format of the song. */
const FORMAT = 'aformat=sample_fmts=fltp:sample_rates=44100:channel_layouts=stereo';

/** Splits songs into stems. The queue limits concurrent separations across all jobs. */
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
    const outputs = stems.map((stem): Output => {
      const fileName = `${stem}.wav`;
      return { name: stem, fileName, path: path.join(dir, fileName), contentType: 'audio/wav' };
    });
    const ends = outputs.flatMap((output, index) => [
      ...['-map', `[out${index}]`, '-c:a', 'pcm_s16le', output.path],
    ]);
    // One process reads the song once for all stems: starting a process costs more than filtering a song.
    const args = [...inputArgs(songPath), '-filter_complex', graphOf(stems), ...ends];
    await this.#queue.add(() => this.#run(args, signal), { signal });
    return outputs;
  }
}

function graphOf(stems: readonly string[]): string {
  const songs = stems.map((_, index) => `[song${index}]`).join('');
  const chains = stems.map((stem, index) => {
    const filter = STEM_FILTERS.get(stem);
    if (filter === undefined) throw new Error(`there is no filter for the stem ${stem}`);
    return `[song${index}]${withOwnLabels(filter, index)}[out${index}]`;
  });
  return [`[0:a:0]${FORMAT},asplit=${stems.length}${songs}`, ...chains].join(';');
}

/** Makes the labels of a chain, such as `[low]`, unique: a graph may contain each label only once. */
function withOwnLabels(filter: string, index: number): string {
  return filter.replace(/\[(\w+)\]/g, `[$1${index}]`);
}
