/**
 * Takes the README's picture of the playground: a spoken sentence, and a song split into four stems.
 *
 *   npm run picture
 *
 * Starts the program with its sandbox on a free port and an empty data folder, so nothing is charged and every
 * picture shows the same. Needs Chromium, as the tests of the page do.
 */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { openPage, sharedBrowser } from '../test/fixtures/browser.ts';
import { startProgramIn } from './bench/running-program.ts';
import { composeSong } from './picture-song.ts';

const CHECKOUT = fileURLToPath(new URL('..', import.meta.url));
const PICTURE = join(CHECKOUT, 'docs/images/playground.png');
/** The height is the minimum; a longer conversation is shown in full. */
const VIEW = { width: 1280, height: 880 };
/** Sharp on dense screens. */
const SCALE = 2;
/** Long enough for a busy machine to split half a minute of music. */
const JOB_MS = 120_000;
/** Position of the playhead in the first stem, from 0 to 1. */
const PLAYHEAD = 0.36;

/** Takes the picture. @returns its size in bytes. */
async function takePicture(): Promise<number> {
  await using parts = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'audiopod-bot-picture-'));
  parts.defer(() => rm(dataDir, { recursive: true, force: true }));
  const program = parts.use(await startProgramIn(CHECKOUT, dataDir));
  const browser = await sharedBrowser();
  parts.defer(() => browser.close());
  const { page } = parts.use(
    await openPage(browser, program.url, {
      locale: 'en-US',
      viewport: VIEW,
      deviceScaleFactor: SCALE,
      // The page's policy forbids styles from elsewhere, such as the one below.
      bypassCSP: true,
    }),
  );
  await page.addStyleTag({ content: await fontStyle() });

  await send(page, '/tts voice:Aura Good evening. You are listening to the night train.');
  await waitForPlayers(page, '.player');
  const song = { name: 'Night train.wav', mimeType: 'audio/wav', buffer: composeSong() };
  await page.locator('input[type=file]').setInputFiles(song);
  await page.locator('.chip[data-state=ready]').waitFor();
  await send(page, '/stems mode:four');
  await waitForPlayers(page, '.mixer');
  await showWhole(page);
  await setPlayhead(page);
  await page.screenshot({ path: PICTURE });
  return (await stat(PICTURE)).size;
}

/** Sends a line unchanged, ignoring the suggestions of the menu. */
async function send(page: Page, line: string): Promise<void> {
  await page.locator('.composer-field').fill(line);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
}

/** Waits until the players of a result are ready and their waveforms are drawn. */
async function waitForPlayers(page: Page, selector: string): Promise<void> {
  await page.locator(selector).waitFor({ timeout: JOB_MS });
  await page.waitForLoadState('networkidle');
  // No request marks the end of drawing.
  await page.waitForTimeout(1_500);
}

async function showWhole(page: Page): Promise<void> {
  const contentPx = Number(await page.evaluate('document.documentElement.scrollHeight'));
  await page.setViewportSize({ ...VIEW, height: Math.max(VIEW.height, contentPx) });
}

/** Moves the playhead into the first stem, and focus back to the input line. */
async function setPlayhead(page: Page): Promise<void> {
  const wave = page.locator('.mixer canvas').first();
  const box = await wave.boundingBox();
  if (box === null) throw new Error('The first stem shows no waveform');
  await wave.click({ position: { x: box.width * PLAYHEAD, y: box.height / 2 } });
  await page.locator('.composer-field').focus();
  await page.mouse.move(0, 0);
  await page.waitForTimeout(500);
}

/**
 * Embeds the font of the bot's own pictures. Without it, the picture would depend on the fonts of the
 * machine.
 */
async function fontStyle(): Promise<string> {
  const faces = [400, 500, 600, 700].map(async (weight) => {
    const file = import.meta.resolve(`@fontsource/inter/files/inter-latin-${weight}-normal.woff2`);
    const data = (await readFile(new URL(file))).toString('base64');
    return `@font-face{font-family:Inter;font-weight:${weight};src:url(data:font/woff2;base64,${data})}`;
  });
  return `${(await Promise.all(faces)).join('')}:root{font-family:Inter,system-ui,sans-serif}`;
}

const sizeBytes = await takePicture();
process.stdout.write(`docs/images/playground.png: ${Math.round(sizeBytes / 1000)} kB\n`);
