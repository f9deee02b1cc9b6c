import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

const view = z.object({
  id: z.string(),
  state: z.string(),
  status: z.string(),
  posts: z.array(z.object({ files: z.array(z.object({ url: z.string() })) })),
});
const answer = z.object({ job: view });
const timeline = z.object({ jobs: z.array(view) });

const DEADLINE_MS = 60_000;
const LOOK_EVERY_MS = 100;
/** Speech is around -20 dB; digital silence is below -90 dB. */
const AUDIBLE_DB = -50;

/**
 * Has the playground speak a sentence and proves that it can be heard.
 *
 * @throws {Error} when the job fails, takes too long, or makes no sound.
 */
export async function speakOnce(url: string): Promise<void> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const session = await fetch(`${url}/playground/session`, { signal });
  const headers = {
    cookie: session.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; '),
  };
  await session.arrayBuffer();

  const call = await fetch(`${url}/playground/calls`, {
    method: 'POST',
    headers: { ...headers, origin: url, 'content-type': 'application/json' },
    body: JSON.stringify({ line: '/tts Hello, can you hear me?' }),
    signal,
  });
  const { job } = answer.parse(await call.json());
  for (;;) {
    const jobs = await fetch(`${url}/playground/jobs`, { headers, signal });
    const now = timeline.parse(await jobs.json()).jobs.find(({ id }) => id === job.id);
    const file = now?.posts.flatMap(({ files }) => files)[0];
    if (file !== undefined) {
      const sound = await fetch(new URL(file.url, url), { headers, signal });
      return assertAudible(Buffer.from(await sound.arrayBuffer()));
    }
    if (now?.state === 'failed' || now?.state === 'cancelled') throw new Error(`The job ${now.status}`);
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
  if (meanDb < AUDIBLE_DB) throw new Error(`Nothing can be heard: ${meanDb} dB`);
}
