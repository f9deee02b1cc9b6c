import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { TENANT } from '../../../../src/bots/web/guard/visitor.ts';
import type { SessionView } from '../../../../src/bots/web/protocol/session-view.ts';
import type { AnswerView } from '../../../../src/bots/web/protocol/view.ts';
import { type PlaygroundWorld, startPlaygroundWorld } from '../../../contract/playground-world.ts';
import { openPage, sharedBrowser } from '../../../fixtures/browser.ts';
import { json, visit } from '../fixtures/http.ts';

const KEY = 'ap_own_5ecre7_key';

let browser: Browser;
let here: PlaygroundWorld;

before(async () => {
  browser = await sharedBrowser();
  here = await startPlaygroundWorld({});
  here.world.sandbox.control.accounts.open(KEY, 500);
});
after(() => here?.[Symbol.asyncDispose]());

test('a key is typed into a field that hides it, and nowhere else', async () => {
  await using tab = await openPage(browser, here.url);
  const { page, complaints } = tab;
  const line = page.locator('.composer-field');
  await line.fill('/wallet connect');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: '/wallet connect' });
  const field = dialog.getByLabel(/starting with ap_/);
  assert.equal(await field.getAttribute('type'), 'password');
  assert.equal(await page.evaluate('document.activeElement.type'), 'password');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await line.inputValue(), '/wallet connect', 'the line is still there');
  assert.equal(await page.getByRole('article').count(), 0);

  await line.press('Enter');
  await field.fill(KEY);
  await page.keyboard.press('Enter');
  await page
    .getByRole('list')
    .getByText(/key ending in _key/)
    .waitFor();
  assert.equal(await line.inputValue(), '');
  assert.ok(!(await page.content()).includes('5ecre7'));
  assert.equal((await here.world.store.rules.tenant(TENANT)).key?.lastFour, '_key');
  assert.deepEqual(complaints, []);
});

test('a key in a line is refused without being repeated, and a form takes nothing but its fields', async () => {
  const member = await visit(here.url);
  const call = await member.post('/playground/calls', { line: `/wallet connect ${KEY}` });
  const { reply } = await json<Extract<AnswerView, { kind: 'reply' }>>(call);
  assert.match(reply.text, /Don’t put a key/);
  assert.doesNotMatch(reply.text, /5ecre7/);
  const form = { command: 'wallet', subcommand: 'connect', secrets: { key: 7 } };
  const refused = await member.post('/playground/forms', form);
  assert.equal(refused.status, 400);
  const { commands } = await json<SessionView>(await member.get('/playground/session'));
  const wallet = commands.find(({ name }) => name === 'wallet');
  const connect = wallet?.subcommands?.find(({ name }) => name === 'connect');
  assert.deepEqual([connect?.options, connect?.secrets?.map(({ name }) => name)], [[], ['key']]);
});
