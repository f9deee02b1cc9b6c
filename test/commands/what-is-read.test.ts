import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import { SqliteThread } from '../../src/core/store/sqlite/thread.ts';
import { ORIGIN } from '../fakes/world.ts';
import { ADMIN, type DeskSetting, openDesk, signal } from './desk-setting.ts';

/** Every statement costs the one thread that answers everybody, so what a request reads is counted, table by table. */
/** The member's queue is counted and the job stored in one transaction. */
const PUT_ON_RECORD = ['jobs', 'jobs', 'commit'];

describe('what a request asks the database before it is answered', () => {
  let desk: DeskSetting;
  before(async () => {
    desk = await openDesk();
    // What is kept of AudioPod's lists is kept from here on.
    await desk.job('/tts Hello');
    await desk.services.budgetReader.prices(signal);
  });
  after(() => desk[Symbol.asyncDispose]());

  async function tablesOf(ask: () => Promise<unknown>): Promise<readonly string[]> {
    const told = mock.method(SqliteThread.prototype, 'tell');
    try {
      await ask();
    } finally {
      told.mock.restore();
    }
    return told.mock.calls.map(({ arguments: [order] }) => {
      const sql = order.kind === 'run' ? order.statement.sql : order.kind;
      return /\b(?:from|into|update) "(\w+)"/.exec(sql)?.[1] ?? sql;
    });
  }

  it('is for /tts the rules, the defaults and the clones once each, and then the job is put on record', async () => {
    const asked = ['rules', 'kv', 'clones', ...PUT_ON_RECORD];
    assert.deepEqual(await tablesOf(() => desk.job('/tts Hello')), asked);
    assert.deepEqual(await tablesOf(() => desk.job('/tts voice:sage language:en Hello')), asked);
    await desk.reply('/voice default voice:sage language:en');
    assert.deepEqual(await tablesOf(() => desk.job('/tts Hello')), asked);
    await desk.reply('/voice default voice:none language:none');
  });

  it('is the rules once, also where they decide who may, and whose account pays', async () => {
    await desk.reply('/wallet allow command:tts user:ann', ADMIN);
    const ann = { ...ORIGIN, member: 'fake:ann' };
    assert.deepEqual(await tablesOf(() => desk.refusal('/tts Hello')), ['rules']);
    const asked = ['rules', 'kv', 'clones', ...PUT_ON_RECORD];
    assert.deepEqual(await tablesOf(() => desk.job('/tts Hello', ann)), asked);
  });

  it('is for each letter of a voice that is completed the rules and the clones', async () => {
    const completion = { command: 'tts', option: 'voice', query: 'sa', origin: ORIGIN };
    const read = await tablesOf(async () =>
      assert.notEqual((await desk.desk.choices(completion, signal)).length, 0),
    );
    assert.deepEqual(read, ['rules', 'clones']);
  });

  it('is nothing for prices and genres, which are in memory', async () => {
    await desk.job('/music song genre:jazz prompt:"A calm song"');
    assert.deepEqual(await tablesOf(() => desk.reply('/wallet pricing')), []);
    const started = await tablesOf(() => desk.job('/music song genre:jazz prompt:"A calm song"'));
    assert.deepEqual(started, ['rules', ...PUT_ON_RECORD]);
  });
});
