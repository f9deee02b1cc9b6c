import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { SPEECH_RATE_HZ } from './pcm.ts';
import type { SpeakOrder } from './speak-child.ts';

const CHILD_PATH = fileURLToPath(new URL('./speak-child.ts', import.meta.url));

/** The longest text at the slowest speed takes well under this. */
const DEADLINE_MS = 120_000;

const WAV_HEADER_BYTES = 44;

/**
 * Speaks a text into a WAV file (16 kHz, mono) in a child process and returns its length in milliseconds.
 *
 * @throws {Error} when the child fails, or is stopped by the signal or its deadline.
 */
export async function speak(order: SpeakOrder, signal: AbortSignal): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // The WebAssembly system interface is marked experimental; this child uses nothing else that would warn.
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', CHILD_PATH], {
    stdio: ['pipe', 'ignore', 'pipe'],
    signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]),
    killSignal: 'SIGKILL',
  });
  let failure: Error | undefined;
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-2000);
  });
  child.once('error', (cause) => {
    failure = cause;
    if (child.pid === undefined) reject(cause);
  });
  child.once('close', (code) => {
    if (failure !== undefined) reject(failure);
    else if (code !== 0) reject(new Error(`speech ended with ${code}: ${stderr.trim()}`));
    else resolve();
  });
  // A child that dies early closes the pipe; its exit code tells the story.
  child.stdin.on('error', () => {});
  child.stdin.end(JSON.stringify(order));
  await promise;
  const sampleBytes = (await stat(order.wavPath)).size - WAV_HEADER_BYTES;
  return Math.round((sampleBytes / 2 / SPEECH_RATE_HZ) * 1000);
}
