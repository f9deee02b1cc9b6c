import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { action } from '../../../src/commands/framework/action.ts';
import type { Command } from '../../../src/commands/framework/command.ts';
import type { Job } from '../../../src/core/model/job/job.ts';
import type { AttachmentRef } from '../../../src/core/model/job/request.ts';
import { SERVICES } from '../../../src/core/model/service.ts';
import { ORIGIN } from '../../fakes/world.ts';
import { type DeskSetting, openDesk, signal } from '../desk-setting.ts';

const FILE: AttachmentRef = { kind: 'attachment', ref: 'upload-1', name: 'song.mp3' };
const DONE: Partial<Job> = {
  work: { stage: 'encoded', documents: [], files: [] },
  money: { state: 'none' },
  delivery: { state: 'done', round: 0, posted: [], atMs: 0 },
  submissions: [{ service: 'speech', providerId: '1', submittedAtMs: 0, state: 'completed' }],
};
const FAILED: Partial<Job> = {
  ...DONE,
  work: { stage: 'failed', failure: { code: 'job-failed', facts: {} } },
};

describe('the command desk', () => {
  let desk: DeskSetting;
  before(async () => {
    desk = await openDesk();
  });
  after(() => desk[Symbol.asyncDispose]());

  it('answers a line it cannot understand with words in the reader’s language', async () => {
    assert.equal(await desk.refusal('/tst Hello'), 'There’s no command “tst”. Did you mean `/tts`?');
    assert.equal(
      await desk.refusal('/nonsense', { ...ORIGIN, locale: 'zh-CN' }),
      '没有命令“nonsense”。可用 `/help` 查看所有命令。',
    );
    assert.match(await desk.refusal('/wallet'), /^This command needs a subcommand\. Choose one of: balance/);
  });

  it('refuses a file for a command that takes none, however many there are', async () => {
    for (const files of [[FILE], [FILE, FILE]]) {
      assert.match(await desk.refusal('/wallet balance', ORIGIN, files), /^This command takes no file\./);
    }
  });

  it('marks a job private when asked to, and only then', async () => {
    for (const [line, visibility] of [
      ['/tts private:on Hello', 'private'],
      ['/tts private:是 Hello', 'private'],
      ['/tts private:off Hello', 'public'],
      ['/tts Hello private:on', 'public'],
    ] as const) {
      const job = await desk.job(line);
      assert.equal(job.origin.visibility, visibility, line);
      assert.equal((await desk.store.jobs.get(job.id))?.origin.visibility, visibility);
    }
    const hidden = await desk.job('/tts private:off Hello', { ...ORIGIN, visibility: 'private' });
    assert.equal(hidden.origin.visibility, 'private', 'a platform’s own privacy cannot be taken back');
  });

  it('knows no `private` where no job starts', async () => {
    const options = { private: true };
    const answer = await desk.desk.run(
      { command: 'wallet', subcommand: 'balance', options, origin: ORIGIN },
      signal,
    );
    assert.equal(
      answer.kind === 'reply' && answer.reply.text,
      'This command takes no more text, but you added “private”. Send it without that text.',
    );
  });

  describe('with options that a platform has taken apart', () => {
    const run = async (options: Readonly<Record<string, string | number | boolean | AttachmentRef>>) =>
      desk.desk.run({ command: 'stems', options, origin: ORIGIN }, signal);

    it('starts the same job as a typed line does', async () => {
      const answer = await run({ audio: FILE, mode: 'six', private: true });
      const typed = await desk.job('/stems private:on six', ORIGIN, [FILE]);
      assert.deepEqual(answer.kind === 'job' && answer.job.request, typed.request);
      assert.deepEqual(answer.kind === 'job' && answer.job.origin, typed.origin);
    });

    it('reads numbers and switches as they come', async () => {
      const options = { text: 'Hello', speed: 1.5, private: false };
      const answer = await desk.desk.run({ command: 'SPEAK', options, origin: ORIGIN }, signal);
      assert.equal(
        answer.kind === 'job' && answer.job.request.service === 'speech' && answer.job.request.speed,
        1.5,
      );
    });

    it('refuses options it does not know, also those that every object has', async () => {
      for (const name of ['nonsense', 'constructor', 'toString', '__proto__']) {
        const answer = await run(Object.fromEntries([[name, 'x']]));
        assert.equal(answer.kind, 'reply', name);
        assert.match(answer.kind === 'reply' ? answer.reply.text : '', /^This command has no option “/);
      }
    });

    it('refuses a file where words belong', async () => {
      const answer = await run({ url: FILE });
      assert.match(answer.kind === 'reply' ? answer.reply.text : '', /^This command takes no file\./);
    });

    it('refuses a subcommand that is missing or unknown', async () => {
      for (const subcommand of [undefined, 'nonsense', 'toString']) {
        const asked = { command: 'jobs', ...(subcommand && { subcommand }), options: {}, origin: ORIGIN };
        const answer = await desk.desk.run(asked, signal);
        assert.match(answer.kind === 'reply' ? answer.reply.text : '', /Choose one of: list, show/);
      }
    });
  });

  describe('when something breaks', () => {
    const broken: Command = {
      name: 'broken',
      aliases: [],
      action: action({
        options: {},
        run: () => {
          throw new TypeError('a fault of ours');
        },
      }),
    };

    it('says so without a word of the fault, which the operator reads', async () => {
      await using faulty = await openDesk({}, [broken]);
      assert.match(await faulty.refusal('/broken'), /^The bot had an internal problem\./);
      assert.match(faulty.logged(), /^request-failed .*"code":"internal".* a fault of ours$/);
    });

    it('says that AudioPod cannot be reached when it does not answer in time', async () => {
      await using slow = await openDesk();
      slow.sandbox.control.faults.add({ times: 'lasting', fault: { kind: 'slow', delayMs: 1e9 } });
      const answer = await slow.desk.run(
        { line: '/tts Hello', attachments: [], origin: ORIGIN },
        AbortSignal.timeout(50),
      );
      assert.equal(
        answer.kind === 'reply' && answer.reply.text,
        'The bot can’t reach AudioPod right now. Try again in a few minutes.',
      );
      assert.deepEqual(await slow.jobs.list(ORIGIN, 1), []);
    });

    it('says that the bot is restarting when it stops in the middle', async () => {
      const answer = await desk.desk.run(
        { line: '/tts Hello', attachments: [], origin: ORIGIN },
        AbortSignal.abort(),
      );
      assert.match(answer.kind === 'reply' ? answer.reply.text : '', /^The bot is restarting\./);
      const press = await desk.desk.press({ kind: 'retry', jobId: 'x' }, ORIGIN, AbortSignal.abort());
      assert.match(press.kind === 'reply' ? press.reply.text : '', /^The bot is restarting\./);
    });

    it('writes down why it refused, and nothing that was typed', async () => {
      await using fresh = await openDesk();
      for (const line of [
        '/stems secretword',
        '/tts voice:secretword Hi',
        '/secretword',
        '/jobs show secretword',
      ])
        await fresh.refusal(line);
      const lines = fresh.logged().split('\n');
      assert.equal(lines.length, 4);
      for (const line of lines)
        assert.match(line, /^request-refused \{"code":"[a-z-]+","tenant":"fake:tenant"/);
      assert.doesNotMatch(fresh.logged(), /secretword/);
    });
  });

  describe('completing an option', () => {
    const values = async (command: string, option: string, query: string, subcommand?: string) => {
      const asked = { command, option, query, origin: ORIGIN, ...(subcommand && { subcommand }) };
      return (await desk.desk.choices(asked, signal)).map(({ value }) => value);
    };

    it('offers voices, the best first and 25 at most', async () => {
      assert.equal((await values('tts', 'voice', '')).length, 25);
      assert.deepEqual((await values('speak', 'voice', 'au')).slice(0, 1), ['aura']);
      assert.deepEqual(await values('tts', 'voice', 'scottish'), ['willow']);
      assert.deepEqual(await values('tts', 'voice', 'jestr'), ['jester']);
      const asked = { command: 'tts', option: 'voice', query: 'aura', origin: ORIGIN };
      assert.deepEqual((await desk.desk.choices(asked, signal))[0]?.label, 'Aura');
    });

    it('offers what every completed voice can be asked for with', async () => {
      for (const value of (await values('tts', 'voice', 's')).slice(0, 3)) {
        const { request } = await desk.job(`/tts voice:"${value}" Hello`);
        assert.equal(request.service === 'speech' && request.voice.name.toLowerCase(), value);
      }
    });

    it('offers fixed choices in the reader’s language, by value or by meaning', async () => {
      assert.deepEqual((await values('stems', 'mode', 's')).slice(0, 3), ['single', 'six', 'studio']);
      assert.deepEqual(await values('stems', 'mode', 'guitar'), ['six']);
      const chinese = {
        command: 'stems',
        option: 'stem',
        query: '鼓',
        origin: { ...ORIGIN, locale: 'zh-CN' },
      } as const;
      assert.deepEqual(await desk.desk.choices(chinese, signal), [{ value: 'drums', label: '鼓' }]);
      assert.deepEqual(await values('wallet', 'service', '', 'estimate'), [...SERVICES]);
    });

    it('offers the member’s own jobs by id and by words', async () => {
      await using fresh = await openDesk();
      const song = await fresh.record({ title: 'My summer song' });
      const poem = await fresh.record({ title: 'A poem', createdAtMs: 1 });
      await fresh.record({ title: 'A poem', origin: { ...ORIGIN, member: 'fake:somebody' } });
      await fresh.record({ title: 'A poem', origin: { ...ORIGIN, tenant: 'fake:elsewhere' } });
      const offered = async (query: string) => {
        const asked = { command: 'jobs', subcommand: 'show', option: 'job', query, origin: ORIGIN };
        return (await fresh.desk.choices(asked, signal)).map(({ value }) => value);
      };
      assert.deepEqual(await offered(''), [song.id, poem.id]);
      assert.deepEqual(await offered('Poem'), [poem.id]);
      assert.deepEqual(await offered(song.id.slice(0, 8).toUpperCase()), [song.id]);
    });

    it('offers nothing, and breaks nothing, where there is nothing to offer', async () => {
      assert.deepEqual(await values('tts', 'text', 'x'), []);
      assert.deepEqual(await values('tts', 'constructor', ''), []);
      assert.deepEqual(await values('tts', '__proto__', ''), []);
      assert.deepEqual(await values('nonsense', 'voice', ''), []);
      assert.deepEqual(await values('jobs', 'job', ''), []);
      await using lost = await openDesk();
      lost.sandbox.control.faults.add({ times: 'lasting', fault: { kind: 'drop' } });
      const asked = { command: 'tts', option: 'voice', query: 'a', origin: ORIGIN };
      assert.deepEqual(await lost.desk.choices(asked, signal), []);
      assert.deepEqual(await lost.desk.choices(asked, AbortSignal.abort()), []);
    });
  });

  describe('a pressed button', () => {
    const press = async (kind: 'cancel' | 'retry' | 'fetch', job: Job, origin = ORIGIN) =>
      desk.desk.press({ kind, jobId: job.id }, origin, signal);
    const wordsOf = async (
      kind: 'cancel' | 'retry' | 'fetch',
      job: Job,
      origin = ORIGIN,
    ): Promise<string> => {
      const answer = await press(kind, job, origin);
      return answer.kind === 'reply' ? answer.reply.text : assert.fail('A job began');
    };

    it('stops a job', async () => {
      const job = await desk.record({});
      assert.equal(await wordsOf('cancel', job), `Canceling job ${job.id}…`);
      assert.equal((await desk.store.jobs.get(job.id))?.cancelRequested, true);
    });

    it('posts a result again', async () => {
      const job = await desk.record(DONE);
      assert.equal(await wordsOf('fetch', job), `Posting the result of job ${job.id} again…`);
      assert.match(await wordsOf('fetch', job), /^This job isn’t finished yet\. You’ll get the result/);
    });

    it('tries a failed job again as a new one that asks the same', async () => {
      const job = await desk.record({ ...FAILED, title: 'My words' });
      const answer = await press('retry', job, { ...ORIGIN, channel: 'other' });
      assert.equal(answer.kind, 'job');
      assert.notEqual(answer.job.id, job.id);
      assert.deepEqual(answer.job.request, job.request);
      assert.equal(answer.job.title, 'My words');
      assert.equal(answer.job.origin.channel, 'other');
      assert.match(
        await wordsOf('retry', job),
        new RegExp(`^You already tried this again: job ${answer.job.id}\\.`),
      );
    });

    it('keeps private what was private', async () => {
      const origin = { ...ORIGIN, visibility: 'private' } as const;
      const failed = await desk.record({ ...FAILED, origin });
      const answer = await press('retry', failed);
      assert.equal(answer.kind === 'job' && answer.job.origin.visibility, 'private');
      const done = await desk.record({ ...DONE, origin });
      await press('fetch', done);
      assert.equal((await desk.store.jobs.get(done.id))?.origin.visibility, 'private');
    });

    for (const kind of ['cancel', 'fetch', 'retry'] as const) {
      it(`to ${kind} does nothing for anybody but the job’s own member`, async () => {
        const job = await desk.record(kind === 'cancel' ? {} : FAILED);
        const member = { ...ORIGIN, member: 'fake:somebody' };
        const tenant = { ...ORIGIN, tenant: 'fake:elsewhere' };
        assert.match(await wordsOf(kind, job, member), /^This job belongs to another member\./);
        assert.match(await wordsOf(kind, job, tenant), /^There’s no job “/);
        assert.deepEqual(await desk.store.jobs.get(job.id), job);
        assert.deepEqual(await desk.jobs.list(member, 1), []);
        assert.deepEqual(await desk.jobs.list(tenant, 1), []);
      });
    }
  });
});
