import { readdir, readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { extname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RequestHandler, Router } from 'express';
import { packedAsset, sendPacked } from './packed-asset.ts';
import { ASSETS_PATH, DESK_STYLES_PATH, LIT_PATH, SONG_PATH, STYLES_PATH } from './paths.ts';
import { tagOf } from './tag-of.ts';

const PAGE_FOLDER = join(import.meta.dirname, '../page');

/** The stylesheets, in the order they apply. */
const STYLES = [
  'theme',
  'controls',
  'layout',
  'empty-state',
  'login',
  'dialog',
  'composer',
  'attachments',
  'menu',
  'request',
  'card',
  'progress',
  'post',
  'table',
  'player',
  'mixer',
  'player-settings',
  'mini-player',
  'transcript',
  'compare',
  'chart',
  'voices',
  'request-actions',
  'options',
  'search',
  'budget',
  'beginning',
  'narrow-table',
];

/** Node resolves the package to its build for servers, which lies one folder below the one for browsers. */
const LIT_FOLDER = fileURLToPath(new URL('..', import.meta.resolve('lit-html')));
/** What the page imports of lit-html, and what that imports in turn. */
const LIT_FILES = [
  'lit-html.js',
  'directive.js',
  'directive-helpers.js',
  'async-directive.js',
  'directives/guard.js',
  'directives/ref.js',
  'directives/repeat.js',
];

/** An import of lit-html, or of one of its files. */
const LIT_IMPORT = /^((?:import|\}) .*['"])lit-html(\/[\w/-]+\.js)?(?=['"];$)/gm;

/** What a script imports, as the browser reads it. */
const IMPORTED = /\b(?:from|import)\s*['"]([^'"]+)['"]/g;

const SCRIPT = 'text/javascript; charset=utf-8';

/** A file as a browser loads it. */
export interface Asset {
  readonly type: string;
  readonly body: string;
}

/** The page's files that the document refers to. */
export interface PageAssets {
  readonly router: RequestHandler;
  /** Paths of all scripts of the page, so that the browser loads them in parallel instead of one import after another. */
  readonly scripts: readonly string[];
  /** The same of the owner's desk. */
  readonly deskScripts: readonly string[];
}

/** Serves the page's files: an allowlist read once at start, so no path of a request ever reaches the disk. */
export async function createPageAssets(): Promise<PageAssets> {
  const assets = await readPageAssets();
  const song = await readFile(join(PAGE_FOLDER, 'example-song.m4a'));
  const packed = new Map([...assets].map(([path, { type, body }]) => [path, packedAsset(type, body)]));
  const router = Router();
  router.get(SONG_PATH, (_request, response) => {
    response.set({ 'Content-Type': 'audio/mp4', ETag: tagOf(song), 'Cache-Control': 'no-cache' });
    response.send(song);
  });
  router.get(`${ASSETS_PATH}/*path`, (request, response, next) => {
    const asset = packed.get(request.path);
    if (asset === undefined) {
      next();
      return;
    }
    sendPacked(request, response, asset);
  });
  return {
    router,
    scripts: scriptsOf(assets, `${ASSETS_PATH}/app.ts`),
    deskScripts: scriptsOf(assets, `${ASSETS_PATH}/desk/app.ts`),
  };
}

/**
 * Reads the page's files by the paths they are served under. TypeScript keeps its name, with the types blanked out:
 * the page needs no build, and its imports of `.ts` files work unchanged in the browser. Only those of lit-html get
 * its path, because an import map would be an inline script, which the page's policy forbids.
 */
export async function readPageAssets(): Promise<ReadonlyMap<string, Asset>> {
  const entries = await readdir(PAGE_FOLDER, { recursive: true, withFileTypes: true });
  const scripts = entries
    .filter(({ name }) => extname(name) === '.ts')
    .map(({ parentPath, name }) => join(parentPath, name));
  const assets = new Map<string, Asset>();
  for (const file of scripts) {
    const path = `${ASSETS_PATH}/${relative(PAGE_FOLDER, file).split(sep).join('/')}`;
    const body = stripTypeScriptTypes(await readFile(file, 'utf8'));
    assets.set(path, { type: SCRIPT, body: body.replaceAll(LIT_IMPORT, litPath) });
  }
  for (const name of LIT_FILES) {
    const source = await readFile(join(LIT_FOLDER, name), 'utf8');
    // The package's source maps are not served, and developer tools would ask for them.
    const body = source.replace(/^\/\/# sourceMappingURL=.*$/m, '');
    assets.set(`${LIT_PATH}/${name}`, { type: SCRIPT, body });
  }
  const styles = STYLES.map((name) => readFile(join(PAGE_FOLDER, 'styles', `${name}.css`), 'utf8'));
  assets.set(STYLES_PATH, { type: 'text/css; charset=utf-8', body: (await Promise.all(styles)).join('\n') });
  const deskStyles = await readFile(join(PAGE_FOLDER, 'desk/desk.css'), 'utf8');
  assets.set(DESK_STYLES_PATH, { type: 'text/css; charset=utf-8', body: deskStyles });
  const icon = await readFile(join(PAGE_FOLDER, 'icon.svg'), 'utf8');
  return assets.set(`${ASSETS_PATH}/icon.svg`, { type: 'image/svg+xml', body: icon });
}

/** Lists a script and all that it imports. */
function scriptsOf(assets: ReadonlyMap<string, Asset>, entry: string): readonly string[] {
  const found = new Set([entry]);
  for (const path of found) {
    for (const [, target = ''] of (assets.get(path)?.body ?? '').matchAll(IMPORTED)) {
      found.add(posix.resolve(posix.dirname(path), target));
    }
  }
  return [...found].filter((path) => assets.has(path));
}

function litPath(_import: string, before: string, file = '/lit-html.js'): string {
  return `${before}${LIT_PATH}${file}`;
}
