import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FIRST_TENANT_RULES } from '../../../src/core/model/money/spending-rules.ts';
import type { Fault } from '../../fakes/slack/faults.ts';
import type { FakeUser } from '../../fakes/slack/workspace.ts';
import { type SlackWorld, startSlackWorld } from './fixtures/slack-world.ts';

/** Asks for something about the wallet, and answers what the person reads. */
async function asks({ slack }: SlackWorld, user: FakeUser, text: string): Promise<string> {
  const before = slack.messagesFor(user).length;
  await slack.command({ command: '/wallet', text, user, channel: slack.channels.general });
  const message = await slack.until('an answer', () => slack.messagesFor(user)[before]);
  assert.equal(message.ephemeralTo, user.id);
  return message.text;
}

const rulesOf = ({ slack, world }: SlackWorld) => world.store.rules.tenant(`slack:${slack.team.id}`);

describe('who may change the wallet on Slack', { concurrency: 2 }, () => {
  it('are admins and owners of the workspace; others hear who', async () => {
    await using here = await startSlackWorld();
    const { admin, owner, member, chinese } = here.slack.users;
    assert.match(await asks(here, member, 'set-limit monthly:1'), /^Only workspace admins and wallet admins/);
    assert.match(await asks(here, chinese, 'set-limit monthly:1'), /^仅工作区管理员和钱包管理员/);
    assert.deepEqual(await rulesOf(here), FIRST_TENANT_RULES);
    assert.match(await asks(here, admin, 'set-limit monthly:1'), /^Monthly limit: none → \$1\.00\./);
    assert.match(await asks(here, owner, 'set-limit monthly:2'), /\$1\.00 → \$2\.00\./);
    for (const line of ['grant monthly:5', 'ceiling monthly:5', 'pause', 'resume']) {
      assert.match(await asks(here, owner, line), /^Only the bot owner can do that\./, line);
    }
    assert.deepEqual((await rulesOf(here)).allowance, FIRST_TENANT_RULES.allowance);
    here.slack.assertClean();
  });

  it('are never guests or people from elsewhere, and nobody who was an admin until a moment ago', async () => {
    await using here = await startSlackWorld();
    const { admin, owner, guest, stranger } = here.slack.users;
    Object.assign(guest, { is_admin: true });
    Object.assign(stranger, { is_admin: true });
    for (const outsider of [guest, stranger]) {
      assert.match(await asks(here, outsider, 'set-limit monthly:1'), /^Only members of this workspace/);
    }
    await asks(here, admin, 'set-limit monthly:1');
    await asks(here, owner, 'set-limit monthly:2');
    // What was true five minutes ago is remembered for other things, but not for this.
    Object.assign(admin, { is_admin: false });
    Object.assign(owner, { is_restricted: true });
    assert.match(await asks(here, admin, 'set-limit monthly:9'), /^Only workspace admins/);
    assert.match(await asks(here, owner, 'set-limit monthly:9'), /^Guests and people outside/);
    assert.equal((await rulesOf(here)).limits.monthly, 2_000_000);
  });

  const SILENCES: readonly Fault[] = [
    { kind: 'status', status: 500 },
    { kind: 'rate-limited', retryAfterSeconds: 30 },
    { kind: 'error', error: 'internal_error' },
    { kind: 'destroy' },
    { kind: 'body', contentType: 'application/json', body: '{"ok":true,"user":"nobody"}' },
  ];
  it('are nobody while Slack does not say, however it does not', async () => {
    await using here = await startSlackWorld();
    const { admin } = here.slack.users;
    await asks(here, admin, 'set-limit monthly:1');
    for (const fault of SILENCES) {
      here.slack.fault('users.info', fault);
      assert.equal(
        await asks(here, admin, 'set-limit monthly:9'),
        'The bot can’t check your permissions right now. Try again in a minute.',
        fault.kind,
      );
      here.slack.fault('users.info', fault);
      assert.doesNotMatch(await asks(here, admin, 'limits'), /Latest changes/, 'less is shown');
    }
    assert.match(await asks(here, admin, 'limits'), /Latest changes:/);
    assert.equal((await rulesOf(here)).limits.monthly, 1_000_000);
  });

  it('may be others whom an admin named, by a mention or in the form, as long as they are full members', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const { admin, member, chinese } = slack.users;
    const channel = slack.channels.general;
    // With `should_escape` Slack sends mentions as ids and names.
    assert.match(
      await asks(here, admin, `allow command:wallet user:<@${member.id}|${member.name}>`),
      /^Wallet admins: none → @[a-z]+\./,
    );
    assert.match(await asks(here, member, 'set-limit monthly:3'), /→ \$3\.00/);
    assert.match(
      await asks(here, member, `allow command:wallet user:${chinese.id}`),
      /can’t add wallet admins/,
    );
    assert.match(
      await asks(here, admin, 'allow command:wallet user:@somebody'),
      /^The bot can’t find “@somebody”/,
    );
    assert.match(
      await asks(here, admin, 'allow command:tts role:dj'),
      /^There are no roles to choose from\./,
    );

    await slack.command({ command: '/wallet', text: 'allow', user: admin, channel });
    const view = await slack.until('the form', () => slack.views.find(({ open }) => open));
    assert.doesNotMatch(JSON.stringify(view.payload), /option:role/);
    const before = slack.messagesFor(admin).length;
    await slack.submit({
      user: admin,
      view,
      fields: { 'option:command': { option: 'wallet' }, 'option:user': { user: chinese } },
    });
    await slack.until('the answer to the form', () => slack.messagesFor(admin)[before]);
    assert.equal((await rulesOf(here)).allowed['wallet']?.length, 2);

    Object.assign(member, { is_restricted: true });
    Object.assign(chinese, { is_ultra_restricted: true });
    assert.match(await asks(here, member, 'set-limit monthly:9'), /^Guests and people outside/);
    assert.equal((await rulesOf(here)).limits.monthly, 3_000_000);
    slack.assertClean();
  });

  it('are looked at again when a form is sent', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const { admin } = slack.users;
    await slack.command({
      command: '/wallet',
      text: 'timezone',
      user: admin,
      channel: slack.channels.general,
    });
    const view = await slack.until('the form', () => slack.views[0]);
    const { options } = await slack.suggest({
      user: admin,
      on: view,
      actionId: 'option:zone',
      value: 'berlin',
    });
    assert.deepEqual(
      options.map(({ value }) => value),
      ['Europe/Berlin'],
    );
    Object.assign(admin, { is_admin: false });
    await slack.submit({ user: admin, view, fields: { 'option:zone': { option: 'Europe/Berlin' } } });
    assert.match(view.errors['zone'] ?? '', /^Only workspace admins/);
    assert.deepEqual(await rulesOf(here), FIRST_TENANT_RULES);
  });

  it('need not be asked for while every command is open, and decide who may use one that is not', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const { admin, member } = slack.users;
    await asks(here, admin, 'allow command:tts everyone:off');
    const before = slack.messagesFor(member).length;
    await slack.command({ command: '/tts', text: 'Hello', user: member, channel: slack.channels.general });
    const refusal = await slack.until('a refusal', () => slack.messagesFor(member)[before]);
    assert.match(refusal.text, /^You don’t have permission to use `\/tts`\./);
    assert.deepEqual(await here.jobs(), []);
    await asks(here, admin, 'allow command:tts everyone:on');
    const calls = slack.calls('users.info').length;
    await slack.command({ command: '/tts', text: 'Hello', user: member, channel: slack.channels.general });
    assert.equal((await here.finished()).delivery.state, 'done');
    assert.equal(slack.calls('users.info').length, calls);
  });
});
