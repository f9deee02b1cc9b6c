import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { patientClock } from '../../fakes/patient-clock.ts';
import { shiftableClock } from '../../fakes/shiftable-clock.ts';
import type { FakeWorkspace } from '../../fakes/slack/fake-slack.ts';
import { type InstallWorld, startInstallWorld } from './fixtures/install-world.ts';

const MINUTE_MS = 60_000;

describe('the installation of the bot by a workspace', () => {
  const clock = shiftableClock();
  let here: InstallWorld;
  let workspace: FakeWorkspace;
  before(async () => {
    here = await startInstallWorld({ clock, needsBudget: true });
    workspace = here.slack.addWorkspace('North');
  });
  after(() => here[Symbol.asyncDispose]());

  const isInstalled = async (): Promise<boolean> =>
    (await here.world.store.installations.get(`slack:${workspace.team.id}`)) !== undefined;
  const pathOf = ({ pathname, search }: URL): string => `${pathname}${search}`;

  it('begins on a page that says what the bot does, in the language of the browser, and runs no script', async () => {
    const english = await here.browser().open('/slack');
    assert.equal(english.status, 200);
    assert.match(english.text, /href="\/slack\/install"[^>]*>Add to Slack/);
    assert.match(english.text, /href="\/privacy"[\s\S]*href="\/terms"[\s\S]*mailto:help@example.com/);
    assert.match((await here.browser().open('/slack', 'zh-CN,en;q=0.5')).text, /添加到 Slack/);
    const policy = english.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'; style-src 'sha256-/);
    assert.doesNotMatch(english.text, /<script/);
  });

  it('asks Slack for the scopes of the manifest, and for an answer to the public address', async () => {
    const { searchParams } = await here.browser().begin();
    assert.match(searchParams.get('scope') ?? '', /^commands,chat:write,.*channels:join$/);
    assert.equal(searchParams.get('redirect_uri'), 'https://bot.example.com/slack/oauth_redirect');
  });

  it('that another browser finishes, or nobody began, or that took too long, stores nothing', async () => {
    const [one, other] = [here.browser(), here.browser()];
    const begun = await one.begin();
    await other.begin();
    const stolen = await other.open(pathOf(here.slack.allow(begun, workspace)));
    assert.equal(stolen.status, 400);
    assert.match(stolen.text, /began in another browser/);
    const unbegun = new URL(begun);
    unbegun.searchParams.delete('state');
    assert.equal((await one.open(pathOf(here.slack.allow(unbegun, workspace)))).status, 400);
    const slow = here.browser();
    const late = here.slack.allow(await slow.begin(), workspace);
    clock.putForward(11 * MINUTE_MS);
    assert.equal((await slow.open(pathOf(late))).status, 400);
    const forged = here.browser();
    const state = (await forged.begin()).searchParams.get('state') ?? '';
    assert.equal(
      (await forged.open(`/slack/oauth_redirect?code=x&state=${state.slice(0, -2)}AA`)).status,
      400,
    );
    assert.equal(await isInstalled(), false);
  });

  it('that is canceled, or lacks a scope, or that Slack does not confirm, is explained and stores nothing', async () => {
    const browser = here.browser();
    const canceled = await browser.open(pathOf(here.slack.deny(await browser.begin())), 'zh-CN');
    assert.match(canceled.text, /你已取消安装/);
    const less = here.slack.allow(await browser.begin(), workspace, ['files:write']);
    const lacking = await browser.open(pathOf(less));
    assert.equal(lacking.status, 403);
    assert.match(lacking.text, /<code>files:write<\/code>/);
    here.slack.fault('oauth.v2.access', { kind: 'status', status: 500 });
    const failed = await browser.open(pathOf(here.slack.allow(await browser.begin(), workspace)));
    assert.equal(failed.status, 502);
    assert.match(failed.text, /href="\/slack\/install"[^>]*>Start again/);
    assert.equal(await isInstalled(), false);
  });

  it('succeeds once: its answer counts for nothing the second time', async () => {
    const browser = here.browser();
    const begun = await browser.begin();
    const back = pathOf(here.slack.allow(begun, workspace));
    const done = await browser.open(back);
    assert.equal(done.status, 200);
    assert.match(done.text, /installed in North/);
    assert.ok(done.text.includes(`<code>slack:${workspace.team.id}</code>`), 'the ID for the bot owner');
    assert.ok(await isInstalled());
    assert.equal((await browser.open(back)).status, 400);
    // Neither does its state, with another answer and the cookie it came with.
    const again = here.slack.allow(begun, workspace);
    const answer = await fetch(new URL(pathOf(again), here.process.url), {
      headers: { cookie: `slack-app-oauth-state=${begun.searchParams.get('state')}` },
    });
    assert.equal(answer.status, 400);
    here.slack.assertClean();
  });

  it('stores the token encrypted, under a key of its own', async () => {
    const stored = await here.world.store.installations.get(`slack:${workspace.team.id}`);
    assert.match(stored?.sealed ?? '', /^v1\.[\w-]+$/);
    assert.ok(
      (stored?.installedAtMs ?? 0) <= clock.now() && (stored?.installedAtMs ?? 0) > patientClock.now(),
    );
  });
});
