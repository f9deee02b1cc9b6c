import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { startServerIn } from './running-program.ts';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
const KEY = 'ap_bench';
const DEADLINE_MS = 90_000;
const LOOK_EVERY_MS = 100;

const jobs = z.object({ submits: z.record(z.string(), z.number()) });

/** An AudioPod in its own process with frozen time: it accepts jobs and does not start them. */
export interface StoppedSandbox extends AsyncDisposable {
  /** The environment of the program: the address of AudioPod, and limits that a benchmark never reaches. */
  readonly variables: Readonly<Record<string, string>>;
  /** Resolves once it has accepted this many jobs. */
  submitted(count: number): Promise<void>;
}

/** Starts the sandbox with a folder for the files it receives. */
export async function startStoppedSandbox(folder: string, ffmpegPath: string): Promise<StoppedSandbox> {
  const args = ['--data-dir', folder, '--speed-up', '0', '--balance-cents', '100000000'];
  const server = await startServerIn(CHECKOUT, ['sandbox/main.ts', ...args], {
    PORT: '0',
    FFMPEG_PATH: ffmpegPath,
  });
  return {
    variables: {
      AUDIOPOD_BASE_URL: server.url,
      AUDIOPOD_API_KEY: KEY,
      OPERATOR_MONTHLY_LIMIT_USD: '100000',
      DEFAULT_MONTHLY_LIMIT_USD: '100000',
      DEFAULT_MEMBER_DAILY_LIMIT_USD: '100000',
      MAX_JOBS_PER_TENANT: '10000',
      MAX_JOBS_PER_MEMBER: '10000',
    },
    async submitted(count) {
      const signal = AbortSignal.timeout(DEADLINE_MS);
      for (;;) {
        const answer = await fetch(`${server.url}/_control/jobs`, { signal });
        const { submits } = jobs.parse(await answer.json());
        if (Object.values(submits).reduce((sum, one) => sum + one, 0) >= count) return;
        await pause(LOOK_EVERY_MS, undefined, { signal });
      }
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
