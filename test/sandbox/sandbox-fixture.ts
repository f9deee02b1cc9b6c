import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { createFfmpeg, type RunFfmpeg } from '../../sandbox/audio/run-ffmpeg.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/start-sandbox.ts';

/** The ffmpeg of the machine, or the one the environment names. */
export const FFMPEG_PATH = process.env['FFMPEG_PATH'] ?? 'ffmpeg';

/** What `submits` tells before anything was submitted: every service there is. */
export const NO_SUBMITS = {
  voice: 0,
  stems: 0,
  music: 0,
  transcription: 0,
  speaker: 0,
  denoiser: 0,
  clones: 0,
} as const;

/** Runs ffmpeg for a test. */
export const ffmpeg: RunFfmpeg = createFfmpeg(FFMPEG_PATH);

/** A temp folder that goes with the test. */
export async function makeTempDir(t: TestContext): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'sandbox-test-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** What an answer was; `body` is parsed JSON, or the text when it is none. */
export interface Heard {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A sandbox with frozen time, and a plain client for it. */
export interface TestSandbox extends Sandbox {
  get(path: string, headers?: Record<string, string>): Promise<Heard>;
  /** Sends a form: urlencoded for a record, multipart for `FormData`. */
  form(path: string, fields: Record<string, string> | FormData): Promise<Heard>;
  json(path: string, body: unknown, method?: string): Promise<Heard>;
  remove(path: string): Promise<Heard>;
  /** Moves time far enough for every job that is not held. */
  finishJobs(): Promise<void>;
}

/** Starts a sandbox that is closed with the test. */
export async function startTestSandbox(
  t: TestContext,
  options: Partial<SandboxOptions> = {},
): Promise<TestSandbox> {
  const dataDir = await makeTempDir(t);
  const sandbox = await startSandbox({ port: 0, ffmpegPath: FFMPEG_PATH, dataDir, speedUp: 0, ...options });
  t.after(() => sandbox.close());
  const call = async (to: string, init: RequestInit = {}): Promise<Heard> => {
    const url = to.startsWith('http') ? to : `${sandbox.url}${to}`;
    const headers = new Headers(init.headers);
    if (!headers.has('x-api-key') && !headers.has('authorization')) headers.set('x-api-key', sandbox.apiKey);
    const response = await fetch(url, { ...init, headers });
    return { status: response.status, headers: response.headers, body: parse(await response.text()) };
  };
  return {
    ...sandbox,
    get: (to, headers = {}) => call(to, { headers }),
    form: (to, fields) =>
      call(to, { method: 'POST', body: fields instanceof FormData ? fields : new URLSearchParams(fields) }),
    json: (to, body, method = 'POST') =>
      call(to, { method, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    remove: (to) => call(to, { method: 'DELETE' }),
    finishJobs: () => sandbox.control.time.advance(3_600_000 / 2),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A field of a parsed answer, by a path such as `download_urls.vocals`. */
export function at(body: unknown, fieldPath: string): unknown {
  let value: unknown = body;
  for (const name of fieldPath.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}

/** The same, where only text will do. */
export function textAt(body: unknown, fieldPath: string): string {
  const value = at(body, fieldPath);
  if (typeof value !== 'string') throw new Error(`${fieldPath} is no text in ${JSON.stringify(body)}`);
  return value;
}
