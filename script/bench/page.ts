import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { OutgoingFile } from '../../src/core/model/job/job-files.ts';
import { openPlayground, type Playground } from '../../test/bots/web/fixtures/playground.ts';
import { makeSound } from '../../test/bots/web/fixtures/sounds.ts';
import { jobOf } from '../../test/fakes/job-of.ts';
import { closeBrowser, openPage, sharedBrowser, until } from '../../test/fixtures/browser.ts';
import { type BenchRow, formatRows } from './row.ts';
import { median } from './timing.ts';

/** What the page may weigh, how long it may take, and how long it may keep the browser busy. */
const MOST_KB = 250;
const MOST_PAINT_MS = 150;
const MOST_TASK_MS = 50;

const JOBS = 500;
const LOADS = 7;
const SOUND_SECONDS = 3;
/** Every posted file has them, so that no page decodes a sound to draw it. */
const PEAKS = Array.from({ length: 400 }, (_, index) => Math.abs(Math.sin(index / 9)));
/** Pixels of each frame, which a quick hand scrolls. */
const STEP_PX = 400;

/**
 * Measures the page of the playground in Chromium: its weight over the wire, its first paint once its script is there,
 * and the longest task while a history of 500 spoken jobs is scrolled, compared with what each may be.
 */
export async function benchPage(): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'audiopod-bot-page-'));
  try {
    await using playground = await openPlayground();
    await using tab = await openPage(await sharedBrowser(), playground.url);
    const weightKb = (await weigh(tab.page)) / 1_000;
    const paints: number[] = [];
    for (let load = 0; load < LOADS; load += 1) paints.push(await paintAfterScript(tab.page));
    const paintMs = median(paints);
    await fill(playground, tab.page, await makeSound(folder, 'speech', 'Speech', SOUND_SECONDS));
    const taskMs = await longestTask(tab.page);
    return [
      row('The playground’s page over the wire', weightKb, MOST_KB, 'KB'),
      row('Its first paint, from the moment its script is there', paintMs, MOST_PAINT_MS, 'ms'),
      row(`The longest task while ${JOBS} jobs are scrolled`, taskMs, MOST_TASK_MS, 'ms'),
    ];
  } finally {
    await closeBrowser();
    await rm(folder, { recursive: true, force: true });
  }
}

function row(name: string, figure: number, most: number, unit: string): BenchRow {
  return {
    name,
    figure: `${figure.toFixed(0)} ${unit}`,
    reference: `${most} ${unit}, the most it may be`,
    ratio: (figure / most).toFixed(2),
  };
}

/** Loads the page with an empty cache and adds up what came, in bytes. It has no fonts of its own. */
async function weigh(page: Page): Promise<number> {
  const sizes: Promise<number>[] = [];
  const session = await page.context().newCDPSession(page);
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  page.on('requestfinished', (request) => {
    const size = request
      .sizes()
      .then(({ responseBodySize, responseHeadersSize }) => responseBodySize + responseHeadersSize);
    sizes.push(size);
  });
  await page.reload();
  await until(page, 'document.querySelector(".empty") !== null');
  page.removeAllListeners('requestfinished');
  await session.detach();
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Loads the page and returns the time from the arrival of its last script to its first paint, in milliseconds. */
async function paintAfterScript(page: Page): Promise<number> {
  await page.reload();
  await until(page, 'performance.getEntriesByName("first-contentful-paint").length > 0');
  return Number(
    await page.evaluate(`(() => {
      const scripts = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.ts'));
      const arrived = Math.max(...scripts.map(({ responseEnd }) => responseEnd));
      return performance.getEntriesByName('first-contentful-paint')[0].startTime - arrived;
    })()`),
  );
}

/** Has a visitor ask for something, and gives them a long history of the same. */
async function fill(playground: Playground, page: Page, sound: OutgoingFile): Promise<void> {
  await page.locator('.composer-field').fill('/tts The newest of all');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
  await page.getByRole('article').waitFor();
  const [newest] = playground.jobs.values();
  if (newest === undefined) throw new Error('No job was started');
  // An open page would be told of each.
  await page.goto('about:blank');
  for (let at = 1; at < JOBS; at += 1) {
    const job = jobOf(newest.request, `Number ${at}`, newest.origin, newest.createdAtMs - at * 60_000);
    playground.jobs.set(job.id, job);
    await playground.deliver(job, [sound], SOUND_SECONDS * 1_000, { peaks: PEAKS });
  }
  await page.goto(playground.url);
  const earlier = page.getByRole('button', { name: 'Show earlier' });
  for (let shown = 30; shown < JOBS; shown = Math.min(JOBS, shown + 30)) {
    await until(page, `document.querySelectorAll('.entry').length === ${shown}`);
    await earlier.click();
  }
  await until(page, `document.querySelectorAll('.entry').length === ${JOBS}`);
}

/** Scrolls from the end to the beginning and back, and returns the longest task meanwhile; 0 for none over 50 ms. */
async function longestTask(page: Page): Promise<number> {
  return Number(
    await page.evaluate(`new Promise((resolve) => {
      let longest = 0;
      const observer = new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
      });
      scrollTo(0, document.documentElement.scrollHeight);
      observer.observe({ type: 'longtask' });
      let step = -${STEP_PX};
      const scroll = () => {
        const before = scrollY;
        scrollBy({ top: step, behavior: 'instant' });
        if (scrollY !== before) requestAnimationFrame(scroll);
        else if (step < 0) {
          step = ${STEP_PX};
          requestAnimationFrame(scroll);
        } else setTimeout(() => resolve(longest), 200);
      };
      requestAnimationFrame(scroll);
    })`),
  );
}

if (import.meta.main) process.stdout.write(formatRows(await benchPage()));
