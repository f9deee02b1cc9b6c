import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { runGallery } from '../../script/gallery.ts';
import { HUNG_MS } from '../fakes/until.ts';
import { sharedBrowser } from '../fixtures/browser.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gallery-'));
});
after(() => rm(folder, { recursive: true, force: true }));

test('is drawn whole from one file by the page’s own code, without a complaint', async () => {
  const path = (await runGallery(['--out', join(folder, 'gallery.html')])).trim();
  await using context = await (await sharedBrowser()).newContext();
  context.setDefaultTimeout(HUNG_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  const asked: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(pathToFileURL(path).href);
  await page.waitForFunction('document.querySelector(".slot > script") === null');
  assert.equal(await page.locator('.slot.broken').count(), 0);
  assert.ok((await page.locator('.slot .card').count()) > 500);
  for (const part of [
    '.header',
    '.empty',
    '.composer',
    '.menu-line',
    '.secret-field',
    'track-player canvas',
  ]) {
    assert.ok((await page.locator(`.slot ${part}`).count()) > 0, part);
  }
  assert.deepEqual(complaints, []);
  assert.deepEqual(
    asked.filter((url) => !/^(?:data|blob):/.test(url)),
    [pathToFileURL(path).href],
  );
});
