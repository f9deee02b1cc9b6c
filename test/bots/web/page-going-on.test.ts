import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { startSandbox } from '../../../sandbox/start-sandbox.ts';
import { startProgram } from '../../end-to-end/program.ts';
import { ownFolder } from '../../end-to-end/setting.ts';
import { SONG } from '../../end-to-end/sounds.ts';
import { openBrowser, openPage } from '../../fixtures/browser.ts';
import { FFMPEG_PATH } from '../../sandbox/sandbox-fixture.ts';

/** What a job may take here, on a machine that has other things to do. */
const JOB = { timeout: 30_000 };

const parts = new AsyncDisposableStack();
let open: Awaited<ReturnType<typeof start>>;

async function start() {
  const { owner, folder } = await ownFolder({ after: (end) => parts.defer(end) });
  const sandbox = await startSandbox({ port: 0, ffmpegPath: FFMPEG_PATH, dataDir: folder.path, speedUp: 10 });
  owner.after(() => sandbox.close());
  const program = await startProgram(owner, {
    DATA_DIR: join(folder.path, 'data'),
    AUDIOPOD_BASE_URL: sandbox.url,
    AUDIOPOD_API_KEY: sandbox.apiKey,
    PLAYGROUND: 'on',
  });
  const browser = await openBrowser();
  owner.after(() => browser.close());
  return { program, browser, song: await folder.sound('talk.wav', SONG) };
}

before(async () => {
  open = await start();
});
after(() => parts.disposeAsync());

async function send(page: Page, line: string): Promise<void> {
  await page.getByRole('combobox').fill(line);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
}

/** The latest card, once its job is done. */
async function doneCard(page: Page, command: string): Promise<Locator> {
  const entry = page.locator('.entry').filter({ has: page.locator('.ask-command', { hasText: command }) });
  const card = entry.last().locator('.card[data-state=done]');
  await card.waitFor(JOB);
  return card;
}

test('A recording is written down: lines beside their times, the price before it is sent, and a file', async () => {
  await using tab = await openPage(open.browser, open.program.url);
  const { page, complaints } = tab;
  await page.locator('input[type=file]').setInputFiles(open.song);
  await page.locator('.chip[data-state=ready]').waitFor();
  const offered = await page.getByRole('option').allTextContents();
  for (const name of ['/stems', '/transcribe', '/denoise', '/diarize']) {
    assert.ok(
      offered.some((text) => text.includes(name)),
      `${name} is not offered: ${offered.join(' | ')}`,
    );
  }
  await page.getByRole('combobox').fill('/transcribe srt');
  await page.locator('.composer-cost', { hasText: '≈ $0.01' }).waitFor();
  await send(page, '/transcribe srt');
  const card = await doneCard(page, '/transcribe');
  assert.match((await card.locator('.card-text').textContent()) ?? '', /talk/);
  const times = await card.locator('.said-time').allTextContents();
  assert.equal(times[0], '0:00');
  assert.doesNotMatch((await card.locator('.said').textContent()) ?? '', /\[/);
  const download = page.waitForEvent('download');
  await card.getByRole('link', { name: /talk\.srt/ }).click();
  const file = await download;
  assert.equal(file.suggestedFilename(), 'talk.srt');
  const text = await readFile(await file.path(), 'utf8');
  assert.match(text, /^1\r?\n00:00:00,\d{3} --> /);
  assert.deepEqual(complaints, []);
});

test('Noise is removed, with a picture of before and after; from there on, voices are told apart', async () => {
  await using tab = await openPage(open.browser, open.program.url, { viewport: { width: 360, height: 700 } });
  const { page, complaints } = tab;
  await page.locator('input[type=file]').setInputFiles(open.song);
  await page.locator('.chip[data-state=ready]').waitFor();
  await send(page, '/denoise');
  const clean = await doneCard(page, '/denoise');
  await clean.getByRole('button', { name: 'Play Denoised' }).waitFor();
  assert.match((await clean.locator('img').getAttribute('alt')) ?? '', /denoised/);
  await clean.getByRole('button', { name: 'Who said what' }).click();
  const voices = await doneCard(page, '/diarize');
  const picture = voices.locator('img');
  assert.match((await picture.getAttribute('alt')) ?? '', /voice/);
  const width = `(async () => {
    const picture = [...document.querySelectorAll('.post-picture')].at(-1);
    await picture.decode();
    return picture.naturalWidth;
  })()`;
  assert.equal(await page.evaluate(width), 1_200);
  assert.equal(await voices.locator('.document').count(), 3);
  assert.equal(await page.evaluate('document.documentElement.scrollWidth > innerWidth'), false);
  assert.deepEqual(complaints, []);
});

test('A genre is completed; of several sounds the page asks which, and goes on from that one', async () => {
  await using tab = await openPage(open.browser, open.program.url);
  const { page, complaints } = tab;
  await page.getByRole('combobox').fill('');
  await page.keyboard.type('/music samples genre:fol');
  await page.getByRole('option', { name: 'Folk' }).waitFor();
  await page.keyboard.press('Enter');
  assert.equal(await page.getByRole('combobox').inputValue(), '/music samples genre:Folk ');
  await page.keyboard.type('duration:3 A warm waltz');
  await page.keyboard.press('Enter');
  const song = await doneCard(page, '/music samples');
  await song.getByRole('button', { name: 'Split stems' }).click();
  const stems = await doneCard(page, '/stems');
  await stems.getByRole('button', { name: 'Transcribe' }).click();
  const question = page.locator('.card[data-tone=info]').last();
  await question.getByText('Transcribe: which sound?').waitFor();
  assert.deepEqual((await question.getByRole('button').allTextContents()).toSorted(), [
    'bass',
    'drums',
    'other',
    'vocals',
  ]);
  await question.getByRole('button', { name: 'vocals' }).click();
  await page.locator('.ask', { hasText: 'A warm waltz vocals' }).waitFor();
  assert.deepEqual(complaints, []);
});
