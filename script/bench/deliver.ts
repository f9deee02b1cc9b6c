import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createAudio } from '../../src/core/audio/create-audio.ts';
import { findFfmpeg } from '../../src/core/audio/find-ffmpeg.ts';
import { systemClock } from '../../src/core/clock.ts';
import type { Job } from '../../src/core/jobs/job.ts';
import { newJob } from '../../src/core/jobs/new-job.ts';
import { createDownload } from '../../src/core/net/create-download.ts';
import { type Observer, type StageName, silentObserver } from '../../src/core/observe.ts';
import { ORIGIN, startWorld, stemsOf } from '../../test/fakes/world.ts';
import { type BenchRow, formatRows } from './row.ts';
import { startServerIn } from './running-program.ts';
import { makeSong } from './song.ts';
import { alternate, median, seconds } from './timing.ts';

const run = promisify(execFile);

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
const STEMS = ['vocals', 'drums', 'bass', 'other'] as const;
const SONG_SECONDS = 180;
const ROUNDS = 9;
const DEADLINE_MS = 120_000;

/**
 * From AudioPod's "completed" to the last post: four stems of a three-minute song are downloaded, decoded to their
 * ends, encoded, proven, drawn and posted by the real engine. Beside it a shell does the least that gives four m4a:
 * curl and bare ffmpeg, one file per core at a time.
 */
export async function benchDeliver(): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'audiopod-bench-deliver-'));
  try {
    const ffmpegPath = await findFfmpeg({ FFMPEG_PATH: env['FFMPEG_PATH'], PATH: env['PATH'] });
    const songs = join(folder, 'songs');
    await mkdir(songs);
    await Promise.all(
      STEMS.map((stem, index) => makeSong(ffmpegPath, join(songs, `${stem}.wav`), SONG_SECONDS, index + 1)),
    );
    await using server = await startServerIn(CHECKOUT, ['script/bench/file-server.ts', songs]);
    const stages = new Map<StageName, number[]>();
    await using bot = await startBot(server.url, ffmpegPath, stages);
    const shell = await shellPipeline(server.url, ffmpegPath, join(folder, 'shell'));
    const { oursMs, referenceMs } = await alternate(ROUNDS, bot.deliver, shell);
    const parts = [...stages].map(([stage, times]) => `${stage} ${seconds(median(times))}`);
    return [
      {
        name: 'four 3-minute stems, completed to delivered',
        figure: `${seconds(oursMs)} (${parts.join(', ')})`,
        reference: `${seconds(referenceMs)} curl and bare ffmpeg`,
        ratio: (oursMs / referenceMs).toFixed(3),
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Bot extends AsyncDisposable {
  /** Carries one job that AudioPod has finished to its person. */
  readonly deliver: () => Promise<void>;
}

/** The engine with its real store and stages, posting to a platform that copies files. */
async function startBot(baseUrl: string, ffmpegPath: string, stages: Map<StageName, number[]>): Promise<Bot> {
  let delivered = Promise.withResolvers<void>();
  const observer: Observer = {
    ...silentObserver,
    stageFinished: (stage, durationMs) => stages.set(stage, [...(stages.get(stage) ?? []), durationMs]),
    delivery: () => delivered.resolve(),
  };
  const download = createDownload({ apiBaseUrl: new URL(baseUrl), mediaHosts: [], clock: systemClock });
  const audio = createAudio({ ffmpegPath, concurrency: availableParallelism(), clock: systemClock });
  const world = await startWorld({ speedUp: 1 }, (workshop) => ({ ...workshop, observer, download, audio }));
  return {
    async deliver() {
      delivered = Promise.withResolvers();
      const job = completedJob(baseUrl);
      await world.store.jobs.insert(job, systemClock.now());
      world.engine().poke();
      const timer = setTimeout(() => delivered.reject(new Error('Nothing was delivered')), DEADLINE_MS);
      try {
        await delivered.promise;
      } finally {
        clearTimeout(timer);
      }
      const files = world.platform.posts.at(-1)?.files.length;
      if (files !== STEMS.length) throw new Error(`${files} files were delivered`);
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

/** The record as it stands the moment AudioPod has finished: paid for, and nothing fetched yet. */
function completedJob(baseUrl: string): Job {
  const nowMs = systemClock.now();
  const request = stemsOf({ kind: 'url', url: 'https://example.org/song.wav' }, 'four');
  const outputs = STEMS.map((name) => ({ name, url: `${baseUrl}/${name}.wav` }));
  return {
    ...newJob(request, 'Song', ORIGIN, nowMs),
    work: { stage: 'completed' },
    submissions: [{ service: 'stems', providerId: '1', submittedAtMs: nowMs, state: 'completed', outputs }],
  };
}

/** Without curl, Node's `fetch` takes its place. */
const FETCH = `
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
const [url, path] = process.argv.slice(1);
await pipeline((await fetch(url)).body, createWriteStream(path));
`;

async function shellPipeline(
  baseUrl: string,
  ffmpegPath: string,
  folder: string,
): Promise<() => Promise<void>> {
  const hasCurl = await run('curl', ['--version']).then(
    () => true,
    () => false,
  );
  const download = hasCurl ? 'curl -sf -o "$2" "$1"' : '"$NODE" --input-type=module -e "$FETCH" -- "$1" "$2"';
  const one =
    `set -- "${baseUrl}/$1.wav" "$1.wav" "$1.m4a"; ${download} && ` +
    '"$FFMPEG" -v error -nostdin -y -i "$2" -c:a aac -b:a 160k -movflags +faststart "$3"';
  const all = `printf '%s\\n' ${STEMS.join(' ')} | xargs -n 1 -P ${availableParallelism()} sh -c '${one}' sh`;
  return async () => {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
    await run('sh', ['-c', all], {
      cwd: folder,
      env: { ...env, FFMPEG: ffmpegPath, NODE: process.execPath, FETCH },
    });
    const made = (await readdir(folder)).filter((name) => name.endsWith('.m4a'));
    const sizes = await Promise.all(made.map(async (name) => (await stat(join(folder, name))).size));
    if (sizes.filter((size) => size > 0).length !== STEMS.length)
      throw new Error('The shell made too little');
  };
}

if (import.meta.main) process.stdout.write(formatRows(await benchDeliver()));
