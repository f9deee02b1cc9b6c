import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { extname, join } from 'node:path';
import { Router } from 'express';

const FOLDER = join(import.meta.dirname, 'page');

const TYPES: Readonly<Record<string, string>> = {
  '.ts': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Where the page's own files are served. */
export const ASSETS_PATH = '/playground/page';

interface Asset {
  readonly type: string;
  readonly body: string;
  readonly tag: string;
}

/**
 * Serves the page's files: an allowlist read once at start, so no path of a request ever reaches the disk.
 * TypeScript is served under its own name with the types blanked out, which is why the page needs no build
 * and its `import … from './x.ts'` works unchanged in the browser.
 */
export async function createPageAssets(): Promise<Router> {
  const assets = await readAssets();
  const router = Router();
  router.get(`${ASSETS_PATH}/:name`, (request, response, next) => {
    const asset = assets.get(request.params.name);
    if (asset === undefined) {
      next();
      return;
    }
    response.set({ 'Content-Type': asset.type, ETag: asset.tag, 'Cache-Control': 'no-cache' });
    response.send(asset.body);
  });
  return router;
}

async function readAssets(): Promise<ReadonlyMap<string, Asset>> {
  const assets = new Map<string, Asset>();
  for (const name of await readdir(FOLDER)) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const source = await readFile(join(FOLDER, name), 'utf8');
    const body = extname(name) === '.ts' ? stripTypeScriptTypes(source) : source;
    const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    assets.set(name, { type, body, tag });
  }
  return assets;
}
