import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { COMMANDS } from '../../../src/commands/catalog.ts';
import type { Answer } from '../../../src/commands/framework/reply.ts';
import { COMMAND_OF } from '../../../src/commands/framework/who-may.ts';
import { type Action, NEXT_STEPS } from '../../../src/core/model/job/action.ts';
import type { Job } from '../../../src/core/model/job/job.ts';
import type { Origin } from '../../../src/core/model/job/origin.ts';
import type { AttachmentRef } from '../../../src/core/model/job/request.ts';
import type { Allowed } from '../../../src/core/model/money/spending-rules.ts';
import { ORIGIN } from '../../fakes/world.ts';
import { ADMIN, type DeskSetting, OWNER, openDesk, signal } from '../desk-setting.ts';

const SONG: AttachmentRef = { kind: 'attachment', ref: 'upload-1', name: 'song.mp3' };
const CLOSED_EN = 'You don’t have permission to use `/tts`. An admin can allow it with `/wallet allow`.';
const DJ: Allowed = { kind: 'role', id: 'dj' };
const dj: Origin = { ...ORIGIN, member: 'fake:dj' };
const ann: Origin = { ...ORIGIN, member: 'fake:ann' };
const FAILED: Partial<Job> = {
  work: { stage: 'failed', failure: { code: 'job-failed', facts: {} } },
  delivery: { state: 'done', round: 0, posted: [], atMs: 0 },
};
const MADE: Partial<Job> = {
  ...FAILED,
  work: {
    stage: 'encoded',
    documents: [],
    files: [
      {
        name: 'vocals',
        part: 1,
        parts: 1,
        path: '/x',
        fileName: 'x.m4a',
        sizeBytes: 1,
        durationMs: 1,
        bitrateKbps: 64,
      },
    ],
  },
};

describe('who may use a command that costs', () => {
  let desk: DeskSetting;
  before(async () => {
    desk = await openDesk();
    desk.proven.set(dj.member, { isAdmin: false, roles: ['other', 'dj'] });
  });
  after(() => desk[Symbol.asyncDispose]());

  const close = (allowed: Readonly<Record<string, readonly Allowed[]>>) =>
    desk.store.rules.changeTenant(ORIGIN.tenant, { member: 'test', nowMs: 0 }, (rules) => ({
      ...rules,
      allowed,
    }));
  const press = (action: Action, origin: Origin): Promise<Answer> =>
    desk.desk.press(action, origin, signal, async () => desk.proven.get(origin.member) ?? { isAdmin: false });
  const begun = async (): Promise<number> =>
    (await desk.store.jobs.list({ tenant: ORIGIN.tenant, limit: 100 })).length;
  const refusedBy = async (ask: () => Promise<Answer>): Promise<string> => {
    const earlier = await begun();
    const asked = desk.sandbox.control.requests.list().length;
    const answer = await ask();
    assert.equal(await begun(), earlier, 'nothing begins');
    assert.equal(desk.sandbox.control.requests.list().length, asked, 'AudioPod is not asked for anything');
    return answer.kind === 'reply' && answer.reply.tone === 'refusal' ? answer.reply.text : '';
  };

  it('is everybody, until it is open to some', async () => {
    await close({});
    assert.equal((await desk.ask('/tts Hello')).kind, 'job');
    await close({ tts: [DJ, { kind: 'member', id: ann.member }] });
    assert.equal(await refusedBy(() => desk.ask('/tts Hello')), CLOSED_EN);
    assert.equal(
      await refusedBy(() => desk.ask('/tts 你好', { ...ORIGIN, locale: 'zh-CN' })),
      '你没有使用 `/tts` 的权限。管理员可用 `/wallet allow` 授权。',
    );
    const drummer = { ...ORIGIN, member: 'fake:drummer' };
    desk.proven.set(drummer.member, { isAdmin: false, roles: ['drums'] });
    assert.equal(await refusedBy(() => desk.ask('/tts Hello', drummer)), CLOSED_EN);
    for (const origin of [dj, ann, ADMIN, OWNER]) {
      assert.equal((await desk.ask('/tts Hello', origin)).kind, 'job', origin.member);
    }
    assert.equal((await desk.ask('/stems', ORIGIN, [SONG])).kind, 'job', 'other commands stay open');
    const elsewhere = { ...ORIGIN, tenant: 'fake:elsewhere' };
    assert.equal((await desk.ask('/tts Hello', elsewhere)).kind, 'job', 'and so does every other tenant');
  });

  it('counts however the command is asked for', async () => {
    await close({ tts: [], stems: [], voice: [], transcribe: [], denoise: [], diarize: [], music: [] });
    const lines: readonly (readonly [string, AttachmentRef?])[] = [
      ['/tts Hello'],
      ['/SPEAK Hello'],
      ['/music song prompt:rain'],
      ['/music instrumental rain'],
      ['/voice clone name:Me consent:on', SONG],
      ['/stems', SONG],
      ['/transcribe', SONG],
      ['/denoise', SONG],
      ['/diarize https://example.org/a.mp3'],
    ];
    for (const [line, file] of lines) {
      assert.match(
        await refusedBy(() => desk.ask(line, ORIGIN, file && [file])),
        /^You don’t have permission to use `\/[a-z]+`\./,
        line,
      );
    }
    const options = { audio: SONG };
    const menu = { command: 'stems', options, origin: ORIGIN };
    assert.match(await refusedBy(() => desk.desk.run(menu, signal)), /permission to use `\/stems`/);
    assert.equal(
      (await desk.reply('/voice list search:willow')).tone,
      'info',
      'what costs nothing stays open',
    );
    assert.equal((await desk.reply('/wallet balance')).tone, 'info');
  });

  it('counts for buttons too, by the command that does the same', async () => {
    await close({});
    const failed = await desk.record(FAILED);
    const made = await desk.record(MADE);
    await close({ tts: [], stems: [], transcribe: [], denoise: [], diarize: [] });
    assert.equal(await refusedBy(() => press({ kind: 'retry', jobId: failed.id }, ORIGIN)), CLOSED_EN);
    for (const step of NEXT_STEPS) {
      for (const action of [
        { kind: 'next', jobId: made.id, step },
        { kind: 'next', jobId: made.id, step, output: 'vocals' },
      ] as const) {
        assert.match(
          await refusedBy(() => press(action, ORIGIN)),
          new RegExp(`permission to use \`/${step}\`\\.`),
        );
      }
    }
    await close({ stems: [DJ], tts: [DJ] });
    const next: Action = { kind: 'next', jobId: made.id, step: 'stems', output: 'vocals' };
    assert.equal((await press(next, dj)).kind, 'job');
    assert.equal((await press({ kind: 'cancel', jobId: failed.id }, ORIGIN)).kind, 'reply');
  });

  it('is nobody while the rules cannot be read, or while the platform says nothing about someone', async () => {
    await close({ tts: [DJ] });
    const asked = { line: '/tts Hello', attachments: [], origin: dj };
    const silent = () => Promise.reject(new Error('silence'));
    assert.match(
      await refusedBy(() => desk.desk.run({ ...asked, findPermissions: silent }, signal)),
      /^The bot had an internal problem/,
    );
    assert.match(await refusedBy(() => desk.desk.run(asked, signal)), /permission to use `\/tts`/);
    await using broken = await openDesk();
    broken.services.rules.tenant = () => Promise.reject(new Error('unreadable'));
    const answer = await broken.ask('/tts Hello');
    assert.equal(answer.kind, 'reply');
    assert.deepEqual(await broken.store.jobs.list({ tenant: ORIGIN.tenant, limit: 1 }), []);
  });

  it('knows the command behind every service and every next step', () => {
    const starting = COMMANDS.filter((command) =>
      ('action' in command ? [command.action] : Object.values(command.subcommands)).some(
        ({ startsJob }) => startsJob,
      ),
    ).map(({ name }) => name);
    assert.deepEqual(new Set(Object.values(COMMAND_OF)), new Set(starting));
    assert.deepEqual(
      NEXT_STEPS.filter((step) => !starting.includes(step)),
      [],
    );
  });
});
