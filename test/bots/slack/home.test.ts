import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FakeSlack } from '../../fakes/slack/fake-slack.ts';
import type { FakeUser } from '../../fakes/slack/workspace.ts';
import { startSlackWorld } from './fixtures/slack-world.ts';

/** Opens the home, and returns what it shows once it has changed. */
async function opened(slack: FakeSlack, user: FakeUser): Promise<string> {
  const before = slack.homeOf(user)?.hash;
  await slack.openHome(user);
  return changed(slack, user, before);
}

async function changed(slack: FakeSlack, user: FakeUser, before: string | undefined): Promise<string> {
  const home = await slack.until('the home', () => {
    const now = slack.homeOf(user);
    return now !== undefined && now.hash !== before && now;
  });
  return JSON.stringify(home.blocks);
}

describe('the home of the app', { concurrency: 2 }, () => {
  it('shows what the commands reply: what is left and the last jobs, and to admins the limits', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const { member, admin, chinese, guest } = slack.users;
    const home = await opened(slack, member);
    assert.match(home, /"Left to spend".*left.*"Make speech".*"Your last jobs".*You have no jobs yet/s);
    assert.doesNotMatch(home, /"Limits"|Set limits/);
    const admins = await opened(slack, admin);
    assert.match(admins, /"Limits".*`Monthly limit`.*"Set limits".*"Show limits"/s);
    assert.doesNotMatch(admins, /Time zone|Who can use|Latest changes/);
    const blocks = slack.homeOf(admin)?.blocks ?? [];
    assert.ok(blocks.length <= 14, `${blocks.length} blocks are too many for a phone`);
    assert.match(await opened(slack, chinese), /"剩余额度".*"生成语音".*"最近的任务"/s);
    assert.match(await opened(slack, guest), /Only members of this workspace/);
    assert.doesNotMatch(JSON.stringify(slack.homeOf(guest)), /button/);
    slack.assertClean();
  });

  it('opens a form with a button, whose job is done in a direct message, and then shows it', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const { member } = slack.users;
    await opened(slack, member);
    const before = slack.homeOf(member)?.hash;
    await slack.pressAtHome({ user: member, actionId: 'job:run:tts' });
    const view = await slack.until('the form', () => slack.views[0]);
    await slack.submit({ user: member, view, fields: { 'option:text': { text: 'From my home' } } });
    const job = await here.finished();
    assert.equal(job.delivery.state, 'done');
    const result = slack.messagesFor(member).find(({ via }) => via === 'upload');
    assert.equal(result?.channel, slack.dm(member));
    await slack.until('the job in the home', () => {
      const shown = slack.homeOf(member);
      return shown?.hash !== before && /From my home” \(Aura\) · done/.test(JSON.stringify(shown?.blocks));
    });
    slack.assertClean();
  });

  it('answers a button without a form in a direct message', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const { member } = slack.users;
    await opened(slack, member);
    await slack.pressAtHome({ user: member, actionId: 'job:run:wallet usage' });
    const answer = await slack.until('the answer', () => slack.messagesFor(member, slack.dm(member))[0]);
    assert.match(answer.text, /last 30 days|Nothing/);
    slack.assertClean();
  });

  it('is published only to those who opened it, once for what has not changed', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const { member } = slack.users;
    await slack.openHome(member, 'messages');
    await slack.command({ command: '/tts', text: 'Unseen', user: member, channel: slack.channels.general });
    assert.equal((await here.finished()).delivery.state, 'done');
    assert.deepEqual(slack.calls('views.publish'), []);
    await opened(slack, member);
    const calls = () => slack.calls('users.info').length;
    const before = calls();
    await slack.openHome(member);
    await slack.until('it was read again', () => calls() > before);
    assert.equal(slack.calls('views.publish').length, 1);
    slack.assertClean();
  });

  it('leaves what another process has published since, and waits while Slack is busy', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const { member } = slack.users;
    await opened(slack, member);
    slack.fault('views.publish', { kind: 'error', error: 'hash_conflict' });
    await slack.command({ command: '/tts', text: 'One', user: member, channel: slack.channels.general });
    assert.equal((await here.finished()).delivery.state, 'done', 'no job waits for it');
    await slack.until('it was refused', () =>
      slack.calls('views.publish').some(({ answer }) => answer?.error === 'hash_conflict'),
    );
    assert.ok(slack.calls('views.publish').at(-1)?.args['hash'], 'with what it replaces');
    slack.fault('views.publish', { kind: 'rate-limited', retryAfterSeconds: 1 });
    await slack.openHome(member);
    await slack.until('Slack was busy', () =>
      slack.calls('views.publish').some(({ answer }) => answer?.status === 429),
    );
    assert.match(await opened(slack, member), /“One” \(Aura\) · done/);
    slack.assertClean();
  });

  it('says nothing where the settings of the app have no home', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const { member } = slack.users;
    slack.isHomeOn = false;
    await slack.openHome(member);
    await slack.until('it was refused', () =>
      slack.calls('views.publish').some(({ answer }) => answer?.error),
    );
    assert.equal(slack.homeOf(member), undefined);
    assert.deepEqual(slack.messagesFor(member), []);
    slack.assertClean();
  });
});
