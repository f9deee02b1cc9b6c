import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertAudible } from '../../end-to-end/sounds.ts';
import { buttonsOn } from './fixtures/buttons.ts';
import { startSlackWorld } from './fixtures/slack-world.ts';

for (const transport of ['socket', 'http'] as const) {
  describe(`Slack over ${transport}`, { concurrency: 2 }, () => {
    it('speaks a text: acknowledges, shows how far it is, and posts an m4a in the thread', async () => {
      await using here = await startSlackWorld({ transport });
      const { slack } = here;
      const { general } = slack.channels;
      const { member } = slack.users;

      const delivered = await slack.command({
        command: '/tts',
        text: 'Hello from Slack &amp; friends',
        user: member,
        channel: general,
      });
      assert.equal(delivered.acknowledged, true);

      const job = await here.finished();
      assert.equal(job.delivery.state, 'done');
      assert.ok(job.request.service === 'speech' && job.request.text.kind === 'inline');
      assert.equal(job.request.text.text, 'Hello from Slack & friends');
      const [status, result, ...more] = slack.messagesFor(member, general);
      assert.deepEqual(more, []);
      assert.equal(status?.via, 'chat.postMessage');
      assert.match(status?.text ?? '', /^mia: Hello from Slack friends · The result is in the thread\.$/);
      assert.equal(result?.threadTs, status?.ts);
      assert.deepEqual(
        buttonsOn(result ?? { blocks: [] }).map(({ words }) => words),
        ['Make speech', 'Transcribe', 'Remove noise', 'Split stems'],
      );
      assert.deepEqual(
        status?.blocks.map(({ type }) => type),
        ['context'],
      );
      const sound = result?.files.find(({ name }) => name.endsWith('.m4a'));
      assert.ok(sound);
      const picture = result?.files.find(({ name }) => name.endsWith('.png'));
      assert.match(picture?.altText ?? '', /^Waveforms of .+: /);
      await assertAudible(sound.path, { from: 0.5, to: 30 });
      slack.assertClean();
    });

    it('answers the wallet, the jobs and the help to the one who asked alone, in their language', async () => {
      await using here = await startSlackWorld({ transport });
      const { slack } = here;
      const { general } = slack.channels;
      const { chinese, member, admin } = slack.users;

      await slack.command({ command: '/wallet', text: 'balance', user: chinese, channel: general });
      const balance = await slack.until('the wallet', () => slack.messagesFor(chinese).at(0));
      assert.equal(balance.ephemeralTo, chinese.id);
      assert.match(JSON.stringify(balance.blocks), /"type":"table".*(?:上限|限额|额度)/s);

      await slack.command({ command: '/help', user: member, channel: general });
      // Sent by apps whose settings are older than the manifest.
      const help = await slack.until('the help', () => slack.messagesFor(member).at(0));
      assert.match(JSON.stringify(help.blocks), /Make speech and music: `\/tts`, `\/music`/);
      assert.match(JSON.stringify(help.blocks), /`\/audiopod help tts`/);
      await slack.command({ command: '/audiopod', user: member, channel: general });
      await slack.until('the help again', () => slack.messagesFor(member).at(1));
      await slack.command({ command: '/jobs', text: 'list', user: member, channel: general });
      const jobs = await slack.until('the jobs', () => slack.messagesFor(member).at(2));
      assert.match(jobs.text, /You have no jobs yet/);
      assert.deepEqual(slack.messagesFor(admin), []);
      slack.assertClean();
    });
  });
}

describe('what Slack does not let pass', { concurrency: 2 }, () => {
  for (const who of ['guest', 'stranger', 'deleted'] as const) {
    it(`refuses a ${who}, whose money it would not be`, async () => {
      await using here = await startSlackWorld();
      const { slack } = here;
      const user = slack.users[who];
      await slack.command({ command: '/tts', text: 'Hello', user, channel: slack.channels.general });
      const refusal = await slack.until('the refusal', () => slack.messagesFor(user).at(0));
      assert.match(refusal.text, /members of this workspace/);
      assert.deepEqual(await here.jobs(), []);
      slack.assertClean();
    });
  }

  it('refuses everybody while Slack does not say who they are', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const { member } = slack.users;
    slack.fault('users.info', { kind: 'status', status: 500 });
    await slack.command({ command: '/tts', text: 'Hello', user: member, channel: slack.channels.general });
    const refusal = await slack.until('the refusal', () => slack.messagesFor(member).at(0));
    assert.match(refusal.text, /can’t check who you are/);
    assert.deepEqual(await here.jobs(), []);
  });

  it('explains a wrong option to the one who typed it, with the text escaped', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const { member } = slack.users;
    const { random } = slack.channels;
    await slack.command({
      command: '/tts',
      text: 'voice:&lt;!channel&gt; Hello',
      user: member,
      channel: random,
    });
    const refusal = await slack.until('the refusal', () => slack.messagesFor(member).at(0));
    assert.match(refusal.text, /no voice “&lt;!channel&gt;”/);
    assert.equal(refusal.ephemeralTo, member.id);
    slack.assertClean();
  });

  it('sends a table as a list where Slack refuses it', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const { member } = slack.users;
    slack.fault('response_url', { kind: 'status', status: 400 });
    await slack.command({
      command: '/wallet',
      text: 'pricing',
      user: member,
      channel: slack.channels.general,
    });
    const answer = await slack.until('the prices', () => slack.messagesFor(member).at(0));
    assert.equal(answer.ephemeralTo, member.id);
    const blocks = JSON.stringify(answer.blocks);
    assert.doesNotMatch(blocks, /"table"/);
    assert.match(blocks, /• `/);
    slack.assertClean();
  });

  it('says that it restarts once it drains', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const { member } = slack.users;
    here.bot().drain();
    await slack.command({ command: '/tts', text: 'Hello', user: member, channel: slack.channels.general });
    const refusal = await slack.until('the refusal', () => slack.messagesFor(member).at(0));
    assert.match(refusal.text, /restarting/);
    assert.deepEqual(await here.jobs(), []);
  });
});
