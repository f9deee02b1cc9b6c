import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { visitPlayground } from './visit.ts';

const DEADLINE_MS = 60_000;
const LOOK_EVERY_MS = 100;
/** Speech is around -20 dB; digital silence is below -90 dB. */
const AUDIBLE_DB = -50;

/**
 * Has the playground speak a sentence and verifies that it is audible.
 *
 * @throws {Error} when the job fails, takes too long, or is silent.
 */
export async function speakOnce(url: string): Promise<void> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const visit = await visitPlayground(url, signal);
  const id = await visit.call('/tts Hello, can you hear me?');
  for (;;) {
    const job = await visit.job(id);
    const file = job?.posts.flatMap(({ files }) => files)[0];
    if (file !== undefined) return assertAudible(await visit.file(file.url));
    if (job?.state === 'failed' || job?.state === 'cancelled') throw new Error(`The job ${job.status}`);
    await pause(LOOK_EVERY_MS, undefined, { signal });
  }
}

async function assertAudible(m4a: Buffer): Promise<void> {
  const ffmpeg = spawn('ffmpeg', ['-hide_banner', '-i', 'pipe:0', '-af', 'volumedetect', '-f', 'null', '-'], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  ffmpeg.stdin.end(m4a);
  const [report] = await Promise.all([text(ffmpeg.stderr), once(ffmpeg, 'exit')]);
  const meanDb = Number(/mean_volume: (-?[\d.]+) dB/.exec(report)?.[1] ?? Number.NEGATIVE_INFINITY);
  if (meanDb < AUDIBLE_DB) throw new Error(`The audio is silent: ${meanDb} dB`);
}
