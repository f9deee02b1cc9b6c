import { after, before } from 'node:test';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { HUNG_MS } from '../fakes/until.ts';
import { type OpenPage, openPage, sharedBrowser } from '../fixtures/browser.ts';
import { type Environment, type RunningProgram, startProgram } from './program.ts';
import { type Setting, setUp } from './setting.ts';

/** What a job may take here. */
export const JOB = { timeout: HUNG_MS };

/** The real program with its playground, and a browser to open it in. */
export interface Browsing extends Setting {
  readonly program: RunningProgram;
  /** Opens the playground in a profile of its own. */
  openPage(options?: BrowserContextOptions): Promise<OpenPage>;
}

/** Sandbox seconds per real one. What must be seen at work is held, so nothing has to last. */
const SPEED_UP = 100;

/** Starts the program and its page before the tests of a suite, and ends them after. Returns where they are then. */
export function browsing(env: Environment = {}): () => Browsing {
  const parts = new AsyncDisposableStack();
  let open: Browsing | undefined;
  before(async () => {
    const setting = await setUp({ after: (end) => parts.defer(end) }, SPEED_UP);
    const program = await startProgram(setting.owner, { ...setting.env, ...env });
    const browser = await sharedBrowser();
    open = { ...setting, program, openPage: (options) => openPage(browser, program.url, options) };
  });
  after(() => parts.disposeAsync());
  return () => {
    if (open === undefined) throw new Error('Nothing is open before the tests begin');
    return open;
  };
}

/** Finds the latest card for a request with this text. Cards of other tests stand in the same timeline. */
export const cardOf = (page: Page, asked: string): Locator =>
  page
    .locator('.entry')
    .filter({ has: page.locator('.ask', { hasText: asked }) })
    .last();

/** Finds the audio element of a player, as an expression of the page. */
export async function audioOf(card: Locator, index = 0): Promise<string> {
  return `document.querySelectorAll('[data-job="${await card.getAttribute('data-job')}"] audio')[${index}]`;
}

/** Sends a line as it is, past whatever the menu proposes. */
export async function send(page: Page, line: string): Promise<void> {
  await page.locator('.composer-field').fill(line);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
}
