import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Job } from '../../../src/core/model/job/job.ts';
import type { EncodedFile } from '../../../src/core/model/job/job-files.ts';
import type { Origin } from '../../../src/core/model/job/origin.ts';
import { fromCents } from '../../../src/core/model/money/money.ts';
import { ORIGIN } from '../../fakes/world.ts';
import { type DeskSetting, openDesk } from '../desk-setting.ts';

const HELD = { state: 'held', reservation: 'r', amount: fromCents(3) } as const;
const SETTLED = { state: 'settled', reservation: 'r', amount: fromCents(3), basis: 'credits' } as const;
const DOUBT = { ...HELD, state: 'in-doubt', sinceMs: 0 } as const;
const FILE: EncodedFile = {
  name: 'speech',
  part: 1,
  parts: 1,
  path: '/gone.m4a',
  fileName: 'Hello.m4a',
  sizeBytes: 1,
  durationMs: 61_000,
  bitrateKbps: 160,
};
const SUBMISSION = { service: 'speech', providerId: '1', submittedAtMs: 0, state: 'completed' } as const;
const POSTED = { state: 'done', round: 0, posted: [], atMs: 0 } as const;

const DONE: Partial<Job> = {
  work: { stage: 'encoded', documents: [], files: [FILE] },
  money: SETTLED,
  delivery: POSTED,
  submissions: [SUBMISSION],
};
const FAILED: Partial<Job> = {
  work: { stage: 'failed', failure: { code: 'job-limit', facts: { needed: 30_000, limit: 20_000 } } },
  delivery: POSTED,
};

const STRANGERS: readonly (readonly [string, Origin, RegExp])[] = [
  ['another member', { ...ORIGIN, member: 'fake:somebody' }, /^This job belongs to another member\./],
  ['another tenant', { ...ORIGIN, tenant: 'fake:elsewhere' }, /^There’s no job “[a-z0-9]{12}”\./],
];

describe('/jobs', () => {
  let desk: DeskSetting;
  before(async () => {
    desk = await openDesk();
  });
  after(() => desk[Symbol.asyncDispose]());

  describe('list', () => {
    it('says that there are none yet', async () => {
      await using fresh = await openDesk();
      assert.deepEqual(await fresh.reply('/jobs list'), {
        tone: 'info',
        text: 'You have no jobs yet.',
        actions: [],
      });
    });

    it('shows the member’s own jobs of this place, newest first, in the reader’s language', async () => {
      await using fresh = await openDesk();
      const first = await fresh.record({ ...DONE, createdAtMs: Date.UTC(2026, 2, 29, 22) });
      const second = await fresh.record({ work: { stage: 'watching' }, money: HELD });
      for (const [, origin] of STRANGERS) await fresh.record({ origin });
      const { text, table } = await fresh.reply('/jobs list');
      assert.equal(text, 'Your latest 2 jobs:');
      assert.deepEqual(table, {
        columns: ['Job', 'Request', 'State', 'Cost', 'Started'],
        rows: [
          [second.id, 'Speech: “Hello” (Aura)', 'processing', '≤\u00a0$0.03', 'now'],
          [first.id, 'Speech: “Hello” (Aura)', 'done', '$0.03', '2 hours ago'],
        ],
        jobIds: [second.id, first.id],
      });
      const chinese = await fresh.reply('/jobs list', { ...ORIGIN, locale: 'zh-CN' });
      assert.equal(chinese.text, '你最近的 2 个任务：');
      assert.deepEqual(chinese.table?.rows[1]?.slice(2), ['已完成', '$0.03', '2小时前']);
    });

    it('shows twenty at most', async () => {
      await using fresh = await openDesk();
      for (let index = 0; index < 25; index += 1) await fresh.record({});
      const { text, table } = await fresh.reply('/jobs list');
      assert.equal(text, 'Your latest 20 jobs:');
      assert.equal(table?.rows.length, 20);
    });
  });

  describe('show', () => {
    async function shown(change: Partial<Job>): Promise<{ text: string; actions: string }> {
      const job = await desk.record(change);
      const { text, actions } = await desk.reply(`/jobs show ${job.id}`);
      for (const action of actions) if ('jobId' in action) assert.equal(action.jobId, job.id);
      return { text, actions: actions.map(({ kind }) => kind).join(', ') };
    }

    it('finds a job however its id is typed', async () => {
      const { id } = await desk.record({});
      for (const typed of [id, `#${id}`, id.toUpperCase(), `job:${id}`, `job:"#${id}"`]) {
        assert.match((await desk.reply(`/jobs show ${typed}`)).text, /^Speech: “Hello” \(Aura\)\n/);
      }
    });

    it('tells a job in line its true place, and offers to stop it', async () => {
      await using fresh = await openDesk();
      await fresh.record({ createdAtMs: 1 });
      await fresh.record({ createdAtMs: 2, origin: { ...ORIGIN, member: 'fake:somebody' } });
      const { id } = await fresh.record({});
      const { text, actions } = await fresh.reply(`/jobs show ${id}`);
      assert.equal(text, 'Speech: “Hello” (Aura)\nQueued: 2 ahead.');
      assert.deepEqual(actions, [{ kind: 'cancel', jobId: id }]);
    });

    it('says what is reserved while the job runs', async () => {
      assert.deepEqual(await shown({ work: { stage: 'watching' }, money: HELD }), {
        text: 'Speech: “Hello” (Aura)\nGenerating speech… Up to $0.03.',
        actions: 'cancel',
      });
    });

    it('does not cry lost connection while a job is merely being handed over', async () => {
      const { text, actions } = await shown({ work: { stage: 'submitting', sinceMs: 0 }, money: HELD });
      assert.match(text, /\nSending to AudioPod… Up to \$0\.03\./);
      assert.equal(actions, 'cancel');
    });

    it('explains a lost answer and offers to try again', async () => {
      const work = { stage: 'submitting', sinceMs: 0, told: true } as const;
      const { text, actions } = await shown({ work, money: DOUBT });
      assert.match(text, /The connection dropped .* may have been charged \$0\.03\./);
      assert.equal(actions, 'retry');
    });

    it('says what a finished job cost and offers its result again', async () => {
      const { text, actions } = await shown(DONE);
      assert.match(
        text,
        /\n“Hello”, read by Aura \(1:01\)\. Cost: \$0\.03\.\nAudioPod reported this cost in credits\.$/,
      );
      assert.equal(actions, 'fetch');
    });

    for (const [code, words] of [
      ['cannot-deliver', /in credits\.\nThe bot can’t post files in this channel\. Let it attach files/],
      ['delivery-filtered', /in credits\.\nA message filter blocked this result\. .* AutoMod’s settings/],
      ['bot-token-rejected', /in credits\.\nThe bot can’t post because its token was rejected\./],
      ['bot-scope-missing', /in credits\.\nThe bot lacks a permission it needs to post\. Ask the bot owner/],
      ['uploads-refused', /in credits\.\nThis workspace blocks the bot’s files\. .* workspace admin/],
    ] as const) {
      it(`says that a result could not be posted, why (${code}), and offers it again`, async () => {
        const failure = { code, facts: {} };
        const { text, actions } = await shown({
          ...DONE,
          delivery: { state: 'undeliverable', round: 0, failure, atMs: 0 },
        });
        assert.match(text, words);
        assert.equal(actions, 'fetch');
      });
    }

    it('says why a job failed, what that cost and its number, and offers to raise the limit it met', async () => {
      const { text, actions } = await shown(FAILED);
      assert.match(text, /limit is \$0\.02\. .*\(Job [a-z0-9]{12}\)\nYou weren’t charged\.$/);
      assert.equal(actions, 'raise, run');
    });
  });

  describe('fetch and cancel', () => {
    it('puts the wish on record and says what happens next', async () => {
      const done = await desk.record(DONE);
      const { text } = await desk.reply(`/jobs fetch ${done.id}`, { ...ORIGIN, channel: 'other' });
      assert.equal(text, `Posting the result of job ${done.id} again…`);
      const fetched = await desk.store.jobs.get(done.id);
      assert.deepEqual(fetched?.delivery, { state: 'pending', round: 1 });
      assert.equal(fetched.origin.channel, 'other');

      const waiting = await desk.record({});
      assert.equal((await desk.reply(`/jobs cancel ${waiting.id}`)).text, `Canceling job ${waiting.id}…`);
      assert.equal((await desk.store.jobs.get(waiting.id))?.cancelRequested, true);
    });

    const REFUSED: readonly (readonly [string, Partial<Job>, RegExp])[] = [
      ['fetch', {}, /^This job isn’t finished yet\. You’ll get the result when it’s done\.$/],
      ['fetch', FAILED, /^This job has no result\. See what happened with `\/jobs show`\.$/],
      ['cancel', DONE, /^This job has already ended\. See the outcome with `\/jobs show`\.$/],
      [
        'cancel',
        { work: { stage: 'completed' }, money: HELD },
        /^AudioPod has finished this job, so it’s too late/,
      ],
    ];
    for (const [subcommand, change, words] of REFUSED) {
      it(`refuses to ${subcommand} a job that is ${change.work?.stage ?? 'in line'}, with no word on charges`, async () => {
        const { id } = await desk.record(change);
        const text = await desk.refusal(`/jobs ${subcommand} ${id}`);
        assert.match(text, words);
        assert.doesNotMatch(text, /charged/);
      });
    }
  });

  for (const subcommand of ['show', 'fetch', 'cancel']) {
    it(`${subcommand} needs to know which job`, async () => {
      for (const line of [subcommand, `${subcommand} job:`, `${subcommand} job:""`]) {
        assert.match(await desk.refusal(`/jobs ${line}`), /^The option “job” is missing\./, line);
      }
      assert.match(await desk.refusal(`/jobs ${subcommand} nowhere`), /^There’s no job “nowhere”\./);
    });

    for (const [who, origin, words] of STRANGERS) {
      it(`${subcommand} tells ${who} nothing about a job and changes nothing`, async () => {
        const job = await desk.record({ ...DONE, title: 'A secret' });
        const text = await desk.refusal(`/jobs ${subcommand} ${job.id}`, origin);
        assert.match(text, words);
        assert.doesNotMatch(text, /secret/);
        assert.deepEqual(await desk.store.jobs.get(job.id), job);
      });
    }
  }

  describe('delete and forget-me', () => {
    it('delete a finished job, which is then as good as unknown', async () => {
      await using fresh = await openDesk();
      const { id } = await fresh.record(DONE);
      assert.equal(
        (await fresh.reply(`/jobs delete #${id.toUpperCase()}`)).text,
        `Job ${id} was deleted from the bot. AudioPod can’t delete its copy. ` +
          'Its cost stays in the spending history.',
      );
      assert.equal((await fresh.reply('/jobs list')).text, 'You have no jobs yet.');
      for (const command of ['show', 'fetch', 'delete']) {
        assert.match(await fresh.refusal(`/jobs ${command} ${id}`), /^There’s no job “[a-z0-9]{12}”\./);
      }
    });

    it('count a job that AudioPod has lost already as deleted everywhere', async () => {
      await using fresh = await openDesk();
      const submission = { ...SUBMISSION, service: 'stems', providerId: '123456' } as const;
      const { id } = await fresh.record({ ...DONE, submissions: [submission] });
      assert.match((await fresh.reply(`/jobs delete ${id}`)).text, /was deleted from the bot and AudioPod\./);
    });

    it('refuse a job that runs, one of someone else, and one that is not there', async () => {
      await using fresh = await openDesk();
      const { id } = await fresh.record({ work: { stage: 'watching' }, money: HELD });
      assert.match(await fresh.refusal(`/jobs delete ${id}`), /^This job isn’t finished yet\./);
      assert.match(await fresh.refusal('/jobs delete nowhere'), /^There’s no job “nowhere”\./);
      assert.match(await fresh.refusal('/jobs delete'), /^The option “job” is missing\./);
      assert.match(await fresh.refusal('/jobs forget-me now'), /takes no more text/);
      const done = await fresh.record(DONE);
      for (const [who, origin, words] of STRANGERS) {
        assert.match(await fresh.refusal(`/jobs delete ${done.id}`, origin), words, who);
      }
      assert.deepEqual(await fresh.store.jobs.get(done.id), done);
    });

    it('take everything of the member here, and say how much stays', async () => {
      await using fresh = await openDesk();
      await fresh.reply('/voice default voice:sage language:de format:srt');
      for (const change of [DONE, FAILED]) await fresh.record(change);
      await fresh.record({ work: { stage: 'watching' }, money: HELD });
      const others = [];
      for (const [, origin] of STRANGERS) others.push(await fresh.record({ ...DONE, origin }));
      assert.match(
        (await fresh.reply('/jobs forget-me')).text,
        /^Deleted 2 jobs and your defaults\. 1 job isn’t finished yet\. /,
      );
      for (const job of others) assert.deepEqual(await fresh.store.jobs.get(job.id), job);
      const { request } = await fresh.job('/tts Hello');
      assert.equal(request.service === 'speech' && request.voice.name, 'Aura');
      const { table } = await fresh.reply('/voice default');
      assert.deepEqual(
        table?.rows.map(([, yours]) => yours),
        Array(3).fill('not set'),
      );
      const again = await fresh.reply('/jobs forget-me', {
        ...ORIGIN,
        member: 'fake:nobody',
        locale: 'zh-CN',
      });
      assert.match(again.text, /^已删除你的 0 个任务和默认设置。费用仍保留在消费记录中；/);
    });
  });
});
