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
  ['another member', { ...ORIGIN, member: 'fake:somebody' }, /^That job belongs to somebody else\./],
  ['another tenant', { ...ORIGIN, tenant: 'fake:elsewhere' }, /^There is no job “[a-z0-9]{12}” here\./],
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
        columns: ['Job', 'What', 'State', 'Cost', 'Started'],
        rows: [
          [second.id, 'Aura says “Hello”', 'at AudioPod', '≤\u00a0$0.03', 'now'],
          [first.id, 'Aura says “Hello”', 'done', '$0.03', '2 hours ago'],
        ],
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
      for (const action of actions) assert.equal(action.jobId, job.id);
      return { text, actions: actions.map(({ kind }) => kind).join(', ') };
    }

    it('finds a job however its id is typed', async () => {
      const { id } = await desk.record({});
      for (const typed of [id, `#${id}`, id.toUpperCase(), `job:${id}`, `job:"#${id}"`]) {
        assert.match((await desk.reply(`/jobs show ${typed}`)).text, /^Aura says “Hello”\n/);
      }
    });

    it('tells a job in line its true place, and offers to stop it', async () => {
      await using fresh = await openDesk();
      await fresh.record({ createdAtMs: 1 });
      await fresh.record({ createdAtMs: 2, origin: { ...ORIGIN, member: 'fake:somebody' } });
      const { id } = await fresh.record({});
      const { text, actions } = await fresh.reply(`/jobs show ${id}`);
      assert.equal(text, 'Aura says “Hello”\nIn line: 2 before this one.');
      assert.deepEqual(actions, [{ kind: 'cancel', jobId: id }]);
    });

    it('says what is set aside while the job runs', async () => {
      assert.deepEqual(await shown({ work: { stage: 'watching' }, money: HELD }), {
        text: 'Aura says “Hello”\nAudioPod is speaking … $0.03 is set aside for it.',
        actions: '',
      });
    });

    it('does not cry lost connection while a job is merely being handed over', async () => {
      const { text, actions } = await shown({ work: { stage: 'submitting', sinceMs: 0 }, money: HELD });
      assert.match(text, /\nHanding it to AudioPod … \$0\.03 is set aside/);
      assert.equal(actions, '');
    });

    it('explains a lost answer and offers to try again', async () => {
      const work = { stage: 'submitting', sinceMs: 0, told: true } as const;
      const { text, actions } = await shown({ work, money: DOUBT });
      assert.match(text, /The connection broke .* may have been charged \(\$0\.03\)/);
      assert.equal(actions, 'retry');
    });

    it('says what a finished job cost and offers its result again', async () => {
      const { text, actions } = await shown(DONE);
      assert.match(
        text,
        /\n“Hello”, spoken by Aura \(1:01\)\. It cost \$0\.03, by the credits AudioPod counted\.$/,
      );
      assert.equal(actions, 'fetch');
    });

    it('says that a result could not be posted, why, and offers it again', async () => {
      const failure = { code: 'cannot-deliver', facts: {} } as const;
      const { text, actions } = await shown({
        ...DONE,
        delivery: { state: 'undeliverable', round: 0, failure, atMs: 0 },
      });
      assert.match(
        text,
        /It cost \$0\.03, by the credits AudioPod counted\.\nThe bot is not able to post files here\. Give it the right to/,
      );
      assert.equal(actions, 'fetch');
    });

    it('says why a job failed, what that cost and its number, and offers to try again', async () => {
      const { text, actions } = await shown(FAILED);
      assert.match(text, /at most \$0\.02\. Nothing was charged\. .*\(Job [a-z0-9]{12}\)$/);
      assert.equal(actions, 'retry');
    });
  });

  describe('fetch and cancel', () => {
    it('puts the wish on record and says what happens next', async () => {
      const done = await desk.record(DONE);
      const { text } = await desk.reply(`/jobs fetch ${done.id}`, { ...ORIGIN, channel: 'other' });
      assert.equal(text, `The result of job ${done.id} is posted again in a moment.`);
      const fetched = await desk.store.jobs.get(done.id);
      assert.deepEqual(fetched?.delivery, { state: 'pending', round: 1 });
      assert.equal(fetched.origin.channel, 'other');

      const waiting = await desk.record({});
      assert.equal(
        (await desk.reply(`/jobs cancel ${waiting.id}`)).text,
        `Job ${waiting.id} is being stopped.`,
      );
      assert.equal((await desk.store.jobs.get(waiting.id))?.cancelRequested, true);
    });

    const REFUSED: readonly (readonly [string, Partial<Job>, RegExp])[] = [
      ['fetch', {}, /^That job is not finished yet\. Its result is posted as soon as it is\.$/],
      ['fetch', FAILED, /^That job has no result to fetch\. `\/jobs show` says what happened to it\.$/],
      ['cancel', DONE, /^That job is already over\. `\/jobs show` says how it ended\.$/],
      [
        'cancel',
        { work: { stage: 'watching' }, money: HELD },
        /^That job is already with AudioPod and cannot/,
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
        assert.match(await desk.refusal(`/jobs ${line}`), /^The option “job” is needed\./, line);
      }
      assert.match(await desk.refusal(`/jobs ${subcommand} nowhere`), /^There is no job “nowhere” here\./);
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
        `Job ${id} is deleted here. AudioPod offers no way to delete its part. ` +
          'What it cost stays in the account book.',
      );
      assert.equal((await fresh.reply('/jobs list')).text, 'You have no jobs yet.');
      for (const command of ['show', 'fetch', 'delete']) {
        assert.match(await fresh.refusal(`/jobs ${command} ${id}`), /^There is no job “[a-z0-9]{12}” here\./);
      }
    });

    it('count a job that AudioPod has lost already as deleted everywhere', async () => {
      await using fresh = await openDesk();
      const submission = { ...SUBMISSION, service: 'stems', providerId: '123456' } as const;
      const { id } = await fresh.record({ ...DONE, submissions: [submission] });
      assert.match((await fresh.reply(`/jobs delete ${id}`)).text, /is deleted, here and at AudioPod\./);
    });

    it('refuse a job that runs, one of somebody else, and one that is not there', async () => {
      await using fresh = await openDesk();
      const { id } = await fresh.record({ work: { stage: 'watching' }, money: HELD });
      assert.match(await fresh.refusal(`/jobs delete ${id}`), /^That job is not finished yet\./);
      assert.match(await fresh.refusal('/jobs delete nowhere'), /^There is no job “nowhere” here\./);
      assert.match(await fresh.refusal('/jobs delete'), /^The option “job” is needed\./);
      assert.match(await fresh.refusal('/jobs forget-me now'), /takes no further words/);
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
        /^2 of your jobs are deleted, and your defaults are forgotten\. One could not be deleted yet: /,
      );
      for (const job of others) assert.deepEqual(await fresh.store.jobs.get(job.id), job);
      const { request } = await fresh.job('/tts Hello');
      assert.equal(request.service === 'speech' && request.voice.name, 'Aura');
      const { table } = await fresh.reply('/voice default');
      assert.deepEqual(
        table?.rows.map(([, yours]) => yours),
        Array(3).fill('none chosen'),
      );
      const again = await fresh.reply('/jobs forget-me', {
        ...ORIGIN,
        member: 'fake:nobody',
        locale: 'zh-CN',
      });
      assert.match(again.text, /^你的 0 个任务已删除，默认设置也已清除。花费仍保留在账本中。/);
    });
  });
});
