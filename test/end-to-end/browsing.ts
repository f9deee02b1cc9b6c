import { after, before } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
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

let open: Browsing | undefined;

/** Starts the program and its page before the tests of the suite around it, and ends them after. */
export function startBrowsing(env: Environment = {}): void {
  const parts = new AsyncDisposableStack();
  before(async () => {
    const setting = await setUp({ after: (end) => parts.defer(end) }, SPEED_UP);
    const program = await startProgram(setting.owner, { ...setting.env, ...env });
    const browser = await sharedBrowser();
    open = { ...setting, program, openPage: (options) => openPage(browser, program.url, options) };
  });
  after(() => parts.disposeAsync());
}

/** Returns what `startBrowsing` has started. */
export function here(): Browsing {
  if (open === undefined) throw new Error('Nothing is open before the tests begin');
  return open;
}

/** Sends a line as it is, past whatever the menu proposes. */
export async function send(page: Page, line: string): Promise<void> {
  await page.getByRole('combobox').fill(line);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
}
