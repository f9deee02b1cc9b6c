/**
 * Makes the song that the playground offers to newcomers, the same as in the README’s picture.
 *
 *   node script/example-song.ts
 *
 * Needs ffmpeg. The result belongs to the repository, because a bot that starts should not have to make it.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { composeSong } from './picture-song.ts';

const SONG = fileURLToPath(new URL('../src/bots/web/page/example-song.m4a', import.meta.url));
const run = promisify(execFile);

const folder = await mkdtemp(join(tmpdir(), 'example-song-'));
try {
  const wav = join(folder, 'song.wav');
  await writeFile(wav, composeSong());
  // Small enough to wait in every package, and still with the cymbals.
  const small = ['-ac', '1', '-ar', '32000', '-c:a', 'aac', '-b:a', '48k', '-movflags', '+faststart'];
  const plain = ['-map_metadata', '-1', '-fflags', '+bitexact', '-flags:a', '+bitexact'];
  await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', '-i', wav, ...small, ...plain, SONG]);
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.stdout.write(`${SONG}: ${Math.round((await stat(SONG)).size / 1000)} kB\n`);
