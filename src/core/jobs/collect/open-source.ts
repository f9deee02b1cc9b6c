import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import PQueue from 'p-queue';
import { runAll } from '../../async/run-all.ts';
import { BotError } from '../../model/errors.ts';
import type { Submission } from '../../model/job/job.ts';
import type { CollectedFile } from '../../model/job/job-files.ts';
import type { JobContext, JobDependencies } from '../context/job-context.ts';
import { type Links, openLinks } from './open-links.ts';
import { requireWhole } from './require-whole.ts';

type Needs = Pick<JobDependencies, 'clock' | 'accounts' | 'audio' | 'download' | 'folders'>;

/** AudioPod returns uncompressed audio, so results are many times the size of the input. */
const MAX_RESULT_BYTES = 4 * 1024 ** 3;
/** All at a time would end at the same time, and nothing could be encoded until then. */
const DOWNLOADS = 2;

/** Where the tracks of a result come from. */
export interface TrackSource {
  readonly names: readonly string[];
  /**
   * Downloads a track and reads it to its end, which proves it complete. Few at a time; the others wait.
   *
   * @throws {BotError} `result-damaged`, `result-cut`, and what the download and ffmpeg throw.
   */
  fetch(name: string, signal: AbortSignal): Promise<CollectedFile>;
}

/** Opens the source of the tracks. Long speech comes in parts, which are joined into one. */
export async function openSource(
  context: JobContext,
  needs: Needs,
  submissions: readonly [Submission, ...Submission[]],
): Promise<TrackSource> {
  const { id, work } = context.job;
  // What failed until now may have had an old link.
  const areStale = work.stage === 'completed' && work.takesPart === true;
  const folder = await needs.folders.temp(id);
  const queue = new PQueue({ concurrency: DOWNLOADS });
  const fetchFrom = (
    part: Submission,
    links: Links,
    name: string,
    file: string,
    signal: AbortSignal,
  ): Promise<CollectedFile> =>
    queue.add(async () => {
      signal.throwIfAborted();
      const fetched = await fetchOne(needs, links, name, join(folder, file), signal);
      requireWhole(fetched.durationMs, context.job, part);
      return fetched;
    });
  const [first, ...more] = submissions;
  if (more.length === 0) {
    const links = await openLinks(context, needs, first, areStale);
    const { names } = links;
    return {
      names,
      fetch: (name, signal) => fetchFrom(first, links, name, `result-${names.indexOf(name)}`, signal),
    };
  }
  return {
    names: ['speech'],
    async fetch(name, signal) {
      const parts = await runAll(submissions, signal, async (part, number, stop) => {
        const links = await openLinks(context, needs, part, areStale);
        return runAll(links.names, stop, (each, index, abort) =>
          fetchFrom(part, links, each, `result-${number}-${index}`, abort),
        );
      });
      const joined = await needs.audio.join(parts.flat(), join(folder, 'joined.wav'), signal);
      return { name, ...joined };
    },
  };
}

async function fetchOne(
  needs: Needs,
  links: Links,
  name: string,
  path: string,
  signal: AbortSignal,
): Promise<CollectedFile> {
  await links.use(name, (url) => needs.download(url, path, { maxBytes: MAX_RESULT_BYTES, signal }));
  try {
    const prepared = await needs.audio.prepareResult(path, signal);
    return { ...prepared, name, sizeBytes: (await stat(prepared.path)).size };
  } catch (error) {
    if (!(error instanceof BotError) || !error.code.startsWith('file-')) throw error;
    throw new BotError('result-damaged', 'A result is not whole, readable audio', { cause: error });
  }
}
