import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HUNG_MS } from '../fakes/until.ts';
import { axeFindings } from '../fixtures/axe.ts';
import { until } from '../fixtures/browser.ts';
import { audioOf, browsing, JOB } from './browsing.ts';

/** Several jobs after each other. */
const LIMIT = { timeout: 2 * HUNG_MS };

const here = browsing();

test(
  'A newcomer’s first three minutes: open, hear a voice after two clicks, mix the stems of a song, read a transcript',
  LIMIT,
  async () => {
    await using tab = await here().openPage();
    const { page, complaints } = tab;
    await page.getByRole('heading', { name: 'What do you want to hear?' }).waitFor();
    assert.deepEqual(await axeFindings(page), []);

    // Two clicks: an example, and play.
    await page.getByRole('button', { name: /^Generate speech/ }).click();
    const speech = page.locator('.entry').filter({ hasText: '/tts' });
    await speech.locator('.player-toggle').click(JOB);
    await until(page, `${await audioOf(speech)}.currentTime > 0.2`);

    // Next, the song that comes with the page.
    await page.getByRole('button', { name: 'Split the example song' }).click();
    const stems = page.locator('.entry').filter({ hasText: '/stems' });
    await stems.getByRole('button', { name: 'Play Night train' }).click(JOB);
    await stems.getByRole('slider', { name: 'Volume of Drums' }).fill('0');
    const mix = page.waitForEvent('download');
    await stems.getByRole('button', { name: 'Download this mix' }).click();
    assert.match((await mix).suggestedFilename(), /\.m4a$/);
    assert.deepEqual(await axeFindings(page), []);

    await speech.getByRole('button', { name: 'Transcribe' }).click();
    const transcript = page.locator('transcript-studio');
    const line = transcript.locator('.line').filter({ hasText: 'first line of speech' });
    await transcript.scrollIntoViewIfNeeded(JOB);
    await line.click(JOB);
    await until(page, `document.querySelector('transcript-studio audio').currentTime > 0.2`);
    await line.and(page.locator('[aria-current=true]')).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    assert.deepEqual(complaints, []);
  },
);
