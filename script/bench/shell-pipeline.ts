import { execFile } from 'node:child_process';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { promisify } from 'node:util';
import { STEMS } from './stems-bot.ts';

const run = promisify(execFile);

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
const ALL = 'printf "%s\\n" $STEMS | xargs -n 1 -P "$CORES" sh -euc "$ONE" sh';

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
): Promise<() => Promise<void>> {
  const hasCurl = await run('curl', ['--version']).then(
    () => true,
    () => false,
  );
  if (!hasCurl && upload !== undefined) throw new Error('Nothing can be uploaded by a shell without curl');
  const one = ['stem=$1', hasCurl ? BY_CURL : BY_NODE, ENCODE, ...(upload?.each ? [upload.each] : [])];
  const all = [ALL, ...(upload === undefined ? [] : [upload.last])];
  const variables = {
    ...env,
    SONGS: baseUrl,
    FFMPEG: ffmpegPath,
    NODE: process.execPath,
    FETCH,
    STEMS: STEMS.join(' '),
    CORES: String(availableParallelism()),
    ONE: one.join('\n'),
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
