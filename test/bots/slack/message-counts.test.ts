import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { doneJob, jobFor, MONEY } from '../../../script/gallery/sample/jobs.ts';
import { sampleRequest } from '../../../script/gallery/sample/requests.ts';
import { announced } from '../../../src/bots/slack/deliver/reply-handle.ts';
import type { Job, Work } from '../../../src/core/model/job/job.ts';
import { fromDollars } from '../../../src/core/model/money/money.ts';
import type { Service } from '../../../src/core/model/service.ts';
import { shiftableClock } from '../../fakes/shiftable-clock.ts';
import type { FakeSlack } from '../../fakes/slack/fake-slack.ts';
import { mentionsIn } from '../../fakes/slack/markup-rules.ts';
import { startFakeSlack } from '../../fakes/slack/start-fake-slack.ts';
import { createSoundFolder } from '../../fixtures/audio.ts';
import { encodedWith } from '../../fixtures/phone.ts';
import { type Deliverer, startDeliverer } from './fixtures/flow.ts';
import { startSlackWorld } from './fixtures/slack-world.ts';

/** What one flow costs those who read the channel, once it is over. */
interface Counts {
  /** Messages that everybody in the channel sees. */
  readonly messages: number;
  readonly edits: number;
  /** People notified by name: the one who asked, or nobody. */
  readonly pings: number;
}

type Encoded = ReturnType<typeof encodedWith>;

/** A job from its request to its outcome. */
interface Flow extends Counts {
  readonly service: Service;
  readonly names: readonly string[];
  readonly documents?: readonly string[];
  readonly words?: Pick<Encoded, 'excerpt'>;
  /** What is shown before the outcome; by default that AudioPod works on it. */
  readonly states?: readonly Partial<Job>[];
  readonly lateMs?: number;
  readonly outcome?: Partial<Job>;
  /** Whether AudioPod never had it: its outcome is for the one who asked alone. */
  readonly isRefused?: true;
}

const WATCHING: Partial<Job> = { work: { stage: 'watching' }, money: MONEY.held };
const CONFIRMING: Partial<Job> = {
  work: { stage: 'confirming', sinceMs: 0 },
  quote: { amount: fromDollars(0.62) },
};
const FAILED: Work = { stage: 'failed', failure: { code: 'job-failed', facts: {} } };
const REFUSED: Work = { stage: 'failed', failure: { code: 'file-not-audio', facts: {} } };
const stems = (count: number) => Array.from({ length: count }, (_, index) => `stem${index}`);

const FLOWS: Readonly<Record<string, Flow>> = {
  speech: { service: 'speech', names: ['speech'], messages: 2, edits: 2, pings: 0 },
  'four stems': { service: 'stems', names: stems(4), messages: 2, edits: 2, pings: 0 },
  'sixteen stems': { service: 'stems', names: stems(16), messages: 3, edits: 2, pings: 0 },
  'a long transcript': {
    service: 'transcription',
    names: [],
    documents: ['talk.txt'],
    words: { excerpt: 'Good evening, and thank you for coming. '.repeat(60) },
    ...{ messages: 2, edits: 2, pings: 0 },
  },
  'a price to confirm': {
    service: 'stems',
    names: stems(2),
    states: [CONFIRMING, WATCHING],
    ...{ messages: 2, edits: 3, pings: 0 },
  },
  'a result after more than two minutes': {
    service: 'stems',
    names: stems(16),
    lateMs: 120_001,
    ...{ messages: 3, edits: 2, pings: 1 },
  },
  'a job that failed': {
    service: 'stems',
    names: [],
    outcome: { work: FAILED, money: MONEY.none },
    ...{ messages: 1, edits: 2, pings: 0 },
  },
  'a job that was shown and then refused': {
    service: 'stems',
    names: [],
    states: [CONFIRMING],
    outcome: { work: REFUSED, money: MONEY.none },
    isRefused: true,
    ...{ messages: 0, edits: 1, pings: 0 },
  },
};

function countsOf(slack: FakeSlack): Counts {
  const { member } = slack.users;
  const seen = slack.messages.filter(
    (one) => one.from === 'app' && one.ephemeralTo === undefined && !one.deleted,
  );
  const pinged = seen.flatMap(({ text }) => mentionsIn(text));
  assert.ok(
    pinged.every((id) => id === member.id),
    'nobody else is notified',
  );
  return { messages: seen.length, edits: slack.calls('chat.update').length, pings: pinged.length };
}

async function go({ bot, clock, origin, show, post }: Deliverer, slack: FakeSlack, flow: Flow) {
  const { service, names, documents, words, states = [WATCHING], lateMs = 0, outcome, isRefused } = flow;
  await using folder = await createSoundFolder();
  const path = await folder.write('file', 'sound');
  const asked = origin(slack.channels.general);
  await bot.adapter.requireDeliverable(asked, new AbortController().signal);
  const sample = sampleRequest(service, 'en');
  for (const [index, state] of states.entries()) {
    await show(jobFor(sample, 'en', { ...state, origin: asked, version: index }));
  }
  const reply = isRefused ? asked.reply : announced(asked);
  await clock.advance(lateMs);
  const work = { ...encodedWith({ path, sizeBytes: 5 }, names, documents), ...words };
  await post(doneJob(sample, 'en', work, { ...outcome, origin: { ...asked, reply } }));
}

describe('on Slack', { concurrency: 2 }, () => {
  for (const [name, flow] of Object.entries(FLOWS)) {
    const { messages, edits, pings } = flow;
    it(`${name} is ${messages} messages, ${edits} edits and ${pings} pings`, async () => {
      await using slack = await startFakeSlack();
      slack.sharesAppearAfterCalls = 0;
      await using deliverer = await startDeliverer(slack);
      await go(deliverer, slack, flow);
      assert.deepEqual(countsOf(slack), { messages, edits, pings });
      slack.assertClean();
    });
  }

  it('a refusal is a message to the one who asked, and none in the channel', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const { member } = slack.users;
    await slack.command({
      command: '/tts',
      text: 'voice:nobody Hello',
      user: member,
      channel: slack.channels.general,
    });
    await slack.until('the refusal', () => slack.messagesFor(member)[0]);
    assert.deepEqual(countsOf(slack), { messages: 0, edits: 0, pings: 0 });
    assert.equal(slack.messagesFor(member).length, 1);
  });

  it('a job that its limit refuses leaves nothing in the channel, and its reason comes to the one who asked', async () => {
    await using here = await startSlackWorld({ world: { limits: { perJob: fromDollars(0.01) } } });
    const { slack } = here;
    const { member } = slack.users;
    const { general: channel } = slack.channels;
    await slack.command({ command: '/tts', text: 'word '.repeat(400), user: member, channel });
    await here.finished();
    const [refusal, ...more] = slack.messagesFor(member);
    assert.deepEqual(more, []);
    assert.deepEqual(countsOf(slack), { messages: 0, edits: 0, pings: 0 });
    assert.equal(refusal?.ephemeralTo, member.id);
    assert.equal(refusal.via, 'response_url');
    assert.match(refusal.text, /per-job limit/);
  });

  it('a refusal after the response URL has expired comes as an ephemeral message, and the status goes', async () => {
    const clock = shiftableClock();
    await using here = await startSlackWorld({
      world: { jobLimits: { maxJobsPerMember: 0 } },
      bot: { clock },
    });
    const { slack } = here;
    const { member } = slack.users;
    const { general: channel } = slack.channels;
    await slack.command({ command: '/tts', text: 'Wait', user: member, channel });
    const status = await slack.until('the queue', () => slack.messagesFor(member)[0]);
    assert.equal(status.ephemeralTo, undefined, 'who waits for long needs a message that stays');
    clock.putForward(30 * 60_000);
    const [job] = await here.jobs();
    await slack.command({ command: '/jobs', text: `cancel ${job?.id}`, user: member, channel });
    await here.finished();
    const outcome = slack.messagesFor(member).find(({ text }) => text.startsWith('Canceled.'));
    assert.equal(outcome?.via, 'chat.postEphemeral');
    assert.equal(status.deleted, true);
    assert.deepEqual(countsOf(slack), { messages: 0, edits: 0, pings: 0 });
    slack.assertClean();
  });

  it('a refusal that can be told to nobody alone stands in the channel, and so does one whose status Slack keeps', async () => {
    await using slack = await startFakeSlack();
    await using deliverer = await startDeliverer(slack);
    slack.fault('chat.delete', { kind: 'error', error: 'cant_delete_message' });
    await go(deliverer, slack, FLOWS['a job that was shown and then refused'] ?? assert.fail());
    const [kept] = slack.messages;
    assert.match(kept?.text ?? '', /can’t read this file/);
    for (const method of ['chat.postEphemeral', 'conversations.open'])
      slack.fault(method, { kind: 'error', error: 'user_not_found' }, 5);
    await go(deliverer, slack, FLOWS['a job that was shown and then refused'] ?? assert.fail());
    const told = slack.messages.at(-1);
    assert.equal(told?.deleted, false);
    assert.match(told?.text ?? '', /^mia: .*can’t read this file/);
  });
});
