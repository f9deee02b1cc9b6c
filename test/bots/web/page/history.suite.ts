import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Job } from '../../../../src/core/model/job/job.ts';
import { jobOf } from '../../../fakes/job-of.ts';
import { axeFindings } from '../../../fixtures/axe.ts';
import { type OpenPage, openPage, sharedBrowser, until } from '../../../fixtures/browser.ts';
import { NEVER, openPlayground, type Playground } from '../fixtures/playground.ts';

/** More than two pages. */
const JOBS = 70;

let playground: Playground;
let tab: OpenPage;
let page: Page;

before(async () => {
  playground = await openPlayground();
  // On a phone a few cards fill the screen.
  tab = await openPage(await sharedBrowser(), playground.url, {
    viewport: { width: 390, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  page = tab.page;
  await send('/tts The newest of all');
  await page.getByRole('article').waitFor();
  const [first] = playground.jobs.values();
  for (let at = 1; at < JOBS; at += 1) {
    const what = at === 61 ? 'zebras' : 'many';
    addJob(first ?? assert.fail('no job'), `Number ${at} of ${what}`, at);
  }
  await page.reload();
  await until(page, 'document.querySelectorAll(".entry").length === 30');
});
after(async () => {
  await tab[Symbol.asyncDispose]();
  await playground[Symbol.asyncDispose]();
});

/** Adds a job of the same visitor, older by as many minutes. */
function addJob(like: Job, text: string, minutes: number): Job {
  if (like.request.service !== 'speech') throw new TypeError('Not speech');
  const request = { ...like.request, text: { kind: 'inline', text } } as const;
  const job = jobOf(request, text, like.origin, like.createdAtMs - minutes * 60_000);
  playground.jobs.set(job.id, { ...job, work: { stage: 'cancelled' } });
  return job;
}

function jobAbout(text: string): Job {
  return [...playground.jobs.values()].find(({ title }) => title === text) ?? assert.fail(text);
}

async function send(line: string): Promise<void> {
  await page.locator('.composer-field').fill(line);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
}

const entry = (id: string) => page.locator(`[data-job="${id}"]`);
const isInView = (id: string) => `(() => {
  const { top, bottom } = document.querySelector('[data-job="${id}"]')?.getBoundingClientRect() ?? { top: -1, bottom: -1 };
  return top >= 0 && bottom <= innerHeight;
})()`;
const toEnd = () => page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');

test('“Show earlier” leaves what was at the top where it was, page after page', async () => {
  const first = jobAbout('Number 29 of many').id;
  await page.evaluate('scrollTo(0, 0)');
  const top = `document.querySelector('[data-job="${first}"]').getBoundingClientRect().top`;
  const before = Number(await page.evaluate(top));
  await page.getByRole('button', { name: 'Show earlier' }).click();
  await until(page, 'document.querySelectorAll(".entry").length === 60');
  await until(page, `Math.abs(${top} - ${before}) < 60`);
  await page.getByRole('button', { name: 'Show earlier' }).click();
  await until(page, `document.querySelectorAll(".entry").length === ${JOBS}`);
  assert.equal(await page.getByRole('button', { name: 'Show earlier' }).count(), 0);
});

test('A link leads to the card of a job far back, also after a reload; one that is gone is named', async () => {
  const old = jobAbout('Number 66 of many').id;
  await page.goto(`${playground.url}/#/jobs/${old}`);
  await page.reload();
  await until(page, isInView(old));
  await until(page, `document.activeElement?.closest('[data-job="${old}"]') !== null`);
  await page.goto(`${playground.url}/#/jobs/nowhere`);
  await page.getByRole('alert').getByText('This job isn’t here.').waitFor();
  await page.goto(`${playground.url}/`);
  await until(page, 'document.querySelectorAll(".entry").length === 30');
});

test('Ctrl+K searches all jobs on the server, not only those on the page, and leads to one; filters narrow it', async () => {
  const old = jobAbout('Number 61 of zebras');
  const failure = { code: 'audiopod-down', facts: {} } as const;
  playground.jobs.set(old.id, { ...old, work: { stage: 'failed', failure } });
  assert.equal(await entry(old.id).count(), 0, 'not on the page');
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: 'Search commands and history' });
  await until(page, 'document.querySelectorAll(".found").length === 30');
  await page.getByText('There are more. Add a word to narrow it down.').waitFor();
  await field.fill('ZEBRAS number');
  await until(page, 'document.querySelectorAll(".found").length === 1');
  await field.fill('');
  await page.getByRole('button', { name: 'Failed' }).click();
  await until(page, 'document.querySelectorAll(".found").length === 1');
  assert.deepEqual(await axeFindings(page), []);
  await field.focus();
  await page.keyboard.press('Enter');
  await until(page, isInView(old.id));
  assert.equal(await page.evaluate('location.hash'), `#/jobs/${old.id}`);
  await page.goto(`${playground.url}/`);
});

test('The search also finds commands, which go into the composer', async () => {
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('combobox', { name: 'Search commands and history' }).fill('left');
  await page.getByRole('option', { name: '/wallet balance' }).click();
  assert.equal(await page.locator('.composer-field').inputValue(), '/wallet balance ');
});

test('A request is edited and run again', async () => {
  const { id } = jobAbout('Number 2 of many');
  await entry(id)
    .getByRole('button', { name: /^Edit and rerun/ })
    .click();
  assert.equal(await page.locator('.composer-field').inputValue(), '/tts voice:Amy Number 2 of many');
  await page.keyboard.type(', again');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
  await page.locator('.ask', { hasText: 'Number 2 of many, again' }).waitFor();
  assert.equal(playground.desk.lines.at(-1)?.line, '/tts voice:Amy Number 2 of many, again');
});

test('The file of a request comes back with its line', async () => {
  const song = { name: 'Song.wav', mimeType: 'audio/wav', buffer: Buffer.alloc(5_000) };
  await page.locator('input[type=file]').setInputFiles(song);
  await page.locator('.chip[data-state=ready]').waitFor();
  await send('/stems');
  const split = page.locator('.entry').filter({ hasText: '/stems' });
  await split.getByRole('button', { name: /^Edit and rerun/ }).click();
  await page.locator('.chip[data-state=ready]', { hasText: 'Song.wav' }).waitFor();
  assert.equal(await page.locator('.composer-field').inputValue(), '/stems mode:four');
  await page.keyboard.press('Enter');
  await until(page, 'document.querySelectorAll(".chip").length === 0');
  assert.equal(playground.desk.lines.at(-1)?.attachments[0]?.name, 'Song.wav');
});

test('A line and a link are copied', async () => {
  const { id } = jobAbout('Number 3 of many');
  const copied = () => page.evaluate('navigator.clipboard.readText()');
  await entry(id)
    .getByRole('button', { name: /^Copy the line/ })
    .click();
  await page.getByRole('status').filter({ hasText: 'The line was copied.' }).waitFor();
  assert.equal(await copied(), '/tts voice:Amy Number 3 of many');
  await entry(id)
    .getByRole('button', { name: /^Copy a link/ })
    .click();
  await page.getByRole('status').filter({ hasText: 'The link was copied.' }).waitFor();
  assert.equal(await copied(), `${playground.url}/#/jobs/${id}`);
});

test('A job is deleted once its owner has agreed, and not before', async () => {
  const { id } = jobAbout('Number 4 of many');
  await entry(id)
    .getByRole('button', { name: /^Delete/ })
    .click();
  const dialog = page.getByRole('dialog');
  assert.deepEqual(await axeFindings(page), []);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.equal(playground.jobs.has(id), true);
  await entry(id)
    .getByRole('button', { name: /^Delete/ })
    .click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await entry(id).waitFor({ state: 'detached' });
  assert.equal(playground.jobs.has(id), false);
});

test('A row of the list of jobs leads to its card, and on a phone no column is out of sight', async () => {
  await send('/jobs list');
  const table = page.locator('.card-table').last();
  await table.waitFor();
  const isCut = await page.evaluate(
    '[...document.querySelectorAll(".card-table")].some((one) => one.scrollWidth > one.clientWidth)',
  );
  assert.equal(isCut, false);
  const { id } = jobAbout('Number 50 of many');
  await table.getByRole('link', { name: `Show job ${id}` }).click();
  await until(page, isInView(id));
  await page.goto(`${playground.url}/`);
});

test('Answers survive a reload, in their place; one that is deleted does not come back', async () => {
  await page.locator('.card-table').last().waitFor();
  await send('/wallet balance');
  const answer = page.locator('.entry').filter({ hasText: 'Left to spend this month' });
  await answer.waitFor();
  await send('/tts After the answer');
  await page.locator('.ask', { hasText: 'After the answer' }).waitFor();
  await page.reload();
  await answer.waitFor();
  const last = await page.locator('.entry').allTextContents();
  assert.match(last.at(-2) ?? '', /Left to spend/);
  assert.match(last.at(-1) ?? '', /After the answer/);
  await answer.getByRole('button', { name: /^Delete/ }).click();
  await page.reload();
  await page.locator('.ask', { hasText: 'After the answer' }).waitFor();
  assert.equal(await answer.count(), 0);
});

test('A long answer opens at its beginning', async () => {
  await toEnd();
  await send('/help');
  await page.locator('.card-text', { hasText: 'Line 89' }).waitFor();
  const edges =
    'const head = document.querySelector(".header").getBoundingClientRect().bottom; const { top } = [...document.querySelectorAll(".entry")].at(-1).getBoundingClientRect();';
  await until(page, `(() => { ${edges} return top >= head && top < head + 60; })()`);
});

test('What arrives below stays above the composer while the reader is at the end, and pictures do not push it away', async () => {
  await toEnd();
  await send('/tts Look at the end');
  await page.locator('.ask', { hasText: 'Look at the end' }).waitFor();
  const job = jobAbout('Look at the end');
  playground.jobs.set(job.id, { ...job, version: job.version + 1, work: { stage: 'cancelled' } });
  const text = 'Two lines\nof an outcome.';
  await playground.bot.adapter.post(
    job.origin,
    { key: 'end', jobId: job.id, text, files: [], actions: [] },
    NEVER,
  );
  await page.locator('.card-text', { hasText: 'of an outcome.' }).waitFor();
  const isClear = `(() => {
    const card = document.querySelector('[data-job="${job.id}"] .card').getBoundingClientRect();
    return card.bottom <= document.querySelector('.composer-box').getBoundingClientRect().top;
  })()`;
  await until(page, isClear);
  // A picture that comes late makes the card longer.
  await page.evaluate(`{
    const late = document.createElement('div');
    late.style.height = '150px';
    document.querySelector('[data-job="${job.id}"] .card').append(late);
  }`);
  await until(page, isClear);
});

test('A reader who has scrolled up is left there when something arrives', async () => {
  await page.evaluate('scrollTo(0, 300)');
  await until(page, 'Math.abs(scrollY - 300) < 3');
  const job = jobAbout('Look at the end');
  await playground.bot.adapter.post(
    job.origin,
    { key: 'more', jobId: job.id, text: 'And one more.', files: [], actions: [] },
    NEVER,
  );
  await page.locator('.card-text', { hasText: 'And one more.' }).waitFor();
  assert.ok(Math.abs(Number(await page.evaluate('scrollY')) - 300) < 200);
});

test('The history has no finding of axe, and nothing to complain about', async () => {
  assert.deepEqual(await axeFindings(page), []);
  const asked = tab.complaints.filter((text) => !text.includes('404'));
  assert.deepEqual(asked, [], 'but for the job that is not there');
});
