import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { CallerPermissions } from '../../../src/commands/framework/caller-permissions.ts';
import type { Reply } from '../../../src/commands/framework/reply.ts';
import type { Action } from '../../../src/core/model/job/action.ts';
import type { Job } from '../../../src/core/model/job/job.ts';
import type { Origin } from '../../../src/core/model/job/origin.ts';
import { fromCents, fromDollars } from '../../../src/core/model/money/money.ts';
import { FIRST_TENANT_RULES } from '../../../src/core/model/money/spending-rules.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { scopesFor } from '../../../src/core/wallet/limits/limits.ts';
import { ORIGIN, WIDE_LIMITS } from '../../fakes/world.ts';
import { ADMIN, type DeskSetting, inTenantOfOwn, openDesk, signal } from '../desk-setting.ts';

const KEY = 'ap_own_5ecre7_key';
const DONE: Partial<Job> = {
  work: { stage: 'encoded', documents: [], files: [] },
  delivery: { state: 'done', round: 0, posted: [], atMs: 0 },
};
const RUNNING: Partial<Job> = { work: { stage: 'watching' } };

describe('what is kept of a tenant', () => {
  let desk: DeskSetting;
  let admin: Origin;
  before(async () => {
    desk = await openDesk();
  });
  after(() => desk[Symbol.asyncDispose]());

  const press = async (
    action: Action,
    origin: Origin,
    permissions: CallerPermissions = { isAdmin: true },
  ): Promise<Reply> => {
    const answer = await desk.desk.press(action, origin, signal, async () => permissions);
    return answer.kind === 'reply' ? answer.reply : assert.fail('A job began');
  };
  const eraseButton = async () => {
    const [button] = (await desk.reply('/wallet erase', admin)).actions;
    return button?.kind === 'erase' ? button : assert.fail('no button');
  };
  /** The time by the clock of the desk. */
  const now = async (): Promise<number> => (await eraseButton()).askedAtMs;
  const member = (): Origin => ({ ...admin, member: ORIGIN.member });

  /** Gives a tenant one of everything, and 40 cents spent today. */
  const furnish = async (): Promise<Origin> => {
    admin = inTenantOfOwn(ADMIN);
    const { store, services } = desk;
    const { tenant } = admin;
    desk.sandbox.control.accounts.open(KEY, 500);
    await desk.reply('/wallet set-limit monthly:0.50 links:off', admin);
    await desk.reply('/voice default voice:sage language:de', member());
    await services.keys.connect(new Secret(KEY), admin, signal);
    await store.clones.finish({
      ...{ jobId: `clone-${tenant}`, tenant, member: ORIGIN.member, voiceId: '424242', name: 'Night Desk' },
      consent: { member: ORIGIN.member, atMs: 1 },
    });
    const [id, nowMs] = [crypto.randomUUID(), await now()];
    const who = { tenant, member: ORIGIN.member };
    await store.ledger.reserve({
      ...{ id, jobId: 'paid', for: { ...who, service: 'speech' }, amount: fromCents(40), nowMs },
      scopes: scopesFor(who, WIDE_LIMITS, nowMs),
    });
    await store.ledger.settle(id, fromCents(40), 'credits', nowMs);
    await desk.record({ ...DONE, origin: member() });
    await desk.record({ ...DONE, title: 'A private poem', origin: { ...member(), visibility: 'private' } });
    return admin;
  };
  const state = async ({ tenant }: Pick<Origin, 'tenant'>) => ({
    rules: await desk.store.rules.tenant(tenant),
    clones: (await desk.store.clones.ofTenant(tenant)).length,
    keys: (await desk.store.keys.all()).filter((key) => key.tenant === tenant).length,
    defaults: await desk.services.defaults.ofTenant(tenant),
    jobs: (await desk.store.jobs.list({ tenant, limit: 9 })).length,
  });
  const EMPTY = { rules: FIRST_TENANT_RULES, clones: 0, keys: 0, defaults: [], jobs: 0 };

  it('is for admins alone, to get and to erase', async () => {
    await furnish();
    for (const line of ['/wallet export', '/wallet erase']) {
      assert.match(await desk.refusal(line, member()), /^Only admins/, line);
    }
    const kept = await state(admin);
    const refused = await press(await eraseButton(), member(), { isAdmin: false });
    assert.equal(refused.tone, 'refusal');
    assert.deepEqual(await state(admin), kept);
  });

  it('comes as one file with everything but secrets, texts and what other tenants have', async () => {
    const other = await furnish();
    const { tenant } = await furnish();
    const { text, files = [], table } = await desk.reply('/wallet export', admin);
    assert.match(text, /^Limits, default voices, clones, spending and jobs/);
    assert.equal(table, undefined);
    const [file] = files;
    assert.match(file?.fileName ?? '', /^audiopod-bot-\d{4}-\d\d-\d\d\.json$/);
    const content = new TextDecoder().decode(file?.bytes);
    const read = JSON.parse(content);
    assert.equal(read.tenant, tenant);
    assert.equal(read.is_complete, true);
    assert.equal(read.rules.limits_usd.monthly, '0.500000');
    assert.equal(read.rules.links, false);
    assert.equal(read.rules.connected_key.last_four, KEY.slice(-4));
    assert.ok(read.rule_changes.some(({ what }: { what: string }) => what === 'limits.monthly'));
    assert.equal(read.defaults[0].member, ORIGIN.member);
    assert.equal(read.defaults[0].language, 'de');
    assert.equal(read.voices[0].name, 'Night Desk');
    assert.deepEqual(read.voices[0].consent.member, ORIGIN.member);
    const [entry] = read.ledger;
    assert.deepEqual(
      { ...entry, created_at: undefined, updated_at: undefined },
      {
        ...{ job: 'paid', member: ORIGIN.member, service: 'speech', own_key: false, state: 'settled' },
        ...{ basis: 'credits', reserved_usd: '0.400000', spent_usd: '0.400000' },
        ...{ created_at: undefined, updated_at: undefined },
      },
    );
    assert.deepEqual(
      read.jobs.map(({ service, state: stage }: { service: string; state: string }) => [service, stage]),
      Array(2).fill(['speech', 'encoded']),
    );
    for (const secret of [KEY, 'A private poem', 'Hello', `${other.tenant}"`]) {
      assert.ok(!content.includes(secret), secret);
    }
  });

  it('is erased once that is confirmed, and what was spent still counts', async () => {
    const other = await furnish();
    const before = await state(other);
    await furnish();
    const asked = await desk.reply('/wallet erase', admin);
    assert.match(asked.text, /can’t be undone/);
    assert.equal((await state(admin)).jobs, 2, 'nothing happens before');
    const [button] = asked.actions;
    const said = await press(button ?? assert.fail(), admin);
    assert.match(said.text, /^Erased 2 jobs, all settings, and everyone’s defaults\. 1 clone was deleted\. /);
    assert.deepEqual(await state(admin), EMPTY);
    assert.deepEqual(await desk.store.departures.unwanted(9), [], 'AudioPod has deleted the voice');
    assert.deepEqual(await state(other), before);

    // Limits that are set again find what was spent before.
    await desk.reply('/wallet set-limit monthly:0.50', admin);
    const { table } = await desk.reply('/wallet balance', member());
    assert.ok(
      table?.rows.some((row) => row.includes('$0.10 of $0.50')),
      JSON.stringify(table?.rows),
    );
    const again = await press(await eraseButton(), admin);
    assert.match(again.text, /^Erased 0 jobs/, 'erasing again is no fault');
  });

  it('keeps jobs that run, and says so', async () => {
    await furnish();
    const { id } = await desk.record({ ...RUNNING, origin: member() });
    const said = await press(await eraseButton(), { ...admin, locale: 'zh-CN' });
    assert.match(said.text, /^已清除 2 个任务.*还有 1 个任务正在运行。/);
    assert.equal((await desk.store.jobs.get(id))?.erased, undefined);
    assert.deepEqual(await state(admin), { ...EMPTY, jobs: 1 });
  });

  it('is not erased by an old button, which asks again', async () => {
    await furnish();
    const kept = await state(admin);
    const said = await press({ kind: 'erase', askedAtMs: (await now()) - 16 * 60_000 }, admin);
    assert.match(said.text, /can’t be undone/);
    assert.equal(said.actions.length, 1);
    assert.deepEqual(await state(admin), kept);
  });

  it('is not freed of the budget that bot owners have set', async () => {
    await furnish();
    await desk.store.rules.changeTenant(admin.tenant, { member: 'fake:owner', nowMs: 1 }, (rules) => ({
      ...rules,
      allowance: { monthly: fromDollars(0), daily: 'default' },
    }));
    await press(await eraseButton(), admin);
    assert.equal((await desk.store.rules.tenant(admin.tenant)).allowance.monthly, 0);
    assert.equal((await desk.store.rules.changes(admin.tenant, 9)).length, 0);
  });

  it('loses a voice at AudioPod also when that fails at first, or the process dies over it', async () => {
    await furnish();
    const { control } = desk.sandbox;
    const fault = control.faults.add({
      ...{ on: 'voice.delete', times: 'lasting' },
      fault: { kind: 'status', status: 503 },
    });
    const said = await press(await eraseButton(), admin);
    assert.match(said.text, /1 clone was deleted/);
    assert.equal((await desk.store.departures.unwanted(9)).length, 1);
    control.faults.remove(fault.id);
    await press(await eraseButton(), admin);
    assert.deepEqual(await desk.store.departures.unwanted(9), []);
  });
});
