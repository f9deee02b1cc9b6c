import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import type { OutgoingFile } from '../../../../src/core/model/job/job-files.ts';
import { neverEnd, openPage, sharedBrowser, until } from '../../../fixtures/browser.ts';
import { openPlayground, type Playground } from '../fixtures/playground.ts';
import { makeSound } from '../fixtures/sounds.ts';

const run = promisify(execFile);

/** Stems of one steady tone each, so that one can tell from the sum which of them are in it. */
const TONES = { vocals: 1000, drums: 2000, bass: 400 } as const;
const SECONDS = 40;

let browser: Browser;
let folder: string;
let stems: readonly OutgoingFile[];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stem-mixer-'));
  browser = await sharedBrowser();
  stems = await Promise.all(
    Object.entries(TONES).map(([name, hertz]) =>
      makeSound(folder, name, 'Song', SECONDS, `0.2*sin(2*PI*${hertz}*t)`),
    ),
  );
});
after(() => rm(folder, { recursive: true, force: true }));

/** Opens a page on which a song was split into these stems. */
async function openMixer(playground: Playground) {
  const tab = await openPage(browser, playground.url);
  const { page } = tab;
  // Listens to what every player's graph puts out, as the visitor's speakers would.
  await page.evaluate(LISTEN);
  const song = { name: 'Song.wav', mimeType: 'audio/wav', buffer: Buffer.alloc(5000) };
  await page.locator('input[type=file]').setInputFiles(song);
  await page.locator('.chip[data-state=ready]').waitFor();
  await page.keyboard.type('/stems ');
  await page.keyboard.press('Enter');
  await page.getByRole('article').waitFor();
  const [job] = playground.jobs.values();
  await playground.deliver(job ?? assert.fail('no job was started'), stems, SECONDS * 1_000);
  await page.getByRole('group', { name: 'Mixer for Song' }).waitFor();
  return tab;
}

const LISTEN = `{
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to instanceof AudioDestinationNode) {
      window.heard ??= new AnalyserNode(to.context, { fftSize: 8192, smoothingTimeConstant: 0 });
      connect.call(this, window.heard);
    }
    return connect.call(this, to, ...rest);
  };
  window.loudness = (hertz) => {
    const levels = new Float32Array(window.heard.frequencyBinCount);
    window.heard.getFloatFrequencyData(levels);
    return levels[Math.round((hertz * window.heard.fftSize) / window.heard.context.sampleRate)];
  };
}`;

const tones = Object.values(TONES);
/** A condition in the page: exactly these tones are heard now. */
const heardAre = (...heard: readonly number[]) =>
  tones.map((hertz) => `loudness(${hertz}) ${heard.includes(hertz) ? '> -40' : '< -60'}`).join(' && ');

const PLAYING = `[...document.querySelectorAll('audio')].every((one) => !one.paused)`;
const TIMES = `[...document.querySelectorAll('audio')].map((one) => one.currentTime)`;
const APART = `(() => { const times = ${TIMES}; return Math.max(...times) - Math.min(...times); })()`;

/** Returns how many seconds the tracks are apart in the first frame in which the condition is true. */
async function apartOnce(page: Page, condition: string): Promise<number> {
  await until(page, `(${condition}) && ((window.apart = ${APART}), true)`);
  return Number(await page.evaluate('window.apart'));
}

test('Stems play together, within 20 ms of each other after 30 s and after a seek', async () => {
  await using playground = await openPlayground();
  await using tab = await openMixer(playground);
  const { page, complaints } = tab;
  await page.getByRole('button', { name: 'Play Song' }).click();
  await neverEnd(page);
  const after30s = await apartOnce(page, `${PLAYING} && ${TIMES}.every((at) => at > 30)`);
  assert.ok(after30s < 0.02, `${after30s} s`);
  await page.getByRole('slider', { name: 'Position in Song' }).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  const afterSeek = await apartOnce(page, `${PLAYING} && ${TIMES}.every((at) => at > 6 && at < 30)`);
  assert.ok(afterSeek < 0.02, `${afterSeek} s`);
  await page.getByRole('button', { name: 'Pause Song' }).click();
  await until(page, `[...document.querySelectorAll('audio')].every((one) => one.paused)`);
  assert.deepEqual(complaints, []);
});

test('A stem is heard alone, muted or softer, and the mix that is downloaded is the one that is heard', async () => {
  await using playground = await openPlayground();
  await using tab = await openMixer(playground);
  const { page, complaints } = tab;
  await page.getByRole('button', { name: 'Play Song' }).click();
  await neverEnd(page);
  await until(page, heardAre(...tones));
  await page.getByRole('button', { name: 'Mute Drums' }).click();
  await until(page, heardAre(TONES.vocals, TONES.bass));
  await page.getByRole('button', { name: 'Hear only Bass' }).click();
  await until(page, heardAre(TONES.bass));
  await page.getByRole('button', { name: 'Hear only Bass' }).click();
  await until(page, heardAre(TONES.vocals, TONES.bass));
  await page.getByRole('slider', { name: 'Volume of Vocals' }).fill('25');
  await until(page, `Math.abs(loudness(${TONES.bass}) - loudness(${TONES.vocals}) - 12) < 2`);

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download this mix' }).click();
  const mix = await download;
  assert.equal(mix.suggestedFilename(), 'mix - Song.m4a');
  const path = join(folder, 'mix.m4a');
  await mix.saveAs(path);
  const levels = await Promise.all(tones.map((hertz) => levelAt(path, hertz)));
  const [vocals = 0, drums = 0, bass = 0] = levels;
  assert.ok(Math.abs(bass - vocals - 12) < 1.5, `${bass} and ${vocals} dB`);
  assert.ok(drums < bass - 40, `${drums} dB of what is muted`);
  assert.deepEqual(complaints, []);
});

test('Where everything is silent there is nothing to download', async () => {
  await using playground = await openPlayground();
  await using tab = await openMixer(playground);
  const { page } = tab;
  for (const name of ['Vocals', 'Drums', 'Bass'])
    await page.getByRole('button', { name: `Mute ${name}` }).click();
  assert.equal(await page.getByRole('button', { name: 'Download this mix' }).isDisabled(), true);
});

/** Mean level of a narrow band around a tone, in dB. */
async function levelAt(path: string, hertz: number): Promise<number> {
  const filters = `bandpass=f=${hertz}:width_type=h:w=60,bandpass=f=${hertz}:width_type=h:w=60,volumedetect`;
  const { stderr } = await run('ffmpeg', ['-hide_banner', '-i', path, '-af', filters, '-f', 'null', '-']);
  return Number(/mean_volume: (-?[\d.]+) dB/.exec(stderr)?.[1] ?? assert.fail(stderr));
}
