import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Job } from '../../../../src/core/model/job/job.ts';
import { microDollarsOf } from '../../../../src/core/model/money/money.ts';
import type { Store } from '../../../../src/core/ports/store.ts';
import { openStore } from '../../../../src/core/store/open-store.ts';
import { killJob } from '../../../core/jobs/dead/kill-job.ts';
import { handClock } from '../../../core/store/harness.ts';
import { orderOf, scopesOf } from '../../../core/store/ledger/orders.ts';
import { jobOf } from '../../../core/store/sample-job.ts';
import { HUNG_MS } from '../../../fakes/until.ts';
import { sharedBrowser } from '../../../fixtures/browser.ts';
import { ownersDeskOver } from '../fixtures/owners-desk.ts';
import { openPlayground, type Playground } from '../fixtures/playground.ts';

const JOBS = 10_000;
const VIEWS = ['Jobs', 'Stuck', 'Servers', 'System'] as const;

const clock = handClock();
let browser: Browser;
let folder: string;
let store: Store;
let playground: Playground;
let parked: Job;
let doubtful: Job;

before(async () => {
  browser = await sharedBrowser();
  folder = await mkdtemp(join(tmpdir(), 'desk-'));
  const path = join(folder, 'bot.sqlite');
  store = await openStore({ url: `sqlite://${path}`, clock });
  parked = jobOf(
    'discord:1',
    { createdAtMs: clock.nowMs - 5_000, work: { stage: 'completed' } },
    'discord:7',
  );
  const reservation = 'r1';
  const amount = microDollarsOf(70_000);
  doubtful = jobOf('slack:T1', {
    createdAtMs: clock.nowMs - 4_000,
    work: { stage: 'submitting', sinceMs: 1, told: true },
    money: { state: 'in-doubt', reservation, amount, sinceMs: clock.nowMs - 3_000 },
    history: [{ atMs: clock.nowMs - 3_000, event: 'in-doubt' }],
  });
  await store.transaction(async ({ jobs, ledger }) => {
    await jobs.insert(parked, null);
    await jobs.insert(doubtful, null);
    await ledger.reserve({
      ...orderOf(70_000, scopesOf('slack:T1', 0, []), reservation),
      jobId: doubtful.id,
    });
    await ledger.doubt(reservation, 2);
  });
  fill(path);
  await killJob(`sqlite://${path}`, parked.id, { atMs: clock.nowMs - 1_000 });
  playground = await openPlayground(ownersDeskOver(store, clock));
});
after(async () => {
  await playground?.[Symbol.asyncDispose]();
  await store?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Copies one finished job many times, past the store: the store would take longer than all of the tests. */
function fill(path: string): void {
  using db = new DatabaseSync(path);
  db.exec(`
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${JOBS})
    insert into jobs (id, version, tenant, member, platform, stage, service, failure, in_flight, over, erased,
      created_at, updated_at, record)
    select 'job-' || i, 1, 'web:t' || (i % 50), 'web:m' || (i % 400), 'web',
      iif(i % 5 = 0, 'failed', 'cancelled'), 'speech', iif(i % 5 = 0, 'audiopod-down', null), 0, 1, 0,
      ${clock.nowMs} - 60000 - i * 1000, ${clock.nowMs} - i * 1000, '{}' from n`);
}

/** Opens the desk in a profile of its own. What the page complains of is collected. */
async function openDesk(options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  context.setDefaultTimeout(HUNG_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  await page.goto(`${playground.url}/admin`);
  await page.getByRole('navigation').waitFor();
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
}

/** Lists what axe finds, by rule. */
async function findings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(
    `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))`,
  );
}

test('Of ten thousand jobs, the owner finds one by its member, pages on, and opens it with the keyboard', async () => {
  await using tab = await openDesk();
  const { page, complaints } = tab;
  const table = page.getByRole('table', { name: 'Jobs, newest first' });
  await table.getByRole('button', { name: doubtful.id }).waitFor();
  assert.equal(await table.getByRole('row').count(), 51);
  await page.getByRole('button', { name: 'Older' }).click();
  await table.getByRole('button', { name: 'job-49', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Newest' }).waitFor();

  await page.getByLabel('Search by').selectOption('Member ID');
  await page.getByLabel('Value').fill('web:m7');
  await page.keyboard.press('Enter');
  await table.getByRole('button', { name: 'job-7', exact: true }).waitFor();
  assert.equal(await table.getByRole('row').count(), 26);
  await page.getByLabel('State').selectOption({ value: 'failed' });
  await page.getByText('No jobs found.').waitFor();
  await page.getByRole('button', { name: 'Clear' }).click();

  await table.getByRole('button', { name: doubtful.id }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: `Job ${doubtful.id}` });
  await dialog.getByRole('heading', { name: 'History' }).waitFor();
  assert.match((await dialog.textContent()) ?? '', /unconfirmed charge[\s\S]*\$0\.07[\s\S]*doubt/);
  assert.doesNotMatch(await page.content(), /Hello/);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.deepEqual(complaints, []);
});

test('What is stuck says why; a parked job is replayed, and a charge is waived, each once confirmed', async () => {
  await using tab = await openDesk();
  const { page, complaints } = tab;
  await page.getByRole('link', { name: 'Stuck' }).click();
  const section = page.getByRole('region', { name: 'parked 1' });
  await section.getByText('Every run failed.').waitFor();
  await section.getByRole('button', { name: parked.id }).click();
  const job = page.getByRole('dialog');
  await job.getByRole('button', { name: 'Replay' }).click();
  assert.equal(await page.evaluate('document.activeElement.textContent'), 'Back');
  assert.equal((await store.overview.find(parked.id))?.trouble, 'parked', 'not before it is confirmed');
  await job.getByRole('button', { name: 'Replay' }).click();
  await job.getByText('Replayed.').waitFor();
  await job.getByRole('button', { name: 'Close' }).click();
  await section.waitFor({ state: 'detached' });
  assert.equal((await store.jobs.get(parked.id))?.history.at(-1)?.event, 'replayed');

  await page
    .getByRole('region', { name: 'unconfirmed charge 1' })
    .getByRole('button', { name: doubtful.id })
    .click();
  await job.getByRole('button', { name: 'Waive charge' }).click();
  await job.getByRole('button', { name: 'Waive charge' }).click();
  await job.getByText('Waived.').waitFor();
  assert.equal((await store.jobs.get(doubtful.id))?.money.state, 'released');
  assert.deepEqual(complaints, []);
});

test('A server’s budget is changed in a form that says what is wrong', async () => {
  await using tab = await openDesk();
  const { page, complaints } = tab;
  await page.getByRole('link', { name: 'Servers' }).click();
  await page.getByRole('button', { name: 'Change budget: slack:T1' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Monthly budget').fill('none');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog
    .getByRole('alert')
    .getByText(/monthly/)
    .waitFor();
  await dialog.getByLabel('Monthly budget').fill('3.50');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('$3.50 a month').waitFor();
  assert.deepEqual((await store.rules.tenant('slack:T1')).allowance.monthly, 3_500_000);
  assert.deepEqual(complaints, []);
});

test('No view has findings of axe, light or dark, and none is wider than a phone', async () => {
  for (const { views, ...options } of [
    { colorScheme: 'light', views: ['Jobs'] },
    { colorScheme: 'dark', views: VIEWS, viewport: { width: 375, height: 800 } },
  ] as const) {
    await using tab = await openDesk({ ...options, bypassCSP: true });
    const { page } = tab;
    for (const name of views) {
      await page.getByRole('link', { name, exact: true }).click();
      await page.getByText(/^Updated /).waitFor();
      assert.deepEqual(await findings(page), [], `${name}, ${options.colorScheme}`);
      assert.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), name);
    }
    await page.getByRole('link', { name: 'Jobs', exact: true }).click();
    await page.getByRole('button', { name: doubtful.id }).click();
    await page.getByRole('heading', { name: 'History' }).waitFor();
    assert.deepEqual(await findings(page), [], `a job, ${options.colorScheme}`);
  }
});
