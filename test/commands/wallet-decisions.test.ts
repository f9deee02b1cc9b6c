import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Job } from '../../src/core/model/job/job.ts';
import { fromCents } from '../../src/core/model/money/money.ts';
import { scopesFor } from '../../src/core/wallet/limits/limits.ts';
import { ORIGIN, WIDE_LIMITS } from '../fakes/world.ts';
import { ADMIN, type DeskSetting, OWNER, openDesk, signal } from './desk-setting.ts';

const PRICE = fromCents(3);

describe('decisions about the money of jobs', () => {
  let desk: DeskSetting;
  before(async () => {
    desk = await openDesk();
  });
  after(() => desk[Symbol.asyncDispose]());

  /** A job whose answer was lost, in a tenant that no owner belongs to. */
  const inDoubt = async (): Promise<Job> => {
    const nowMs = Date.now();
    const job = await desk.record({
      origin: { ...ORIGIN, tenant: 'fake:elsewhere' },
      work: { stage: 'submitting', sinceMs: nowMs, told: true },
      money: { state: 'in-doubt', reservation: 'doubtful', amount: PRICE, sinceMs: nowMs },
    });
    await desk.store.ledger.reserve({
      id: 'doubtful',
      jobId: job.id,
      for: { tenant: 'fake:elsewhere', member: ORIGIN.member, service: 'speech' },
      amount: PRICE,
      scopes: scopesFor({ tenant: 'fake:elsewhere', member: ORIGIN.member }, WIDE_LIMITS, nowMs),
      nowMs,
    });
    return job;
  };

  it('lets owners, and nobody else, forgive what is in doubt, wherever it is', async () => {
    const { id } = await inDoubt();
    for (const origin of [ORIGIN, ADMIN]) {
      assert.match(await desk.refusal(`/wallet forgive ${id}`, origin), /^Only the bot owner can do that/);
    }
    const { text } = await desk.reply(`/wallet forgive ${id}`, OWNER);
    assert.equal(text, `Waived $0.03 for job ${id}. It no longer counts toward any limit.`);
    assert.deepEqual(await desk.store.ledger.open(), []);
    assert.match(await desk.refusal(`/wallet forgive ${id}`, OWNER), /^This job has no unconfirmed charge\./);
    assert.match(await desk.refusal('/wallet forgive abc', OWNER), /^There’s no job “abc”\./);
    const [change] = await desk.store.rules.changes('fake:elsewhere', 1);
    assert.deepEqual([change?.member, change?.what], [OWNER.member, `forgiven.${id}`]);
    const admin = { ...ADMIN, tenant: 'fake:elsewhere' };
    const { text: audit } = await desk.reply('/wallet limits', admin);
    assert.match(audit, new RegExp(`unconfirmed charge, job ${id}.*\\$0\\.03.*\\$0\\.00`));
  });

  it('lets admins choose where they are warned, and nobody else', async () => {
    assert.match(await desk.refusal('/wallet warn here'), /^Only admins can do that/);
    await desk.reply('/wallet warn here', ADMIN);
    const { warnAt } = await desk.store.rules.tenant(ORIGIN.tenant);
    assert.deepEqual(warnAt, { platform: ORIGIN.platform, channel: ORIGIN.channel });
    await desk.reply('/wallet warn off', ADMIN);
    assert.equal((await desk.store.rules.tenant(ORIGIN.tenant)).warnAt, undefined);
  });

  it('takes the word of the one who asked, as long as the command is open to them', async () => {
    const asking = () =>
      desk.record({
        work: { stage: 'confirming', sinceMs: Date.now() },
        input: { kind: 'text', text: 'Hello' },
        quote: { amount: PRICE, seconds: 1 },
      });
    const press = async ({ id }: Job, member: string) => {
      const action = { kind: 'confirm', jobId: id, amount: PRICE } as const;
      const answer = await desk.desk.press(action, { ...ORIGIN, member }, signal);
      return answer.kind === 'reply' ? answer.reply.text : assert.fail('A job began');
    };
    const job = await asking();
    assert.match(await press(job, 'fake:somebody'), /^This job belongs to another member\./);
    assert.equal(await press(job, ORIGIN.member), `Confirmed. Job ${job.id} continues.`);
    const confirmed = await desk.jobs.find(job.id, ORIGIN);
    assert.deepEqual([confirmed.work, confirmed.confirmed], [{ stage: 'received' }, PRICE]);

    const closed = await asking();
    const by = { member: ADMIN.member, nowMs: 0 };
    await desk.store.rules.changeTenant(ORIGIN.tenant, by, (rules) => ({ ...rules, allowed: { tts: [] } }));
    assert.match(await press(closed, ORIGIN.member), /^You don’t have permission to use `\/tts`\./);
    assert.equal((await desk.jobs.find(closed.id, ORIGIN)).work.stage, 'confirming');
  });
});
