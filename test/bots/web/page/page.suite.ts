import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { Job } from '../../../../src/core/model/job/job.ts';
import type { OutgoingFile } from '../../../../src/core/model/job/job-files.ts';
import { microDollarsOf } from '../../../../src/core/model/money/money.ts';
import { openPage, sharedBrowser, until } from '../../../fixtures/browser.ts';
import { NEVER, openPlayground, type Playground } from '../fixtures/playground.ts';
import { makeSound } from '../fixtures/sounds.ts';

let browser: Browser;
let folder: string;
let sounds: readonly OutgoingFile[];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'playground-page-'));
  browser = await sharedBrowser();
  sounds = await Promise.all(
    ['vocals', 'drums', 'bass', 'other'].map((name) => makeSound(folder, name, 'Song', 12)),
  );
});
after(() => rm(folder, { recursive: true, force: true }));

/** Lets every track play on, so that none ends before a slow machine has looked. */
const neverEnd = (page: Page) =>
  page.evaluate('for (const audio of document.querySelectorAll("audio")) audio.loop = true');

/** Types a short line and sends it. */
async function requestSpeech(page: Page): Promise<void> {
  await page.keyboard.type('/tts Hello');
  await page.keyboard.press('Enter');
}

function onlyJob(playground: Playground): Job {
  const [job] = playground.jobs.values();
  return job ?? assert.fail('no job was started');
}

test('With the keyboard alone: complete a command, send it, watch it, play the result and seek in it', async () => {
  await using playground = await openPlayground();
  await using tab = await openPage(browser, playground.url);
  const { page, complaints } = tab;
  const field = page.locator('.composer-field');

  await page.keyboard.type('/t');
  await page.getByRole('option', { name: '/tts' }).waitFor();
  const active = await field.getAttribute('aria-activedescendant');
  assert.equal(await page.locator(`#${active}`).getAttribute('aria-selected'), 'true');
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: /^voice:/ }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.type('nova');
  await page.getByRole('option', { name: /Aria Nova/ }).waitFor();
  await page.keyboard.press('Enter');
  assert.equal(await field.inputValue(), '/tts voice:"Aria Nova" ');
  await page.keyboard.type('Hello');
  await page.keyboard.press('Enter');

  const card = page.getByRole('article');
  await card.getByText('Starts next').waitFor();
  assert.equal(await field.inputValue(), '');
  const job = onlyJob(playground);
  playground.jobs.set(job.id, { ...job, work: { stage: 'watching' } });
  const actions = [{ kind: 'cancel', jobId: job.id }] as const;
  const report = { jobId: job.id, text: '', percent: 40, actions, version: 0 };
  playground.bot.adapter.progress(job.origin, report, () => true);
  await card.getByText('Generating speech').waitFor();
  assert.equal(await card.getByRole('progressbar').getAttribute('value'), '40');
  await page.getByRole('status').filter({ hasText: 'Generating speech' }).waitFor();

  await playground.deliver(job, sounds.slice(0, 1));
  await page.getByRole('button', { name: 'Play Vocals' }).waitFor();
  assert.equal(await card.getByRole('progressbar').count(), 0);
  await page.getByRole('button', { name: 'Play Vocals' }).focus();
  await page.keyboard.press('Enter');
  await until(page, 'document.querySelector("audio").currentTime > 0.3');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate('document.activeElement.getAttribute("role")'), 'slider');
  await page.keyboard.press('Space');
  await until(page, 'document.querySelector("audio").paused');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await until(page, 'Math.abs(document.querySelector("audio").currentTime - 5) < 0.1');
  assert.equal(
    await page.getByRole('slider', { name: 'Position in Vocals' }).getAttribute('aria-valuetext'),
    '0:05 of 0:12',
  );
  assert.deepEqual(complaints, []);
});

test('The button that lifts a limit puts its line into the composer, to be read before it is sent', async () => {
  await using playground = await openPlayground();
  await using tab = await openPage(browser, playground.url);
  const { page, complaints } = tab;
  await page.keyboard.type('/tts Hello');
  await page.keyboard.press('Enter');
  await page.getByRole('article').getByText('Starts next').waitFor();
  const job = onlyJob(playground);
  const facts = { needed: 2_500_000, limit: 2_000_000, raisedBy: 'admin' };
  playground.jobs.set(job.id, { ...job, work: { stage: 'failed', failure: { code: 'job-limit', facts } } });
  const raise = { kind: 'raise', jobId: job.id, option: 'per_job', value: '2.50' } as const;
  await playground.bot.adapter.post(
    job.origin,
    { key: `${job.id}:1`, jobId: job.id, text: 'Too much.', files: [], actions: [raise] },
    new AbortController().signal,
  );
  await page.getByRole('button', { name: 'Raise limit' }).click();
  assert.equal(await page.locator('.composer-field').inputValue(), '/wallet set-limit per_job:2.50');
  assert.deepEqual([playground.desk.presses, playground.desk.lines.length], [[], 1], 'nothing was sent');
  assert.deepEqual(complaints, []);
});

test('A choice taken before the menu has caught up with what was typed replaces all of it', async () => {
  await using playground = await openPlayground();
  await using tab = await openPage(browser, playground.url);
  const { page } = tab;
  await page.keyboard.type('/tts voice:n');
  await page.getByRole('option', { name: /Aria Nova/ }).waitFor();
  // From here on the server does not answer, so that the menu stays as it is.
  await page.route(/choices/, () => {});
  await page.keyboard.type('ova');
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('.composer-field').inputValue(), '/tts voice:"Aria Nova" ');
});

test('A song dropped anywhere proposes stems, which come as one mixer', async () => {
  await using playground = await openPlayground();
  await using tab = await openPage(browser, playground.url);
  const { page, complaints } = tab;
  const dispatch = (type: string) =>
    page.evaluate(`{
      const carried = new DataTransfer();
      carried.items.add(new File([new Uint8Array(5000)], 'Song.wav', { type: 'audio/wav' }));
      document.body.dispatchEvent(new DragEvent('${type}', { dataTransfer: carried, bubbles: true, cancelable: true }));
    }`);
  await dispatch('dragenter');
  await page.locator('.drop-veil').waitFor();
  await dispatch('drop');
  await page.locator('.drop-veil').waitFor({ state: 'hidden' });
  await page.locator('.chip[data-state=ready]').waitFor();
  await page.getByRole('option', { name: '/stems' }).waitFor();
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('.composer-field').inputValue(), '/stems');
  await page.keyboard.press('Enter');
  await page.getByRole('article').waitFor();
  assert.equal(playground.desk.lines[0]?.attachments[0]?.name, 'Song.wav');
  assert.equal(await page.locator('.chip').count(), 0);

  await playground.deliver(onlyJob(playground), sounds);
  await page.getByRole('button', { name: 'Play Song' }).waitFor();

  // The waveforms stand under each other, so that moments can be compared.
  const edges = await page.evaluate(
    '[...document.querySelectorAll("canvas")].map((one) => { const box = one.getBoundingClientRect(); return box.left + "-" + box.right; })',
  );
  assert.equal(new Set(Array.isArray(edges) ? edges : []).size, 1);
  const zip = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download all' }).click();
  assert.equal((await zip).suggestedFilename(), 'Song.zip');
  assert.deepEqual(complaints, []);
});

test('A sound goes on playing, and keeps the focus, while its card is brought up to date', async () => {
  await using playground = await openPlayground();
  await using tab = await openPage(browser, playground.url);
  const { page } = tab;
  await requestSpeech(page);
  await page.getByRole('article').waitFor();
  const job = onlyJob(playground);
  await playground.deliver(job, sounds.slice(0, 1));
  await page.getByRole('button', { name: 'Play Vocals' }).waitFor();
  await neverEnd(page);
  await page.getByRole('button', { name: 'Play Vocals' }).click();
  await until(page, 'document.querySelector("audio").currentTime > 0.2');
  const label = 'document.activeElement?.getAttribute("aria-label")';
  assert.equal(await page.evaluate(label), 'Pause Vocals');
  playground.bot.adapter.progress(
    job.origin,
    { jobId: job.id, text: 'x', actions: [], version: 0 },
    () => true,
  );
  const post = { key: 'more', jobId: job.id, text: 'One more thing.', files: [], actions: [] };
  await playground.bot.adapter.post(job.origin, post, NEVER);
  await page.getByText('One more thing.').waitFor();
  assert.equal(await page.evaluate('document.querySelector("audio").paused'), false);
  assert.equal(await page.evaluate(label), 'Pause Vocals');
});

test('An answer that comes after the news it is older than does not take the card back', async () => {
  await using playground = await openPlayground();
  await using tab = await openPage(browser, playground.url);
  const { page } = tab;
  const held = Promise.withResolvers<void>();
  await page.route('**/playground/calls', async (route) => {
    const response = await route.fetch();
    await held.promise;
    await route.fulfill({ response });
  });
  await requestSpeech(page);
  await page.getByRole('article').waitFor();
  await playground.deliver(onlyJob(playground), sounds.slice(0, 1));
  await page.getByRole('button', { name: 'Play Vocals' }).waitFor();
  held.resolve();
  await until(page, 'document.querySelector("textarea").value === ""');
  assert.equal(await page.locator('.card-status').textContent(), 'done');
  assert.equal(await page.getByRole('button', { name: 'Play Vocals' }).count(), 1);
});

test('A Chinese browser reads Chinese, and says so to screen readers', async () => {
  await using playground = await openPlayground();
  await using tab = await openPage(browser, playground.url, { locale: 'zh-CN' });
  const { page } = tab;
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
  await page.getByText('想听到什么？').waitFor();
  await page.keyboard.type('/');
  await page.getByRole('option', { name: /文本转语音/ }).waitFor();
  await page.getByRole('button', { name: '发送' }).waitFor();
});

test('What people wrote is shown as it is and never becomes part of the page', async () => {
  await using playground = await openPlayground();
  await using tab = await openPage(browser, playground.url);
  const { page, complaints } = tab;
  const nasty = '<img src=x onerror="globalThis.hacked=1"><script>globalThis.hacked=1</script>';
  await page.locator('.composer-field').fill(`/tts ${nasty}`);
  await page.keyboard.press('Enter');
  await page.getByText(nasty).waitFor();
  const job = onlyJob(playground);
  playground.jobs.set(job.id, { ...job, work: { stage: 'cancelled' } });
  await playground.bot.adapter.post(
    job.origin,
    { key: 'x', jobId: job.id, text: `\`${nasty}\``, files: [], actions: [] },
    NEVER,
  );
  await page.locator('code', { hasText: nasty }).waitFor();
  assert.equal(await page.evaluate('globalThis.hacked'), undefined);
  assert.deepEqual(complaints, []);
});

test('A newcomer reads what the sandbox is, is offered three beginnings, and one click shows the wallet', async () => {
  await using playground = await openPlayground({ isSandbox: true });
  await using tab = await openPage(browser, playground.url);
  const { page } = tab;
  await page.getByRole('heading', { name: 'What do you want to hear?' }).waitFor();
  await page.getByText('This is the sandbox: a simulated AudioPod on this computer.').waitFor();
  assert.equal(await page.locator('.example').count(), 3);
  await page.getByRole('button', { name: /left to spend/ }).click();
  await page.getByRole('columnheader', { name: 'Limit' }).waitFor();
  assert.equal(await page.getByRole('heading', { name: 'What do you want to hear?' }).isVisible(), false);
});

test('A refused line stays for mending; arrow up brings earlier ones; private stays private', async () => {
  await using playground = await openPlayground();
  await using tab = await openPage(browser, playground.url);
  const { page } = tab;
  const field = page.locator('.composer-field');
  await page.keyboard.type('/nonsense');
  await page.keyboard.press('Enter');
  await page.locator('.card', { hasText: 'There is no command for that.' }).waitFor();
  assert.equal(await field.inputValue(), '/nonsense');
  await field.fill('');
  await page.keyboard.press('ArrowUp');
  assert.equal(await field.inputValue(), '/nonsense');
  await page.keyboard.press('ArrowDown');
  assert.equal(await field.inputValue(), '');
  await page.getByRole('button', { name: 'Private' }).click();
  await field.fill('/tts Hush');
  await page.keyboard.press('Enter');
  await page.getByRole('article').waitFor();
  assert.equal(onlyJob(playground).origin.visibility, 'private');
});

test('A file that the command does not take is named, waits for the next one, and can be removed', async () => {
  await using playground = await openPlayground();
  await using tab = await openPage(browser, playground.url);
  const { page } = tab;
  const song = { name: 'Song.wav', mimeType: 'audio/wav', buffer: Buffer.alloc(5000) };
  await page.locator('input[type=file]').setInputFiles(song);
  await page.locator('.chip[data-state=ready]').waitFor();
  await page.locator('.composer-field').fill('/wallet balance');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
  await page.locator('.card[data-tone=info]').waitFor();
  await until(page, 'document.querySelector(".composer-field").value === ""');
  assert.deepEqual(playground.desk.lines.at(-1)?.attachments, []);
  assert.equal(await page.locator('.chip').count(), 1, 'it stays for the next line');
  await page.locator('.composer-field').fill('/wallet balance');
  await page.getByText('/wallet balance takes no file. Song.wav waits for the next command.').waitFor();
  await page.getByRole('button', { name: 'Remove the file' }).click();
  assert.equal(await page.locator('.chip').count(), 0);
});

test('A failed job offers another try, and a running one can be stopped', async () => {
  await using playground = await openPlayground();
  await using tab = await openPage(browser, playground.url);
  const { page } = tab;
  await requestSpeech(page);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('status').filter({ hasText: 'Stopping the job.' }).waitFor();
  const job = onlyJob(playground);
  const failure = { code: 'audiopod-down', facts: {} } as const;
  playground.jobs.set(job.id, { ...job, work: { stage: 'failed', failure } });
  const text = 'AudioPod is having problems right now. Try again in a few minutes.';
  const actions = [{ kind: 'retry', jobId: job.id }] as const;
  await playground.bot.adapter.post(job.origin, { key: 'x', jobId: job.id, text, files: [], actions }, NEVER);
  await page.getByText('AudioPod is having problems right now.').waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('status').filter({ hasText: 'Starting it again.' }).waitFor();
  assert.deepEqual(
    playground.desk.presses.map((press) => press.action.kind),
    ['cancel', 'retry'],
  );
});

test('A job that asks first stands still and offers its two answers; a yes lets it go on', async () => {
  await using playground = await openPlayground();
  await using tab = await openPage(browser, playground.url);
  const { page, complaints } = tab;
  await requestSpeech(page);
  const card = page.getByRole('article');
  await card.getByRole('progressbar').waitFor();
  const job = onlyJob(playground);
  const quote = { amount: microDollarsOf(900_000), seconds: 60, perMinute: microDollarsOf(900_000) };
  playground.jobs.set(job.id, { ...job, quote, work: { stage: 'confirming', sinceMs: 0 } });
  playground.bot.adapter.progress(
    job.origin,
    { jobId: job.id, text: '', actions: [], version: 0 },
    () => true,
  );
  await card.getByText('Up to $0.90').waitFor();
  assert.equal(await card.getByRole('progressbar').count(), 0);
  assert.deepEqual(await card.getByRole('button').allTextContents(), ['Confirm', 'Cancel']);
  await card.getByRole('button', { name: 'Confirm' }).click();
  await until(page, 'document.querySelector("[data-action=confirm]").disabled === false');
  assert.deepEqual(
    playground.desk.presses.map((press) => press.action.kind),
    ['confirm'],
  );
  playground.jobs.set(job.id, { ...job, work: { stage: 'watching' } });
  playground.bot.adapter.progress(
    job.origin,
    { jobId: job.id, text: '', actions: [], version: 0 },
    () => true,
  );
  await card.getByRole('progressbar').waitFor();
  assert.equal(await card.getByRole('button', { name: 'Confirm' }).count(), 0);
  assert.deepEqual(complaints, []);
});

test('A long status stands below the number of the job, whole, and names commands as code', async () => {
  await using playground = await openPlayground();
  await using tab = await openPage(browser, playground.url);
  const { page } = tab;
  await requestSpeech(page);
  const card = page.getByRole('article');
  await card.getByRole('progressbar').waitFor();
  const job = onlyJob(playground);
  playground.jobs.set(job.id, { ...job, keyId: 'k', work: { stage: 'watching', isKeyRefused: true } });
  playground.bot.adapter.progress(
    job.origin,
    { jobId: job.id, text: '', actions: [], version: 0 },
    () => true,
  );
  await card.locator('header + .card-status code').getByText('/wallet connect').waitFor();
  assert.doesNotMatch((await card.textContent()) ?? '', /`/);
  const isCut =
    'document.querySelector(".card-number").scrollWidth > document.querySelector(".card-number").clientWidth';
  assert.equal(await page.evaluate(isCut), false);
});

test('Names of tracks are shown whole, and the waveforms beside them begin together', async () => {
  await using playground = await openPlayground();
  await using tab = await openPage(browser, playground.url);
  const { page } = tab;
  await requestSpeech(page);
  await page.getByRole('article').waitFor();
  const job = onlyJob(playground);
  const tracks = await Promise.all(
    ['backing vocals', 'bass'].map((name) => makeSound(folder, name, 'Choir', 1)),
  );
  await playground.bot.adapter.post(
    job.origin,
    { key: 'x', jobId: job.id, text: 'Two stems.', files: tracks, actions: [] },
    NEVER,
  );
  await page.locator('.player-name').nth(1).waitFor();
  const measured = await page.evaluate(`[...document.querySelectorAll('.player')].map((player) => ({
    isCut: player.querySelector('.player-name').scrollWidth > player.querySelector('.player-name').clientWidth,
    from: player.querySelector('.player-slider').getBoundingClientRect().left,
  }))`);
  const [first, second] = measured as { isCut: boolean; from: number }[];
  assert.deepEqual([first?.isCut, second?.isCut], [false, false]);
  assert.equal(first?.from, second?.from);
});

test('A job that asks its owner first stands still for everybody else, who have nothing to answer', async () => {
  await using playground = await openPlayground();
  await using owner = await openPage(browser, playground.url);
  await owner.page.keyboard.type('/tts Hello');
  await owner.page.keyboard.press('Enter');
  await owner.page.getByRole('article').waitFor();
  const job = onlyJob(playground);
  const quote = { amount: microDollarsOf(900_000), seconds: 60, perMinute: microDollarsOf(900_000) };
  playground.jobs.set(job.id, { ...job, quote, work: { stage: 'confirming', sinceMs: 0 } });

  await using tab = await openPage(browser, playground.url);
  const card = tab.page.getByRole('article');
  await card.getByText('Up to $0.90').waitFor();
  assert.equal(await card.getByRole('progressbar').count(), 0);
  assert.equal(await card.getByRole('button').count(), 0);
});

test('Every control has a name, every id is one, and the page fits a phone', async () => {
  await using playground = await openPlayground();
  await using tab = await openPage(browser, playground.url, { viewport: { width: 360, height: 700 } });
  const { page } = tab;
  await page.keyboard.type('/tts A rather long line of text that has to wrap on a narrow screen');
  await page.keyboard.press('Enter');
  await page.getByRole('article').waitFor();
  await playground.deliver(onlyJob(playground), sounds);
  await page.getByRole('button', { name: 'Play Other' }).waitFor();
  const found = await page.evaluate(`(() => {
    const controls = [...document.querySelectorAll('button, a, textarea, input:not([hidden]), [role=slider], progress')];
    const isNamed = (one) => one.getAttribute('aria-label') || one.textContent.trim() || one.labels?.length;
    const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
    return {
      nameless: controls.filter((one) => !isNamed(one)).map((one) => one.outerHTML),
      twice: ids.filter((id, at) => ids.indexOf(id) !== at),
      isTooWide: document.documentElement.scrollWidth > innerWidth,
      mains: document.querySelectorAll('main').length,
    };
  })()`);
  assert.deepEqual(found, { nameless: [], twice: [], isTooWide: false, mains: 1 });
});

test('A page left open comes back to the truth after the bot restarted', async () => {
  await using playground = await openPlayground();
  await using tab = await openPage(browser, playground.url);
  const { page } = tab;
  await requestSpeech(page);
  await page.getByRole('article').waitFor();
  await playground.restart();
  await playground.deliver(onlyJob(playground), sounds.slice(0, 1));
  await page.getByRole('button', { name: 'Play Vocals' }).waitFor();
});
