import { after, before } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { HUNG_MS } from '../fakes/until.ts';
import { type OpenPage, openBrowser, openPage } from '../fixtures/browser.ts';
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

/**
 * Starts both before the tests of a file, and ends them after. Answers where they are from then on.
 *
 * @param how.speedUp sandbox seconds per real one.
 * @param how.env what the program is told beyond the usual.
 */
export function browsing(
  how: { readonly speedUp?: number; readonly env?: Environment } = {},
): () => Browsing {
  const parts = new AsyncDisposableStack();
  let open: Browsing | undefined;
  before(async () => {
    const setting = await setUp({ after: (end) => parts.defer(end) }, how.speedUp);
    const program = await startProgram(setting.owner, { ...setting.env, ...how.env });
    const browser = await openBrowser();
    setting.owner.after(() => browser.close());
    open = { ...setting, program, openPage: (options) => openPage(browser, program.url, options) };
  });
  after(() => parts.disposeAsync());
  return () => {
    if (open === undefined) throw new Error('Nothing is open before the tests begin');
    return open;
  };
}

/** Sends a line as it is, past whatever the menu proposes. */
export async function send(page: Page, line: string): Promise<void> {
  await page.getByRole('combobox').fill(line);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
}
