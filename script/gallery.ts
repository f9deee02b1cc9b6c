/**
 * Writes one page that shows every message, table, button, form and picture in both languages:
 *
 *   npm run gallery                    to data/gallery.html
 *   npm run gallery -- --out FILE      to another file
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gallerySections } from './gallery/build.ts';
import { galleryPage } from './gallery/page/page.ts';

const USAGE = `npm run gallery -- [--out FILE]

Writes one page that shows every message, table, button, form and picture in both languages,
drawn by the bot's own code from made-up facts. It needs no network and no ffmpeg.

  --out FILE   where to; data/gallery.html by default
  --help       this text
`;

const OPTIONS = {
  out: { type: 'string', default: 'data/gallery.html' },
  help: { type: 'boolean', default: false },
} as const;

/**
 * Runs the script with these arguments and returns the text to print.
 *
 * @throws {TypeError} for an unknown option.
 */
export async function runGallery(args: readonly string[], draw = gallerySections): Promise<string> {
  const { out, help } = parseArgs({ args: [...args], options: OPTIONS }).values;
  if (help) return USAGE;
  const path = resolve(out);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, await galleryPage(await draw()));
  return `${path}\n`;
}

if (import.meta.main) {
  try {
    process.stdout.write(await runGallery(process.argv.slice(2)));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
