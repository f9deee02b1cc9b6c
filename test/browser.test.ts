import { after, describe } from 'node:test';
import { startBrowsing } from './end-to-end/browsing.ts';
import { closeBrowser } from './fixtures/browser.ts';

// All tests that need a browser, in one process, so that they share one Chromium. A suite that waits for audio or a
// job leaves the processor to the others. The sandbox's faults and counts are for all of its jobs, so suites of the
// real program run one after another.
describe('In a browser', { concurrency: true }, () => {
  after(closeBrowser);
  describe('the page', { concurrency: 2 }, async () => {
    await import('./bots/web/page/page.suite.ts');
  });
  describe('a form for secrets', { concurrency: false }, async () => {
    await import('./bots/web/page/secret-form.suite.ts');
  });
  describe('with the real program', { concurrency: false }, () => {
    startBrowsing({ MAX_JOBS_PER_MEMBER: '1' });
    describe('the playground', async () => {
      await import('./end-to-end/playground.suite.ts');
    });
    describe('next steps', async () => {
      await import('./bots/web/page/next-steps.suite.ts');
    });
  });
});
