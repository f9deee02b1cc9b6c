import { execFile } from 'node:child_process';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { promisify } from 'node:util';
import { STEMS } from './stems-bot.ts';

const run = promisify(execFile);

/**
 * How a shell goes about it. `as-it-arrives`: one file per core at a time, each through all steps. `one-after-the-other`:
 * everything is downloaded, then everything encoded, then everything uploaded.
 */
export const SHELL_ORDERS = ['as-it-arrives', 'one-after-the-other'] as const;
export type ShellOrder = (typeof SHELL_ORDERS)[number];

/** How a shell uploads its files to a platform. Each part is a script; `$stem` names the file. */
export interface ShellUpload {
  /** Run for each file once it is made, in parallel with the others. */
  readonly each?: string;
  /** Run once all files are made. */
  readonly last: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** Downloads with Node's `fetch`, for machines without curl. */
const FETCH = `
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
const [url, path] = process.argv.slice(1);
await pipeline((await fetch(url)).body, createWriteStream(path));
`;
const BY_NODE = '"$NODE" --input-type=module -e "$FETCH" -- "$SONGS/$stem.wav" "$stem.wav"';
const BY_CURL = 'curl -sf -o "$stem.wav" "$SONGS/$stem.wav"';
const ENCODE =
  '"$FFMPEG" -v error -nostdin -y -i "$stem.wav" -c:a aac -b:a 160k -movflags +faststart "$stem.m4a"';

/**
 * Runs the least that gives four m4a: curl and bare ffmpeg, one file per core at a time.
 *
 * @param upload needs curl.
 */
export async function shellPipeline(
  baseUrl: string,
  ffmpegPath: string,
  folder: string,
  upload?: ShellUpload,
  order: ShellOrder = 'as-it-arrives',
): Promise<() => Promise<void>> {
  const hasCurl = await run('curl', ['--version']).then(
    () => true,
    () => false,
  );
  if (!hasCurl && upload !== undefined) throw new Error('Nothing can be uploaded by a shell without curl');
  const steps = [hasCurl ? BY_CURL : BY_NODE, ENCODE, ...(upload?.each ? [upload.each] : [])];
  const rounds = order === 'as-it-arrives' ? [steps.join('\n')] : steps;
  const all = [
    ...rounds.map((_, index) => forAll(`$STEP_${index}`)),
    ...(upload === undefined ? [] : [upload.last]),
  ];
  const variables = {
    ...env,
    SONGS: baseUrl,
    FFMPEG: ffmpegPath,
    NODE: process.execPath,
    FETCH,
    STEMS: STEMS.join(' '),
    CORES: String(availableParallelism()),
    ...Object.fromEntries(rounds.map((step, index) => [`STEP_${index}`, `stem=$1\n${step}`])),
    ...upload?.variables,
  };
  return async () => {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
    await run('sh', ['-euc', all.join('\n')], { cwd: folder, env: variables });
    const made = (await readdir(folder)).filter((name) => name.endsWith('.m4a'));
    const sizes = await Promise.all(made.map(async (name) => (await stat(join(folder, name))).size));
    if (sizes.filter((size) => size > 0).length !== STEMS.length)
      throw new Error('The shell made too few files, or empty ones');
  };
}

/** Runs a script for each file, one per core at a time. */
function forAll(script: string): string {
  return `printf "%s\\n" $STEMS | xargs -n 1 -P "$CORES" sh -euc "${script}" sh`;
}
