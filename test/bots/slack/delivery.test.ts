import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fastClock } from '../../fakes/fast-clock.ts';
import { mentionsIn } from '../../fakes/slack/markup-rules.ts';
import type { FakeChannel } from '../../fakes/slack/workspace.ts';
import { buttonOf } from './fixtures/buttons.ts';
import { type SlackWorld, startSlackWorld } from './fixtures/slack-world.ts';

const tts = (here: SlackWorld, channel: FakeChannel, text = 'Hello there') =>
  here.slack.command({ command: '/tts', text, user: here.slack.users.member, channel });

const uploads = (here: SlackWorld) => here.slack.messages.filter(({ via }) => via === 'upload');

describe('where a result goes', { concurrency: 2 }, () => {
  it('joins a public channel it is not in', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    await tts(here, slack.channels.random);
    const job = await here.finished();
    assert.equal(job.delivery.state, 'done');
    assert.equal(slack.calls('conversations.join').length, 1);
    assert.equal(uploads(here)[0]?.channel, slack.channels.random);
    slack.assertClean();
  });

  for (const [about, pick, scopes, advice] of [
    ['a public channel it may not join', 'random', false, 'says how to change that'],
    ['a private channel it is not in', 'secret', true, 'says how to change that'],
    ['a conversation of two others', 'pair', true, 'gives no advice that would not help'],
    ['an archived channel', 'archived', true, 'gives no advice that would not help'],
  ] as const) {
    it(`uses a direct message instead of ${about}, and ${advice}`, async () => {
      await using here = await startSlackWorld();
      const { slack } = here;
      const { member } = slack.users;
      if (!scopes) slack.scopes.delete('channels:join');
      await tts(here, slack.channels[pick]);
      const job = await here.finished();
      assert.equal(job.delivery.state, 'done', JSON.stringify(job.delivery));
      assert.equal(uploads(here)[0]?.channel, slack.dm(member));
      const hint = slack.messagesFor(member).find(({ text }) => text.includes('as a direct message'));
      assert.equal(hint?.text.includes('/invite @audiopod'), advice === 'says how to change that');
      assert.equal(hint?.via, 'response_url');
      assert.equal(hint?.channel, slack.channels[pick]);
      slack.assertClean();
    });
  }

  for (const error of ['is_archived', 'restricted_action']) {
    it(`advises no invitation to a channel that takes nobody in (${error})`, async () => {
      await using here = await startSlackWorld();
      const { slack } = here;
      const { member } = slack.users;
      slack.fault('conversations.join', { kind: 'error', error }, 5);
      await tts(here, slack.channels.random);
      assert.equal((await here.finished()).delivery.state, 'done');
      const hint = slack.messagesFor(member).find(({ text }) => text.includes('as a direct message'));
      assert.ok(hint);
      assert.doesNotMatch(hint.text, /invite/);
    });
  }

  it('costs nothing where nothing can be posted at all', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    slack.fault('conversations.open', { kind: 'error', error: 'cannot_dm_bot' }, 20);
    await tts(here, slack.channels.secret);
    const job = await here.finished();
    assert.equal(job.work.stage === 'failed' && job.work.failure.code, 'cannot-deliver');
    assert.equal(job.money.state, 'none');
    assert.equal(job.delivery.state, 'done');
    const words = slack.messagesFor(slack.users.member).at(-1);
    assert.equal(words?.via, 'response_url');
    assert.match(words?.text ?? '', /can’t post files.*use another channel/);
  });

  it('is a direct message for a private job, with nothing in the channel', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const { member } = slack.users;
    await tts(here, slack.channels.general, 'private:on Just for me');
    const job = await here.finished();
    assert.equal(job.delivery.state, 'done');
    assert.deepEqual(slack.messagesFor(member, slack.channels.general), []);
    assert.deepEqual(slack.messagesFor(slack.users.admin), []);
    assert.equal(uploads(here)[0]?.channel, slack.dm(member));
    slack.assertClean();
  });

  it('moves to a direct message when the bot is removed from the channel meanwhile', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    await tts(here, slack.channels.team);
    await slack.until('the status', () => slack.messages.find(({ via }) => via === 'chat.postMessage'));
    slack.channels.team.botIsMember = false;
    const job = await here.finished();
    assert.equal(job.delivery.state, 'done', JSON.stringify(job.delivery));
    assert.equal(uploads(here)[0]?.channel, slack.dm(slack.users.member));
    assert.deepEqual(mentionsIn(uploads(here)[0]?.text ?? ''), [slack.users.member.id]);
  });

  for (const error of ['restricted_action', 'slack_connect_file_upload_sharing_blocked']) {
    it(`is said to be a direct message where the channel takes words and no files (${error})`, async () => {
      await using here = await startSlackWorld();
      const { slack } = here;
      const { member } = slack.users;
      const { general } = slack.channels;
      slack.fault('files.completeUploadExternal', { kind: 'error', error });
      await tts(here, general);
      await here.finished();
      assert.equal(uploads(here)[0]?.channel, slack.dm(member));
      const [status, hint] = slack.messagesFor(member, general);
      assert.match(status?.text ?? '', /^mia: .* · The result is in a direct message\.$/);
      assert.equal(hint?.ephemeralTo, member.id);
      assert.doesNotMatch(hint?.text ?? '', /invite/);
      slack.assertClean();
    });
  }
});

describe('a result is posted once', { concurrency: 2 }, () => {
  it('by another process that finds the job where the first one died', async () => {
    await using here = await startSlackWorld({ bot: { clock: fastClock(20) } });
    const { slack } = here;
    await tts(here, slack.channels.general);
    const status = await slack.until('the status', () => slack.messagesFor(slack.users.member)[0]);
    const [job] = await here.jobs();
    assert.ok(job);
    await here.world.settled(job.id, ({ work }) => work.stage === 'watching');
    await here.restart();
    const over = await here.finished();
    assert.equal(over.delivery.state, 'done');
    const [first, result, ...more] = slack.messagesFor(slack.users.member);
    assert.deepEqual(more, []);
    assert.equal(first, status);
    assert.equal(result?.threadTs, status.ts);
    slack.assertClean();
  });

  for (const [about, fault] of [
    ['cut', { kind: 'destroy', after: true }],
    ['answered 500', { kind: 'status', status: 500, after: true }],
  ] as const) {
    it(`although the last step was ${about} after it took effect`, async () => {
      await using here = await startSlackWorld({ bot: { clock: fastClock(20) } });
      const { slack } = here;
      slack.sharesAppearAfterCalls = 2;
      slack.fault('files.completeUploadExternal', fault);
      await tts(here, slack.channels.general);
      const job = await here.finished();
      assert.equal(job.delivery.state, 'done');
      assert.equal(uploads(here).length, 1);
      assert.equal(slack.calls('files.completeUploadExternal').length, 1);
      slack.assertClean();
    });
  }

  it('when the record of it was lost', async () => {
    await using here = await startSlackWorld({ bot: { clock: fastClock(20) } });
    const { slack } = here;
    await tts(here, slack.channels.general);
    const { id: jobId, origin } = await here.finished();
    const status = slack.messagesFor(slack.users.member)[0];
    const file = { path: '/gone.m4a', fileName: 'a.m4a', mimeType: 'audio/mp4', sizeBytes: 1, title: 'a' };
    const post = { key: `${jobId}:0:0`, jobId, text: 'Again', files: [file], actions: [] };
    await here.bot().adapter.post(origin, post, new AbortController().signal);
    assert.equal(uploads(here).length, 1);
    assert.match(status?.text ?? '', /Again.*in the thread/s);
    slack.assertClean();
  });

  it('with the files uploaded before, when the last step did not happen', async () => {
    await using here = await startSlackWorld({ bot: { clock: fastClock(20) } });
    const { slack } = here;
    slack.fault('files.completeUploadExternal', { kind: 'status', status: 503 });
    await tts(here, slack.channels.general);
    const job = await here.finished();
    assert.equal(job.delivery.state, 'done');
    assert.equal(uploads(here).length, 1);
    assert.equal(slack.calls('upload').length, 2);
    slack.assertClean();
  });

  it('with a file uploaded again, at a new address, when the bytes broke off', async () => {
    await using here = await startSlackWorld({ bot: { clock: fastClock(20) } });
    const { slack } = here;
    slack.fault('upload', { kind: 'status', status: 500 });
    await tts(here, slack.channels.general);
    const job = await here.finished();
    assert.equal(job.delivery.state, 'done');
    assert.equal(slack.calls('files.getUploadURLExternal').length, 3);
    assert.equal(uploads(here).length, 1);
  });

  it('after the pauses Slack asks for', async () => {
    await using here = await startSlackWorld({ bot: { clock: fastClock(20) } });
    const { slack } = here;
    for (const method of ['chat.postMessage', 'files.getUploadURLExternal', 'files.completeUploadExternal']) {
      slack.fault(method, { kind: 'rate-limited', retryAfterSeconds: 2 });
    }
    slack.fault('chat.update', { kind: 'rate-limited', retryAfterSeconds: 5 }, 2);
    await tts(here, slack.channels.general);
    const job = await here.finished();
    assert.equal(job.delivery.state, 'done');
    assert.equal(slack.messagesFor(slack.users.member).length, 2);
    assert.match(slack.messagesFor(slack.users.member)[0]?.text ?? '', /in the thread/);
  });
});

describe('a result that the workspace refuses', { concurrency: 2 }, () => {
  const byAdmin = /the files \(.*\)\. Once a workspace admin allows them/;
  for (const [method, error, times, code, words] of [
    ['files.getUploadURLExternal', 'file_type_not_allowed', 2, 'uploads-refused', byAdmin],
    ['files.getUploadURLExternal', 'file_uploads_disabled', 2, 'uploads-refused', byAdmin],
    ['files.completeUploadExternal', 'storage_limit_reached', 1, 'uploads-refused', byAdmin],
    [
      'files.completeUploadExternal',
      'missing_scope',
      1,
      'bot-scope-missing',
      /Ask the bot owner to install it/,
    ],
  ] as const) {
    it(`(${error}) is kept, explained, and posted once it is allowed`, async () => {
      await using here = await startSlackWorld();
      const { slack } = here;
      const { member } = slack.users;
      const { general } = slack.channels;
      slack.fault(method, { kind: 'error', error }, times);
      await tts(here, general);
      const job = await here.finished();
      assert.equal(job.work.stage, 'encoded');
      assert.equal(job.delivery.state === 'undeliverable' && job.delivery.failure.code, code);
      const status = await slack.until('the words', () =>
        slack.messagesFor(member, general).find(({ text }) => words.test(text)),
      );
      await slack.press({ user: member, on: status, actionId: `job:fetch:${job.id}` });
      await slack.until('the result', () => uploads(here)[0]);
      const again = await here.world.settled(job.id, ({ delivery }) => delivery.state === 'done');
      assert.equal(again.delivery.state, 'done');
      assert.equal(uploads(here)[0]?.threadTs, status.ts);
      slack.assertClean();
    });
  }
});

describe('a result while Slack rejects the token', { concurrency: 2 }, () => {
  it('waits for the bot owner, and is posted once the token works', async () => {
    await using here = await startSlackWorld({ bot: { clock: fastClock(20) }, world: { speedUp: 2_000 } });
    const { slack } = here;
    slack.fault('files.completeUploadExternal', { kind: 'error', error: 'token_revoked' }, 2);
    await tts(here, slack.channels.general);
    const job = await here.finished();
    assert.equal(job.delivery.state, 'done');
    assert.equal(uploads(here).length, 1);
    slack.assertClean();
  });

  it('is refused before it costs anything', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    slack.fault('conversations.open', { kind: 'error', error: 'token_revoked' }, 20);
    await tts(here, slack.channels.secret);
    const job = await here.finished();
    assert.equal(job.work.stage === 'failed' && job.work.failure.code, 'bot-token-rejected');
    assert.equal(job.money.state, 'none');
  });
});

describe('how far a job is', { concurrency: 2 }, () => {
  it('is told by phases alone, and can be stopped, which leaves nothing in the channel', async () => {
    await using here = await startSlackWorld({ world: { jobLimits: { maxJobsPerMember: 0 } } });
    const { slack } = here;
    const { member } = slack.users;
    await tts(here, slack.channels.general);
    const status = await slack.until('the line', () => slack.messagesFor(member)[0]);
    assert.match(status.text, /^mia: Starts next\.$/);
    await slack.press({ user: member, on: status, actionId: buttonOf(status, 'cancel') });
    const job = await here.finished();
    assert.equal(job.work.stage, 'cancelled');
    const stopped = await slack.until('the end', () =>
      slack.messagesFor(member).find(({ text }) => text.startsWith('Canceled.')),
    );
    assert.equal(stopped.ephemeralTo, member.id);
    assert.equal(status.deleted, true);
    assert.ok(slack.calls('chat.update').length <= 2);
    slack.assertClean();
  });

  it('is not theirs to stop for anybody else', async () => {
    await using here = await startSlackWorld({ world: { jobLimits: { maxJobsPerMember: 0 } } });
    const { slack } = here;
    const { admin, member } = slack.users;
    await tts(here, slack.channels.general);
    const status = await slack.until('the line', () => slack.messagesFor(member)[0]);
    await slack.press({ user: admin, on: status, actionId: buttonOf(status, 'cancel') });
    const refusal = await slack.until('the refusal', () =>
      slack.messagesFor(admin).find(({ ephemeralTo }) => ephemeralTo === admin.id),
    );
    assert.match(refusal.text, /another member/);
  });

  it('is told again where the status message was deleted', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    here.world.sandbox.control.faults.add({ on: 'voice.submit', fault: { kind: 'fail' } });
    slack.fault('chat.update', { kind: 'error', error: 'message_not_found' }, 5);
    await tts(here, slack.channels.general);
    await here.finished();
    const outcome = slack.messagesFor(slack.users.member).at(-1);
    assert.match(outcome?.text ?? '', /couldn’t finish/);
    assert.equal(outcome?.via, 'chat.postMessage');
  });
});
