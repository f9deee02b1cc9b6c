import { after, describe } from 'node:test';
import { closeBrowser } from './fixtures/browser.ts';

// All tests that need a browser, in one process, so that they share one Chromium. It draws all pages in one process, so
// suites that draw much take longer side by side than one after another; half a minute of music is only waited for.
describe('In a browser', { concurrency: false }, () => {
  after(closeBrowser);
  describe('the page', { concurrency: 2 }, async () => {
    await import('./bots/web/page/page.suite.ts');
  });
  describe('the owner’s desk', { concurrency: false }, async () => {
    await import('./bots/web/page/desk.suite.ts');
  });
  describe('the studio', { concurrency: false }, async () => {
    await import('./bots/web/page/studio.suite.ts');
  });
  describe('the options beside the line', { concurrency: false }, async () => {
    await import('./bots/web/page/composer-options.suite.ts');
  });
  describe('the history', { concurrency: false }, async () => {
    await import('./bots/web/page/history.suite.ts');
  });
  describe('the real program and a newcomer', { concurrency: false }, async () => {
    await import('./end-to-end/newcomer.suite.ts');
  });
  describe('a form for secrets', { concurrency: false }, async () => {
    await import('./bots/web/page/secret-form.suite.ts');
  });
  describe('the gallery', async () => {
    await import('./script/gallery.suite.ts');
  });
  describe('with half a minute of music beside it', { concurrency: 2 }, () => {
    describe('the mixer of stems', { concurrency: true }, async () => {
      await import('./bots/web/page/stem-mixer.suite.ts');
    });
    // The sandbox's faults and counts are for all of its jobs.
    describe('the real program, one test after another', { concurrency: false }, async () => {
      await import('./end-to-end/playground.suite.ts');
    });
  });
  describe('the real program, its tests side by side', { concurrency: true }, async () => {
    await import('./end-to-end/playground-in-parallel.suite.ts');
  });
});
