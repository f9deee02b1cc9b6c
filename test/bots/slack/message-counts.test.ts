import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { doneJob, jobFor, MONEY } from '../../../script/gallery/sample/jobs.ts';
import { sampleRequest } from '../../../script/gallery/sample/requests.ts';
import type { Job, Work } from '../../../src/core/model/job/job.ts';
import { fromDollars } from '../../../src/core/model/money/money.ts';
import type { Service } from '../../../src/core/model/service.ts';
import type { FakeSlack } from '../../fakes/slack/fake-slack.ts';
import { mentionsIn } from '../../fakes/slack/markup-rules.ts';
import { startFakeSlack } from '../../fakes/slack/start-fake-slack.ts';
import { createSoundFolder } from '../../fixtures/audio.ts';
import { type Deliverer, encodedWith, startDeliverer } from './fixtures/flow.ts';
import { startSlackWorld } from './fixtures/slack-world.ts';

/** What one flow costs those who read the channel. */
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
}

const WATCHING: Partial<Job> = { work: { stage: 'watching' }, money: MONEY.held };
const CONFIRMING: Partial<Job> = {
  work: { stage: 'confirming', sinceMs: 0 },
  quote: { amount: fromDollars(0.62) },
};
const FAILED: Work = { stage: 'failed', failure: { code: 'job-failed', facts: {} } };
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
};

function countsOf(slack: FakeSlack): Counts {
  const { member } = slack.users;
  const seen = slack.messages.filter((one) => one.from === 'app' && one.ephemeralTo === undefined);
  const pinged = seen.flatMap(({ text }) => mentionsIn(text));
  assert.ok(
    pinged.every((id) => id === member.id),
    'nobody else is notified',
  );
  return { messages: seen.length, edits: slack.calls('chat.update').length, pings: pinged.length };
}

async function go({ bot, clock, origin, show, post }: Deliverer, slack: FakeSlack, flow: Flow) {
  const { service, names, documents, words, states = [WATCHING], lateMs = 0, outcome } = flow;
  await using folder = await createSoundFolder();
  const path = await folder.write('file', 'sound');
  const asked = origin(slack.channels.general);
  await bot.adapter.requireDeliverable(asked, new AbortController().signal);
  const sample = sampleRequest(service, 'en');
  for (const [index, state] of states.entries()) {
    await show(jobFor(sample, 'en', { ...state, origin: asked, version: index }));
  }
  await clock.advance(lateMs);
  const work = { ...encodedWith({ path, sizeBytes: 5 }, names, documents), ...words };
  await post(doneJob(sample, 'en', work, { ...outcome, origin: asked }));
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
});
