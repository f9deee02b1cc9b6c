import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { compileFlite } from './compile-flite.ts';
import { SPEECH_RATE_HZ, WAV_HEADER_BYTES } from './pcm.ts';
import type { SpeakOrder, SpeakWork } from './speak-worker.ts';

/** The longest text at the slowest speed takes well under this. */
const DEADLINE_MS = 120_000;

/**
 * Short recordings are cached: people trying things out repeat themselves, and the audio is the same each
 * time.
 */
const KEPT_RECORDINGS = 32;
const KEPT_BYTES = 512 * 1024;
const kept = new Map<string, Buffer>();

/**
 * Speaks a text into a WAV file (16 kHz, mono) and returns its length in milliseconds.
 *
 * @throws {Error} when speaking fails, or is stopped by the signal or its deadline.
 */
export async function speak(order: SpeakOrder, signal: AbortSignal): Promise<number> {
  const { wavPath, ...said } = order;
  const key = JSON.stringify(said);
  const known = kept.get(key);
  if (known !== undefined) {
    await writeFile(wavPath, known, { signal });
    return lengthMs(known);
  }
  await speakOnThread(order, signal);
  const wav = await readFile(wavPath);
  if (wav.length <= KEPT_BYTES) kept.set(key, wav);
  const [oldest] = kept.keys();
  if (kept.size > KEPT_RECORDINGS && oldest !== undefined) kept.delete(oldest);
  return lengthMs(wav);
}

function lengthMs(wav: Buffer): number {
  return Math.round(((wav.length - WAV_HEADER_BYTES) / 2 / SPEECH_RATE_HZ) * 1000);
}

async function speakOnThread(order: SpeakOrder, signal: AbortSignal): Promise<void> {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]);
  const workerData: SpeakWork = { order, module: await compileFlite() };
  bounded.throwIfAborted();
  const worker = new Worker(new URL('./speak-worker.ts', import.meta.url), {
    workerData,
    // Node marks its WebAssembly system interface experimental; nothing else in this thread would warn.
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const stop = () => void worker.terminate();
  bounded.addEventListener('abort', stop, { once: true });
  try {
    // Rejects with the error of the thread.
    await once(worker, 'exit');
  } finally {
    bounded.removeEventListener('abort', stop);
  }
  bounded.throwIfAborted();
}
