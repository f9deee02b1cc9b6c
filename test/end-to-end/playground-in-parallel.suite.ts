import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { browsing, cardOf, JOB, send } from './browsing.ts';
import { songOf } from './sounds.ts';

const here = browsing();
let made: Promise<string> | undefined;

/** Makes the recording once: a browser gives up on a file that changes while it is uploaded. */
function song(): Promise<string> {
  made ??= here().folder.sound('talk.wav', songOf(3));
  return made;
}

/** Finds the visitor's own latest card for a command, once its job is done. Other tests run the same commands. */
async function doneCard(page: Page, command: string): Promise<Locator> {
  const entry = page
    .locator('.entry')
    .filter({ has: page.locator('.ask', { hasText: 'You: ' }) })
    .filter({ has: page.locator('.ask-command', { hasText: command }) });
  const card = entry.last().locator('.card:is([data-state=done], [data-state=failed])');
  await card.waitFor(JOB);
  assert.equal(await card.getAttribute('data-state'), 'done', (await card.textContent()) ?? '');
  return card;
}

test('A recording is written down: lines beside their times, the price before it is sent, and a file', async () => {
  await using tab = await here().openPage();
  const { page, complaints } = tab;
  await page.locator('input[type=file]').setInputFiles(await song());
  await page.locator('.chip[data-state=ready]').waitFor();
  const offered = await page.getByRole('option').allTextContents();
  for (const name of ['/stems', '/transcribe', '/denoise', '/diarize']) {
    assert.ok(
      offered.some((text) => text.includes(name)),
      `${name} is not offered: ${offered.join(' | ')}`,
    );
  }
  await page.locator('.composer-field').fill('/transcribe srt');
  await page.locator('.composer-cost', { hasText: '≈ $0.01' }).waitFor();
  await send(page, '/transcribe srt');
  const card = await doneCard(page, '/transcribe');
  assert.match((await card.locator('.card-text').textContent()) ?? '', /talk/);
  // It is read once it is seen, and the cards of others come below it.
  await card.locator('transcript-studio').scrollIntoViewIfNeeded();
  await card.locator('.studio-list .line').first().waitFor();
  const times = await card.locator('.transcript-time').allTextContents();
  assert.equal(times[0], '0:00');
  assert.doesNotMatch((await card.locator('.studio-list').textContent()) ?? '', /\[/);
  const download = page.waitForEvent('download');
  await card.getByRole('link', { name: 'Download SRT' }).click();
  const file = await download;
  assert.equal(file.suggestedFilename(), 'talk.srt');
  const text = await readFile(await file.path(), 'utf8');
  assert.match(text, /^1\r?\n00:00:00,\d{3} --> /);
  assert.deepEqual(complaints, []);
});

test('Noise is removed, to be heard before and after; from there on, voices are told apart', async () => {
  await using tab = await here().openPage({
    viewport: { width: 360, height: 700 },
  });
  const { page, complaints } = tab;
  await page.locator('input[type=file]').setInputFiles(await song());
  await page.locator('.chip[data-state=ready]').waitFor();
  await send(page, '/denoise');
  const clean = await doneCard(page, '/denoise');
  const comparison = clean.getByRole('group', { name: /^Before and after/ });
  assert.equal(await comparison.getByRole('button', { name: /^(Before|After)$/ }).count(), 2);
  await clean.getByRole('button', { name: 'Identify speakers' }).click();
  const voices = await doneCard(page, '/diarize');
  await voices.locator('transcript-studio').scrollIntoViewIfNeeded();
  await voices.getByRole('img', { name: /^Speaker 1: \d+%$/ }).waitFor();
  // What was made of an earlier result plays that result.
  await voices.locator('transcript-studio track-player').waitFor();
  assert.equal(await voices.locator('.document').count(), 4);
  assert.equal(await page.evaluate('document.documentElement.scrollWidth > innerWidth'), false);
  assert.deepEqual(complaints, []);
});

test('A genre is completed; of several sounds the page asks which, and goes on from that one', async () => {
  await using tab = await here().openPage();
  const { page, complaints } = tab;
  await page.locator('.composer-field').fill('');
  await page.keyboard.type('/music samples genre:fol');
  await page.getByRole('option', { name: 'Folk' }).waitFor();
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('.composer-field').inputValue(), '/music samples genre:Folk ');
  await page.keyboard.type('duration:3 A warm waltz');
  await page.keyboard.press('Enter');
  const song = await doneCard(page, '/music samples');
  await song.getByRole('button', { name: 'Split stems' }).click();
  const stems = await doneCard(page, '/stems');
  await stems.getByRole('button', { name: 'Transcribe' }).click();
  const question = page.locator('.card[data-tone=info]').last();
  await question.getByText('Transcribe: which track?').waitFor();
  assert.deepEqual((await question.getByRole('button').allTextContents()).toSorted(), [
    'Bass',
    'Drums',
    'Other',
    'Vocals',
  ]);
  await question.getByRole('button', { name: 'Vocals' }).click();
  await page.locator('.ask', { hasText: 'A warm waltz vocals' }).waitFor();
  // The sandbox can be ended only once it makes nothing any more.
  await doneCard(page, '/transcribe');
  assert.deepEqual(complaints, []);
});

test('A private job is shown to nobody else, while a public one comes to every open page by itself', async () => {
  await using mine = await here().openPage();
  await using theirs = await here().openPage();
  await mine.page.getByRole('button', { name: 'Private' }).click();
  await send(mine.page, '/tts A secret between us');
  await cardOf(mine.page, 'A secret between us').getByRole('button', { name: 'Play Speech' }).waitFor(JOB);
  await mine.page.getByRole('button', { name: 'Private' }).click();
  await send(mine.page, '/tts An open word');
  await cardOf(theirs.page, 'An open word').getByRole('button', { name: 'Play Speech' }).waitFor(JOB);
  await theirs.page.reload();
  await cardOf(theirs.page, 'An open word').waitFor();
  assert.equal(await theirs.page.getByText('A secret between us').count(), 0);
});
