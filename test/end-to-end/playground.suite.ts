import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { HUNG_MS } from '../fakes/until.ts';
import { until } from '../fixtures/browser.ts';
import { readStoredZip } from '../fixtures/read-zip.ts';
import { audioOf, browsing, cardOf, JOB, send } from './browsing.ts';
import { FOUR, releaseAll } from './setting.ts';
import { assertAudible, songOf } from './sounds.ts';

const LIMIT = { timeout: HUNG_MS };

const here = browsing({ MAX_JOBS_PER_MEMBER: '1' });

/** Presses play and sees the sound go on. */
async function playsOn(page: Page, card: Locator): Promise<void> {
  await card.locator('.player-toggle').first().click();
  const audio = await audioOf(card);
  await until(page, `${audio}.currentTime > 0.2`);
  const earlier = Number(await page.evaluate(`${audio}.currentTime`));
  await until(page, `${audio}.currentTime > ${earlier + 0.2} || ${audio}.ended`);
}

/** Saves what a link downloads and answers where. */
async function download(
  page: Page,
  link: Locator,
): Promise<{ readonly name: string; readonly path: string }> {
  const begun = page.waitForEvent('download');
  await link.click();
  const file = await begun;
  const path = join(here().folder.path, `download-${file.suggestedFilename()}`);
  await file.saveAs(path);
  return { name: file.suggestedFilename(), path };
}

async function dropFile(page: Page, name: string, type: string, bytes: Buffer): Promise<void> {
  await page.evaluate(`{
    const bytes = Uint8Array.from(atob(${JSON.stringify(bytes.toString('base64'))}), (one) => one.charCodeAt(0));
    const carried = new DataTransfer();
    carried.items.add(new File([bytes], ${JSON.stringify(name)}, { type: ${JSON.stringify(type)} }));
    for (const kind of ['dragenter', 'dragover', 'drop']) {
      document.body.dispatchEvent(
        new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
    }
  }`);
  await page.locator('.chip[data-state=ready]').waitFor();
}

test(
  'A typed line becomes speech: priced, followed, played, downloaded as a real m4a, there after a reload',
  LIMIT,
  async () => {
    await using tab = await here().openPage();
    const { page, complaints } = tab;
    await page.keyboard.type('/t');
    await page.getByRole('option', { name: '/tts' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('Hello from the playground');
    await page.locator('.composer-cost', { hasText: '≤ $0.01' }).waitFor();
    here().sandbox.control.faults.add({ on: 'voice.submit', fault: { kind: 'hold' } });
    await page.keyboard.press('Enter');
    const card = cardOf(page, 'Hello from the playground');
    await card.locator('.card-status', { hasText: 'Generating speech' }).waitFor();
    assert.equal(await card.getByRole('progressbar').count(), 1);
    releaseAll(here().sandbox);
    await card.getByRole('button', { name: 'Play Speech' }).waitFor(JOB);
    assert.match((await card.locator('.card-text').textContent()) ?? '', /read by .+\. Cost: \$0\.01\./);
    await playsOn(page, card);
    const saved = await download(page, card.getByRole('link', { name: 'Download Speech' }));
    assert.equal(saved.name, 'Hello-from-the-playground.m4a');
    await assertAudible(saved.path, { from: 0.8, to: 4 });
    await page
      .locator('.budget', {
        hasText: /You, today\s+\$0\.01 of \$1\.00\s+Everyone, this month\s+\$0\.01 of \$10\.00/,
      })
      .waitFor();

    await page.reload();
    const again = cardOf(page, 'Hello from the playground');
    await again.getByRole('button', { name: 'Play Speech' }).waitFor();
    await playsOn(page, again);
    assert.deepEqual(complaints, []);
  },
);

test(
  'A dropped song becomes four stems that look and sound different, one by one and in one zip',
  LIMIT,
  async () => {
    await using tab = await here().openPage();
    const { page, complaints } = tab;
    const song = await here().folder.sound('Night-train.wav', songOf(10));
    await dropFile(page, 'Night train.wav', 'audio/wav', await readFile(song));
    await page.locator('.chip', { hasText: '0:10' }).waitFor();
    await page.getByRole('option', { name: '/stems' }).click();
    await page.locator('.composer-cost', { hasText: '≈ $0.02' }).waitFor();
    here().sandbox.control.faults.add({ on: 'stems.submit', fault: { kind: 'hold' } });
    await page.keyboard.press('Enter');
    const card = cardOf(page, 'Night train.wav');
    await card.locator('.card-status', { hasText: 'Splitting stems' }).waitFor();
    releaseAll(here().sandbox);
    await card.getByRole('button', { name: 'Play Night train' }).waitFor(JOB);
    assert.deepEqual(await card.locator('.player-name').allTextContents(), [
      'Vocals',
      'Drums',
      'Bass',
      'Other',
    ]);
    await until(
      page,
      `[...document.querySelectorAll('[data-stem=vocals], [data-stem=drums], [data-stem=bass], [data-stem=other]')]
    .filter((player) => {
      const canvas = player.querySelector('canvas');
      if (canvas.width === 0) return false;
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
      copy.drawImage(canvas, 0, 0);
      const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
      const painted = data.filter((value, at) => at % 4 === 3 && value > 0).length;
      return painted / (data.length / 4) > 0.08;
    }).length === 4`,
    );
    await playsOn(page, card);

    const saved = await download(page, card.getByRole('link', { name: 'Download all' }));
    assert.equal(saved.name, 'Night train.zip');
    const entries = readStoredZip(await readFile(saved.path));
    assert.deepEqual(
      entries.map((entry) => entry.name),
      FOUR.map((stem) => `${stem} - Night train.m4a`),
    );
    const sounds = await Promise.all(
      entries.map(async ({ name, bytes }) => {
        const path = join(here().folder.path, name);
        await writeFile(path, bytes);
        return assertAudible(path, { from: 9.5, to: 10.5 });
      }),
    );
    for (const [index, one] of sounds.entries()) {
      for (const other of sounds.slice(index + 1))
        assert.ok(likeness(one, other) < 0.9, `two stems are alike`);
    }
    assert.deepEqual(complaints, []);
  },
);

/** 1 for the same sound, 0 for two that have nothing in common. */
function likeness(one: Int16Array, other: Int16Array): number {
  const product = (a: Int16Array, b: Int16Array) =>
    a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
  return Math.abs(product(one, other)) / Math.sqrt(product(one, one) * product(other, other));
}

test(
  'Questions are answered with tables, and what cannot be done with words and without a job',
  LIMIT,
  async () => {
    await using tab = await here().openPage();
    const { page } = tab;
    // The conversation so far is there once it is known whether there is any.
    await until(page, 'document.querySelector(".empty, article") !== null');
    const jobs = () => page.getByRole('article').count();
    const jobsBefore = await jobs();
    const submits = here().sandbox.control.jobs.submits();
    await send(page, '/wallet balance');
    await page.getByRole('columnheader', { name: 'Left' }).waitFor();
    await page.getByRole('cell', { name: 'your daily limit' }).waitFor();
    await send(page, '/help');
    await page.locator('.card-text', { hasText: 'Split or clean up audio: ' }).waitFor();
    await page.getByRole('button', { name: 'Make speech' }).click();
    assert.equal(await page.locator('.composer-field').inputValue(), '/tts ');

    for (const [line, words] of [
      ['/tts', 'There’s no text to speak.'],
      ['/tts speed:9 Hello', '“speed” is 9, but must be 0.25–4.'],
      ['/stems', 'You didn’t send any audio.'],
      ['/tss Hello', 'Did you mean /tts?'],
    ] as const) {
      await send(page, line);
      await page.locator('.card[data-tone=refusal]', { hasText: words }).waitFor();
      assert.equal(
        await page.locator('.composer-field').inputValue(),
        line,
        'stays, so that it can be mended',
      );
    }
    await send(page, '/tts voice:Auro Hello');
    await page
      .locator('.card[data-tone=refusal]', { hasText: /There’s no voice.*Similar voices: .*Aura/ })
      .waitFor();
    assert.equal(await jobs(), jobsBefore);

    await dropFile(page, 'Notes.mp3', 'audio/mpeg', Buffer.from('This is no sound at all. '.repeat(400)));
    await send(page, '/stems');
    const card = cardOf(page, 'Notes.mp3');
    await card.getByText('The bot can’t read this file as audio').waitFor(JOB);
    await card.locator('.card-status', { hasText: 'failed' }).waitFor();
    assert.doesNotMatch((await card.locator('.card-text').textContent()) ?? '', /charge/);
    assert.deepEqual(here().sandbox.control.jobs.submits(), submits);
  },
);

test('A Chinese browser is answered in Chinese from the first word to the result', LIMIT, async () => {
  await using tab = await here().openPage({ locale: 'zh-CN' });
  const { page } = tab;
  here().sandbox.control.faults.add({ on: 'voice.submit', fault: { kind: 'hold' } });
  await send(page, '/tts 你好');
  const card = cardOf(page, '你好');
  await card.locator('.card-status', { hasText: '正在生成语音' }).waitFor();
  releaseAll(here().sandbox);
  await card.getByRole('button', { name: '播放 语音' }).waitFor(JOB);
  await card.locator('.card-status', { hasText: '已完成' }).waitFor();
  assert.match((await card.locator('.card-text').textContent()) ?? '', /朗读.*费用 \$0\.01。$/);
  await send(page, '/tts speed:9 你好');
  await page.locator('.card[data-tone=refusal]', { hasText: '“speed”是 9' }).waitFor();

  // The same job is told to everyone in their own language.
  await using english = await here().openPage();
  await cardOf(english.page, '你好').locator('.card-status', { hasText: 'done' }).waitFor();
});

test('On a phone a sound plays by touch, and nothing sticks out of the page', LIMIT, async () => {
  await using tab = await here().openPage({
    viewport: { width: 360, height: 700 },
    hasTouch: true,
    isMobile: true,
  });
  const { page } = tab;
  await send(page, '/tts Hello from a phone');
  const card = cardOf(page, 'Hello from a phone');
  await card.getByRole('button', { name: 'Play Speech' }).waitFor(JOB);
  await card.locator('.player-toggle').tap();
  await until(page, `${await audioOf(card)}.currentTime > 0.2`);
  assert.equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true);
});

test('A job in line can be stopped for nothing, and one that failed can be tried again', LIMIT, async () => {
  const { control } = here().sandbox;
  await using tab = await here().openPage();
  const { page } = tab;
  control.faults.add({ on: 'voice.submit', fault: { kind: 'hold' } });
  await send(page, '/tts First in line');
  await cardOf(page, 'First in line').locator('.card-status', { hasText: 'Generating speech' }).waitFor(JOB);
  const submits = control.jobs.submits();
  await send(page, '/tts Second in line');
  const second = cardOf(page, 'Second in line');
  await second.locator('.card-status', { hasText: 'Starts next' }).waitFor();
  await second.getByRole('button', { name: 'Cancel' }).click();
  await second.getByText('Canceled.').waitFor(JOB);
  assert.deepEqual(control.jobs.submits(), submits);

  control.faults.add({ on: 'voice.submit', fault: { kind: 'fail', reason: 'The singer has a cold.' } });
  releaseAll(here().sandbox);
  await cardOf(page, 'First in line').getByRole('button', { name: 'Play Speech' }).waitFor(JOB);
  await send(page, '/tts Try me twice');
  const failed = cardOf(page, 'Try me twice');
  await failed.getByText('The singer has a cold.').waitFor(JOB);
  assert.match((await failed.locator('.card-text').textContent()) ?? '', /You weren’t charged/);
  await failed.getByRole('button', { name: 'Try again' }).click();
  await cardOf(page, 'Try me twice').getByRole('button', { name: 'Play Speech' }).waitFor(JOB);
});
