import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BenchRow, formatRows } from './row.ts';
import { startProgramIn } from './running-program.ts';
import { speakOnce } from './speak.ts';
import { median, seconds, timed } from './timing.ts';
import { visitPlayground } from './visit.ts';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

const ROUNDS = 7;
/** Looked at at the same time. */
const BOMBS = 2;
/** An hour of eight silent channels has 1.3 MB; six of them have eight. */
const HOURS = 6;
const LOOK_EVERY_MS = 100;

/**
 * Measures `/tts` of one person while two files of another are looked at, each of 8 MB with six hours of eight
 * silent channels, compared with its time alone.
 */
export async function benchLooks(): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'audiopod-bot-looks-'));
  try {
    const bomb = join(folder, 'bomb.flac');
    await makeBomb(bomb);
    await using program = await startProgramIn(CHECKOUT, folder);
    // The first job also loads what the others find loaded.
    await speakOnce(program.url);
    const aloneMs = await speakOften(program.url);
    const over = new AbortController();
    const looking = Array.from({ length: BOMBS }, () => keepLooking(program.url, bomb, over.signal));
    const looked = Promise.all(looking);
    const besideMs = await speakOften(program.url);
    over.abort();
    const refused = (await looked).reduce((sum, count) => sum + count, 0);
    return [
      {
        name: `/tts while ${BOMBS} bombs are looked at (${refused} were refused meanwhile)`,
        figure: seconds(besideMs),
        reference: `${seconds(aloneMs)} alone`,
        ratio: (besideMs / aloneMs).toFixed(2),
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function makeBomb(path: string): Promise<void> {
  const silence = ['-f', 'lavfi', '-i', 'anullsrc=channel_layout=7.1:sample_rate=48000', '-t', '3600'];
  await run('ffmpeg', ['-v', 'error', '-nostdin', ...silence, '-c:a', 'flac', path]);
  const hour = await readFile(path);
  for (let hours = 1; hours < HOURS; hours += 1) await appendFile(path, hour);
}

async function speakOften(url: string): Promise<number> {
  const tookMs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) tookMs.push((await timed(() => speakOnce(url)))[0]);
  return median(tookMs);
}

/**
 * Has one bomb looked at, again and again, until the signal aborts.
 *
 * @returns how many times it was refused.
 * @throws {Error} if it is refused for anything but its length.
 */
async function keepLooking(url: string, bomb: string, over: AbortSignal): Promise<number> {
  const visit = await visitPlayground(url, new AbortController().signal);
  let refused = 0;
  while (!over.aborted) {
    const id = await visit.call('/stems', [await visit.upload(bomb)]);
    while (!over.aborted) {
      const job = await visit.job(id);
      if (job?.state === 'failed') {
        const told = job.posts.map(({ text }) => text).join(' ');
        if (!told.includes('120 minutes')) throw new Error(`The bomb was refused: ${told}`);
        refused += 1;
        break;
      }
      await pause(LOOK_EVERY_MS);
    }
  }
  return refused;
}

if (import.meta.main) process.stdout.write(formatRows(await benchLooks()));
