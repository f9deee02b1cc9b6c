import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page, Request } from 'playwright-core';
import { axeFindings } from '../../../fixtures/axe.ts';
import { type OpenPage, openPage, sharedBrowser, until } from '../../../fixtures/browser.ts';
import { openPlayground, type Playground } from '../fixtures/playground.ts';

let playground: Playground;
let tab: OpenPage;
let page: Page;

before(async () => {
  playground = await openPlayground();
  tab = await openPage(await sharedBrowser(), playground.url);
  page = tab.page;
});
after(async () => {
  await tab[Symbol.asyncDispose]();
  await playground[Symbol.asyncDispose]();
});

const line = () => page.locator('.composer-field').inputValue();
const chip = (name: string) => page.locator(`[data-option=${name}]`);

/** Types a line, and leaves the menu. */
async function type(text: string): Promise<void> {
  await page.locator('.composer-field').fill(text);
  await page.keyboard.press('Escape');
}

test('Options are set by sliders, lists and texts, the line follows; and what is typed moves them', async () => {
  await type('/tts Hello');
  await chip('speed').getByRole('slider').fill('1.5');
  assert.equal(await line(), '/tts speed:1.5 Hello');
  await chip('private').getByRole('combobox').selectOption('on');
  await chip('voice').getByRole('combobox').fill('Aria Nova');
  assert.equal(await line(), '/tts speed:1.5 private:on voice:"Aria Nova" Hello');
  await until(page, 'document.querySelector("#option-voice-list").options.length > 0');

  await type('/tts speed:0.75 private:off Hello');
  assert.equal(await chip('speed').getByRole('slider').inputValue(), '0.75');
  assert.equal(await chip('private').getByRole('combobox').inputValue(), 'off');
  assert.equal(await chip('voice').getByRole('combobox').inputValue(), '');
  await chip('speed').getByRole('button', { name: 'Clear How fast' }).click();
  assert.equal(await line(), '/tts private:off Hello');
  assert.deepEqual(await axeFindings(page), []);
  assert.deepEqual(tab.complaints, []);
});

test('A file is chosen at the option that takes it, and a command with several uses offers them', async () => {
  await type('/stems');
  const chooser = page.waitForEvent('filechooser');
  await chip('audio').getByRole('button', { name: 'Choose a file' }).click();
  await (await chooser).setFiles({ name: 'Song.wav', mimeType: 'audio/wav', buffer: Buffer.alloc(5_000) });
  await chip('audio').getByText('Song.wav').waitFor();
  await chip('mode').getByRole('combobox').selectOption('six');
  assert.equal(await line(), '/stems mode:six ');
  await type('/wallet ');
  await page.locator('.waiting-file').waitFor({ state: 'detached' });
  await page
    .getByRole('list', { name: 'What /wallet can do' })
    .getByRole('button', { name: 'balance' })
    .click();
  assert.equal(await line(), '/wallet balance ');
  await page.getByRole('button', { name: 'Remove the file' }).click();
});

test('An empty file is named as such, next to one that is attached', async () => {
  await page.locator('input[type=file]').setInputFiles([
    { name: 'Nothing.wav', mimeType: 'audio/wav', buffer: Buffer.alloc(0) },
    { name: 'Song.wav', mimeType: 'audio/wav', buffer: Buffer.alloc(5_000) },
  ]);
  await page.getByRole('alert').getByText('Nothing.wav is empty, so it wasn’t attached.').waitFor();
  assert.deepEqual(await page.locator('.chip-name').allTextContents(), ['Song.wav']);
  // It still is once the other one has arrived.
  await page.locator('.chip[data-state=ready]').waitFor();
  assert.match((await page.getByRole('alert').textContent()) ?? '', /^Nothing\.wav is empty/);
  await page.getByRole('button', { name: 'Remove Song.wav' }).click();
});

test('A slow upload shows its progress as a figure', async () => {
  const held = Promise.withResolvers<void>();
  await page.route('**/playground/uploads', async (route) => {
    await held.promise;
    await route.continue();
  });
  const file = { name: 'Slow.wav', mimeType: 'audio/wav', buffer: Buffer.alloc(5_000) };
  await page.locator('input[type=file]').setInputFiles(file);
  await page.locator('.chip-percent', { hasText: /^\d+%$/ }).waitFor();
  held.resolve();
  await page.locator('.chip[data-state=ready]').waitFor();
  assert.equal(await page.locator('.chip-percent').count(), 0);
  await page.unroute('**/playground/uploads');
  await page.getByRole('button', { name: 'Remove Slow.wav' }).click();
});

test('Choices that come after Escape do not open the menu', async () => {
  const held = Promise.withResolvers<void>();
  await page.route('**/playground/choices?*', async (route) => {
    await held.promise;
    // Refused if the page has given the request up.
    await route.continue().catch(() => {});
  });
  const asked = page.waitForRequest('**/playground/choices?*');
  await page.locator('.composer-field').fill('/tts voice:a');
  const request = await asked;
  const isIt = (other: Request) => other === request;
  // The page may have given it up, or it is answered.
  const over = Promise.race([
    page.waitForEvent('requestfailed', isIt),
    page.waitForEvent('requestfinished', isIt),
  ]);
  await page.keyboard.press('Escape');
  held.resolve();
  await over;
  // Two frames later, whatever the answer leads to is drawn.
  await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
  assert.equal(await page.locator('.menu').getByRole('option').count(), 0);
  await page.unroute('**/playground/choices?*');
});

test('A line that is typed survives a reload, and a private one does not', async () => {
  await type('/tts A draft');
  await page.reload();
  await until(page, 'document.querySelector(".composer-field")?.value === "/tts A draft"');
  await page.getByRole('button', { name: 'Private' }).click();
  await page.reload();
  await page.locator('.composer-field').waitFor();
  assert.equal(await line(), '');
});

test('A text without a command is spoken with one click', async () => {
  await type('Good evening');
  await page.getByRole('button', { name: 'Say this' }).click();
  await page.getByRole('article').waitFor();
  assert.equal(playground.desk.lines.at(-1)?.line, '/tts Good evening');
  assert.equal(await line(), '');
});

test('Whatever is pressed around the line is as large as a fingertip', async () => {
  await type('/tts speed:2 Hello');
  const small = await page.evaluate(`[...document.querySelectorAll(
    '.composer button, .composer select, .composer input:not([hidden]), .ask-actions button, .card-actions button, .search-button')]
    .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
    .filter(([, { width, height }]) => width > 0 && (width < 44 || height < 44))
    .map(([html]) => html)`);
  assert.deepEqual(small, []);
});
