import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import axe from 'axe-core';
import type { Locator, Page } from 'playwright-core';
import type { Job } from '../../../../src/core/model/job/job.ts';
import type { OutgoingFile } from '../../../../src/core/model/job/job-files.ts';
import { neverEnd, type OpenPage, openPage, sharedBrowser, until } from '../../../fixtures/browser.ts';
import { openPlayground, type Playground } from '../fixtures/playground.ts';
import { makeSound } from '../fixtures/sounds.ts';

/** The noise that the result no longer has, beside the voice that both have. */
const HERTZ = { voice: 400, noise: 3000 } as const;
const SECONDS = 30;
const LINES = 20;
const EVERY_SECONDS = 1.5;

let folder: string;
let noisy: OutgoingFile;
let clean: OutgoingFile;
let playground: Playground;
let tab: OpenPage;
let page: Page;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'studio-'));
  const voice = `0.2*sin(2*PI*${HERTZ.voice}*t)`;
  [noisy, clean] = await Promise.all([
    makeSound(folder, 'noisy', 'Talk', SECONDS, `${voice}+0.2*sin(2*PI*${HERTZ.noise}*t)`),
    makeSound(folder, 'clean', 'Talk', SECONDS, voice),
  ]);
  playground = await openPlayground({
    fetchVoiceSample: async (voice, toPath) => {
      if (voice === '1') await copyFile(clean.path, toPath);
      return voice === '1';
    },
  });
  tab = await openPage(await sharedBrowser(), playground.url);
  ({ page } = tab);
  await page.evaluate(LISTEN);
});
after(async () => {
  await tab[Symbol.asyncDispose]();
  await playground[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

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

/** Keeps which lines are marked as being heard, in their order. */
const REMEMBER_LINES = `{
  window.followed = [];
  const look = () => {
    const lines = [...document.querySelectorAll('.studio-list .line')];
    const at = lines.findIndex((line) => line.getAttribute('aria-current') === 'true');
    if (at >= 0 && at !== followed.at(-1)) followed.push(at);
  };
  new MutationObserver(look).observe(document.querySelector('.studio-list'), { attributes: true, subtree: true });
}`;

/** Uploads the recording and starts a job on it. */
async function begin(line: string): Promise<Job> {
  const known = new Set(playground.jobs.keys());
  const file = { name: 'Talk.m4a', mimeType: 'audio/mp4', buffer: await readFile(noisy.path) };
  await page.locator('input[type=file]').setInputFiles(file);
  await page.locator('.chip[data-state=ready]').waitFor();
  await composer().fill(line);
  await page.keyboard.press('Enter');
  await page.locator('.chip').waitFor({ state: 'detached' });
  return [...playground.jobs.values()].find(({ id }) => !known.has(id)) ?? assert.fail('no job was started');
}

/** Delivers a transcript of two speakers who take turns, one line after another. */
async function transcribe(): Promise<Job> {
  const job = await begin('/transcribe ');
  const segments = Array.from({ length: LINES }, (_, index) => ({
    startSeconds: index * EVERY_SECONDS,
    endSeconds: (index + 1) * EVERY_SECONDS,
    text: `Line ${index + 1} <of> the “talk”.`,
    speaker: `SPEAKER_0${index % 2}`,
  }));
  const write = async (name: string, mimeType: string, content: string): Promise<OutgoingFile> => {
    const path = join(folder, name);
    await writeFile(path, content);
    return { path, fileName: name, mimeType, sizeBytes: (await stat(path)).size, title: name };
  };
  const transcript = await write('segments.json', 'application/json', JSON.stringify({ segments }));
  const document = await write('Talk.txt', 'text/plain', 'Line 1\n');
  await playground.deliver(job, [document], SECONDS * 1_000, { transcript });
  await page.locator('.studio-list .line').first().waitFor();
  return job;
}

const composer = () => page.getByRole('textbox', { name: 'Command or text' });
const audioAt = (selector: string) => `document.querySelector('${selector} audio')`;
const STUDIO = 'transcript-studio';

test('A line of a transcript seeks in the recording, and the lines follow it until the reader scrolls', async () => {
  await transcribe();
  await neverEnd(page);
  await page.evaluate(REMEMBER_LINES);
  const lines = page.locator('.studio-list .line');
  await lines.nth(3).click();
  await until(page, `${audioAt(STUDIO)}.currentTime >= 4.5 && !${audioAt(STUDIO)}.paused`);
  // A slow machine looks when the recording is further on.
  await until(page, 'followed.length > 1');
  assert.deepEqual(await page.evaluate('followed.slice(0, 2)'), [3, 4]);
  const marked = (index: number) =>
    `document.querySelectorAll('.studio-list .line')[${index}].getAttribute('aria-current') === 'true'`;
  await page.getByRole('button', { name: 'Pause Talk.m4a' }).click();
  await lines.nth(LINES - 1).click();
  await until(page, marked(LINES - 1));
  assert.ok(await page.evaluate('document.querySelector(".studio-list").scrollTop > 0'));
  await page.locator('.studio-list').hover();
  await page.mouse.wheel(0, -2000);
  await page.getByRole('button', { name: 'Follow along' }).waitFor();
  await until(page, 'document.querySelector(".studio-list").scrollTop === 0');
  await page.evaluate(`${audioAt(STUDIO)}.currentTime = 16`);
  await until(page, marked(10));
  assert.equal(await page.evaluate('document.querySelector(".studio-list").scrollTop'), 0);
  await page.getByRole('button', { name: 'Follow along' }).click();
  assert.ok(await page.evaluate('document.querySelector(".studio-list").scrollTop > 0'));
  assert.deepEqual(tab.complaints, []);
});

test('A renamed speaker is in the page and in every file, and other formats cost nothing', async () => {
  const [job] = playground.jobs.values();
  assert.ok(job);
  const spent = playground.desk.lines.length;
  await page.getByRole('button', { name: 'Rename speakers' }).click();
  await page.getByRole('textbox', { name: 'Name of Speaker 1' }).fill('Ann & <Bo>');
  await page.getByRole('button', { name: 'Save names' }).click();
  await page.locator('.line-speaker', { hasText: 'Ann & <Bo>' }).first().waitFor();
  const read = async (format: string): Promise<string> => {
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: `Download ${format.toUpperCase()}` }).click();
    const file = await download;
    assert.equal(file.suggestedFilename(), `Talk.${format}`);
    return readFile(await file.path(), 'utf8');
  };
  assert.match(
    await read('txt'),
    /^\[0:00\] Ann & <Bo>: Line 1 <of> the “talk”\.\n\[0:02\] Speaker 2: Line 2/,
  );
  assert.match(await read('srt'), /^1\n00:00:00,000 --> 00:00:01,500\nAnn & <Bo>: Line 1/);
  assert.match(
    await read('vtt'),
    /^WEBVTT\n\n00:00:00\.000 --> 00:00:01\.500\n<v Ann &amp; &lt;Bo&gt;>Line 1 &lt;of&gt;/,
  );
  const data: { readonly segments: readonly object[] } = JSON.parse(await read('json'));
  assert.deepEqual(data.segments.slice(0, 2), [
    { start: 0, end: 1.5, speaker: 'Ann & <Bo>', text: 'Line 1 <of> the “talk”.' },
    { start: 1.5, end: 3, speaker: 'SPEAKER_01', text: 'Line 2 <of> the “talk”.' },
  ]);
  assert.equal(playground.desk.lines.length, spent);
  assert.equal(playground.jobs.size, 1);

  await page.reload();
  await page.locator('.line-speaker', { hasText: 'Ann & <Bo>' }).first().waitFor();
  await page.evaluate(LISTEN);
  await page.getByRole('button', { name: 'Say this' }).click();
  assert.match(await composer().inputValue(), /^\/tts text:"Line 1 <of> the talk\. Line 2/);
  await composer().fill('');
  assert.deepEqual(tab.complaints, []);
});

test('Another member neither hears what was uploaded nor renames anybody', async () => {
  const [job] = playground.jobs.values();
  assert.ok(job);
  await using other = await openPage(await sharedBrowser(), playground.url);
  const source = `/playground/jobs/${job.id}/source`;
  const status = (path: string, init = '{}') => `fetch('${path}', ${init}).then(({ status }) => status)`;
  assert.equal(await page.evaluate(status(source)), 200);
  await other.page.locator('.studio-list .line').first().waitFor();
  assert.equal(await other.page.locator('transcript-studio track-player').count(), 0);
  assert.equal(await other.page.getByRole('button', { name: 'Rename speakers' }).isVisible(), false);
  assert.equal(await other.page.evaluate(status(source)), 404);
  const renaming = `{ method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: '{"names":{}}' }`;
  assert.equal(await other.page.evaluate(status(`/playground/jobs/${job.id}/speakers`, renaming)), 404);
  await page.locator('.line-speaker', { hasText: 'Ann & <Bo>' }).first().waitFor();
});

test('Before and after play at one position, and the switch changes only what is heard', async () => {
  const job = await begin('/denoise ');
  await playground.deliver(job, [clean], SECONDS * 1_000);
  const group = page.getByRole('group', { name: 'Before and after: Talk.m4a' });
  await neverEnd(page);
  await group.getByRole('button', { name: 'Play Talk.m4a' }).click();
  const times = `[...document.querySelectorAll('compare-player audio')].map((one) => one.currentTime)`;
  const apart = `Math.abs(${times}[0] - ${times}[1])`;
  const isClean = `loudness(${HERTZ.voice}) > -40 && loudness(${HERTZ.noise}) < -60`;
  const isNoisy = `loudness(${HERTZ.voice}) > -40 && loudness(${HERTZ.noise}) > -40`;
  await until(page, `window.heard && ${isClean}`);
  await until(page, `${times}[0] > 2`);
  for (const [name, condition] of [
    ['Before', isNoisy],
    ['After', isClean],
  ] as const) {
    const before = Number(await page.evaluate(`${times}[0]`));
    await group.getByRole('button', { name, exact: true }).click();
    // The position goes on: no jump in the frame of the switch, and both tracks within 20 ms of each other.
    const onSeconds = Number(await page.evaluate(`${times}[0]`)) - before;
    assert.ok((onSeconds + SECONDS) % SECONDS < SECONDS / 2, `${onSeconds} s`);
    await until(page, `${condition} && (window.apart = ${apart}) < 0.02`);
  }
  assert.equal(
    await group.getByRole('button', { name: 'After', exact: true }).getAttribute('aria-pressed'),
    'true',
  );
  await group.getByRole('button', { name: 'Pause Talk.m4a' }).click();
  assert.deepEqual(tab.complaints, []);
});

test('Keys play and seek, and leave typing alone', async () => {
  const player = audioAt('compare-player');
  await page.evaluate(`${player}.loop = true`);
  await composer().fill('');
  await composer().focus();
  await page.keyboard.type('kjl ');
  assert.equal(await composer().inputValue(), 'kjl ');
  assert.equal(await page.evaluate(`${player}.paused`), true);
  await composer().fill('');
  await page.evaluate('document.activeElement.blur()');
  await page.evaluate(`${player}.currentTime = 3`);
  await page.keyboard.press('l');
  await until(page, `Math.abs(${player}.currentTime - 13) < 0.1`);
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowRight');
  await until(page, `Math.abs(${player}.currentTime - 8) < 0.1`);
  await page.keyboard.press('Space');
  await until(page, `!${player}.paused`);
  await page.keyboard.press('k');
  await until(page, `${player}.paused`);
});

test('What plays out of sight stays in a small player, and the tab names it', async () => {
  const player = audioAt('compare-player');
  await page
    .getByRole('group', { name: /^Before and after/ })
    .getByLabel('Speed')
    .selectOption('1.5');
  await page
    .getByRole('group', { name: /^Before and after/ })
    .getByRole('slider', { name: 'Volume' })
    .fill('60');
  assert.equal(await page.evaluate(`${player}.playbackRate`), 1.5);
  await page.keyboard.press('k');
  await until(page, `!${player}.paused && document.title.startsWith('▶ Talk.m4a')`);
  const mini = page.getByRole('region', { name: 'Now playing' });
  assert.equal(await mini.count(), 0);
  await page.evaluate('scrollTo(0, 0)');
  await mini.waitFor();
  await mini.getByRole('button', { name: 'Pause Talk.m4a' }).click();
  await until(page, `${player}.paused && document.title === 'AudioPod playground'`);
  await mini.getByRole('button', { name: 'Talk.m4a', exact: true }).click();
  await mini.waitFor({ state: 'detached' });
  await page.reload();
  await page
    .getByRole('group', { name: /^Before and after/ })
    .getByRole('button', { name: /^Play/ })
    .click();
  const volume = page
    .getByRole('group', { name: /^Before and after/ })
    .getByRole('slider', { name: 'Volume' });
  assert.equal(await volume.inputValue(), '60');
  await page
    .getByRole('group', { name: /^Before and after/ })
    .getByRole('button', { name: /^Pause/ })
    .click();
  assert.deepEqual(tab.complaints, []);
});

/** Sends a line that is answered at once, and returns its card. */
async function ask(line: string): Promise<Locator> {
  await composer().fill(line);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
  await page.locator('.ask-line', { hasText: line }).last().waitFor();
  return page.locator('.entry').last();
}

test('Voices are heard, filtered and chosen, and one without a sample says so', async () => {
  const card = await ask('/voice list');
  const names = () => card.locator('.voice-name').allTextContents();
  assert.deepEqual(await names(), ['Aura', 'Lin Wei', 'Sage']);
  await card.getByLabel('Any gender').selectOption('female');
  await card.getByLabel('Any language').selectOption('Chinese');
  assert.deepEqual(await names(), ['Lin Wei']);
  await card.getByRole('button', { name: 'Use this: Lin Wei' }).click();
  assert.equal(await composer().inputValue(), '/tts voice:"Lin Wei" ');
  await composer().fill('');
  await card.getByLabel('Any gender').selectOption('');
  await card.getByLabel('Any language').selectOption('');
  await card.getByRole('searchbox').fill('CALM');
  assert.deepEqual(await names(), ['Sage']);
  await card.getByRole('searchbox').fill('');
  await card.getByRole('button', { name: 'Play Sample of Aura' }).click();
  await card.getByRole('button', { name: 'Pause Sample of Aura' }).click();
  assert.deepEqual(tab.complaints.splice(0), []);
  await card.getByRole('button', { name: 'Play Sample of Sage' }).click();
  await card.getByText('There’s no sample of this voice.').waitFor();
  // The browser itself reports that there was nothing to load.
  assert.ok(tab.complaints.splice(0).every((complaint) => complaint.includes('404')));
});

test('Spending is drawn in the page, and every value of it can be read', async () => {
  const card = await ask('/wallet usage');
  await card.getByRole('img', { name: 'Spending' }).waitFor();
  assert.equal(await card.locator('.chart-bar').count(), 3);
  const heights = await card
    .locator('.chart-bar')
    .evaluateAll((bars) => bars.map((one) => Number(one.getAttribute('height'))));
  const [first = 0, , last = 0] = heights;
  assert.ok(Math.abs(last / first - 5) < 0.01, String(heights));
  await card.getByText('Values of the chart').click();
  assert.deepEqual(await card.locator('.chart-table td').allTextContents(), [
    '$0.10',
    '$0.00',
    '$0.15',
    '$0.50',
  ]);
});

test('Nothing of it is out of reach for anyone, in dark and in light', async () => {
  await page
    .getByRole('group', { name: /^Before and after/ })
    .getByRole('button', { name: /^Play/ })
    .click();
  await page.getByRole('button', { name: 'Rename speakers' }).click();
  await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
  await page.getByRole('region', { name: 'Now playing' }).waitFor();
  await page.evaluate(axe.source);
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const found: readonly string[] = await page.evaluate(AXE);
    assert.deepEqual(found, [], colorScheme);
  }
});

/** HTML has no role for a text field of several lines with suggestions; the composer’s is announced as it should be. */
const AXE = `axe.run({ exclude: '#composer-field' }).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html.slice(0, 200) + failureSummary)),
)`;
