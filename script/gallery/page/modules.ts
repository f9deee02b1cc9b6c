import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join, posix } from 'node:path';
import { readPageAssets } from '../../../src/bots/web/assets/page-assets.ts';
import { ASSETS_PATH, LIT_PATH, STYLES_PATH } from '../../../src/bots/web/assets/paths.ts';
import { asHtml, type Html, html, jsonHtml } from '../html.ts';
import { dataUri } from '../sample/data-uri.ts';

/** The parts of the playground's page, for use in another page. */
export interface PlaygroundParts {
  readonly styles: Html;
  /** Gives each of the page's modules its own name. Comes before any module. */
  readonly importMap: Html;
  /** Fills the slots of the gallery. */
  readonly drawSlots: Html;
  readonly icon: string;
}

/** An import; its third group is the imported module. Code of packages has no space in it. */
const IMPORT = /(\bfrom\s*|\bimport\s*)(['"])([^'"\n]+)\2/g;

/** The path from which the slot-drawing code imports the page. */
const PAGE_SOURCES = /^.*\/bots\/web\/page(?=\/)/;

/**
 * Reads the playground's own modules and its stylesheet.
 *
 * Each module becomes a `data:` address under a bare name, because such an address has no folder to resolve a
 * relative import from.
 */
export async function playgroundParts(): Promise<PlaygroundParts> {
  const assets = await readPageAssets();
  const bodyOf = (path: string): string => assets.get(path)?.body ?? '';
  const modules = [...assets].filter(([, { type }]) => type.startsWith('text/javascript'));
  const imports = Object.fromEntries(
    modules.map(([path, { body }]) => {
      const source = renamed(body, (name) =>
        /^[./]/.test(name) ? bareName(posix.resolve(path, '..', name)) : name,
      );
      return [bareName(path), dataUri('text/javascript', Buffer.from(source))];
    }),
  );
  const draw = stripTypeScriptTypes(await readFile(join(import.meta.dirname, 'draw-slots.ts'), 'utf8'));
  const drawSlots = renamed(draw, (name) =>
    bareName(name === 'lit-html' ? `${LIT_PATH}/lit-html.js` : name.replace(PAGE_SOURCES, ASSETS_PATH)),
  );
  return {
    styles: html`<style>${asHtml(bodyOf(STYLES_PATH))}</style>`,
    importMap: html`<script type="importmap">${jsonHtml({ imports })}</script>`,
    drawSlots: html`<script type="module">${asHtml(drawSlots)}</script>`,
    icon: dataUri('image/svg+xml', Buffer.from(bodyOf(`${ASSETS_PATH}/icon.svg`))),
  };
}

function renamed(source: string, newName: (name: string) => string): string {
  return source.replace(IMPORT, (_, start, quote, name) => `${start}${quote}${newName(name)}${quote}`);
}

/** Returns a path without its root, which is not an address to resolve an import from. */
function bareName(path: string): string {
  return path.slice(1);
}
