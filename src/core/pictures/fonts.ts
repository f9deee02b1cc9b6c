import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** The bot ships its own fonts, because a server usually has none. The weight is in the file name. */
const LATIN_FILES = ['inter-latin-500-normal.woff2', 'inter-latin-600-normal.woff2'];
const LATIN = 'Card Inter';
/** Every file contains all weights. */
const CHINESE = '@fontsource-variable/noto-sans-sc';
/** The Latin font covers everything below. */
const BEYOND_LATIN = 0x100;

/** A part of the Chinese font, which is split into about a hundred files to load only what is needed. */
interface Slice {
  readonly name: string;
  /** Code points, first and last. */
  readonly ranges: readonly (readonly [number, number])[];
}

let slices: readonly Slice[] | undefined;

/**
 * Loads the fonts for the characters of the texts and returns them as `context.font` expects after weight and
 * size.
 *
 * Only what is needed is loaded, and stays loaded. Korean and other scripts that neither font covers are
 * drawn as empty boxes.
 */
export async function fontFor(texts: readonly string[]): Promise<string> {
  const { GlobalFonts } = await import('@napi-rs/canvas');
  const load = (family: string, specifiers: readonly string[]): void => {
    if (GlobalFonts.has(family)) return;
    for (const one of specifiers) GlobalFonts.registerFromPath(pathOf(one), family);
  };
  load(
    LATIN,
    LATIN_FILES.map((file) => `@fontsource/inter/files/${file}`),
  );
  const needed = [...new Set(texts.join(''))].map((character) => character.codePointAt(0) ?? 0);
  const foreign = needed.filter((point) => point >= BEYOND_LATIN);
  const families = [LATIN];
  for (const { name, ranges } of foreign.length === 0 ? [] : await readSlices()) {
    if (!foreign.some((point) => ranges.some(([first, last]) => first <= point && point <= last))) continue;
    const family = `Card Noto ${name}`;
    load(family, [`${CHINESE}/files/noto-sans-sc-${name}-wght-normal.woff2`]);
    families.push(family);
  }
  return [...families.map((family) => `"${family}"`), 'sans-serif'].join(', ');
}

/** Reads which characters are in which file, given in CSS notation such as `U+4e00-4e0f,U+4e11`. */
async function readSlices(): Promise<readonly Slice[]> {
  if (slices !== undefined) return slices;
  const text = await readFile(pathOf(`${CHINESE}/unicode.json`), 'utf8');
  slices = Object.entries(z.record(z.string(), z.string()).parse(JSON.parse(text))).map(([name, ranges]) => ({
    name: name.replace(/^\[(.*)\]$/, '$1'),
    ranges: ranges.split(',').map((range) => {
      const [first = '', last = first] = range.replace('U+', '').split('-');
      return [Number.parseInt(first, 16), Number.parseInt(last, 16)] as const;
    }),
  }));
  return slices;
}

function pathOf(specifier: string): string {
  return fileURLToPath(import.meta.resolve(specifier));
}
