import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { COMMANDS } from '../../src/commands/catalog.ts';
import { createCommandDispatcher } from '../../src/commands/dispatch/command-dispatcher.ts';
import type { Services } from '../../src/commands/framework/command.ts';
import { wallet } from '../../src/commands/wallet/wallet.ts';
import { BotError } from '../../src/core/model/errors.ts';
import type { Origin } from '../../src/core/model/job/origin.ts';
import { fromDollars, microDollarsOf } from '../../src/core/model/money/money.ts';
import { FIRST_OPERATOR_RULES, FIRST_TENANT_RULES } from '../../src/core/model/money/spending-rules.ts';
import { silentLog } from '../../src/core/ports/log.ts';
import { openStore } from '../../src/core/store/open-store.ts';
import { createBudgetReader } from '../../src/core/wallet/limits/budget-reader.ts';
import { admitNow } from '../core/wallet/admit-now.ts';
import { unlimited } from '../fakes/patient-clock.ts';
import { ORIGIN, WIDE_LIMITS } from '../fakes/world.ts';
import { ADMIN, type DeskSetting, openDesk, signal } from './desk-setting.ts';

const THEIRS = 'fake:theirs';
/** Nothing but what is set for the other tenant. */
const MARK = /7\.77|bsecret|k9z8|America\/Bogota/;

/** Asks each subcommand for something; one that is not here is asked for without options. */
const OPTIONS: Readonly<Record<string, string>> = {
  estimate: 'stems 10',
  'set-limit': 'monthly:1 daily:1 per_user_daily:1 per_job:1 per_link:1 confirm_above:1 links:off',
  allow: 'command:tts user:mine everyone:off',
  timezone: 'Asia/Tokyo',
  grant: `tenant:${THEIRS} monthly:1 daily:1`,
  ceiling: 'monthly:1 daily:1',
};

describe('the wallet of one tenant', () => {
  let desk: DeskSetting;
  before(async () => {
    desk = await openDesk();
    const zone = { zone: 'America/Bogota' };
    const amount = fromDollars(7.77);
    await desk.store.rules.changeTenant(THEIRS, { member: 'fake:bsecret', nowMs: 0 }, () => ({
      allowance: { monthly: amount, daily: amount },
      limits: { monthly: amount, daily: amount, memberDaily: amount, perJob: amount, perLink: amount },
      links: true,
      confirmAbove: amount,
      allowed: { tts: [{ kind: 'member', id: 'fake:bsecret' }] },
      zones: { month: zone, day: zone },
      key: { id: 'kbsecret', lastFour: 'k9z8', sinceMs: 0 },
    }));
  });
  after(() => desk[Symbol.asyncDispose]());

  for (const subcommand of Object.keys(wallet.subcommands)) {
    it(`is neither seen nor changed from another by /wallet ${subcommand}`, async () => {
      const [rules, changes] = [
        await desk.store.rules.tenant(THEIRS),
        await desk.store.rules.changes(THEIRS, 99),
      ];
      for (const origin of [ADMIN, ORIGIN]) {
        const line = `/wallet ${subcommand} ${OPTIONS[subcommand] ?? ''}`;
        const { text, table } = await desk.reply(line, origin);
        assert.doesNotMatch(JSON.stringify([text, table]), MARK, line);
      }
      assert.deepEqual(await desk.store.rules.tenant(THEIRS), rules);
      assert.deepEqual(await desk.store.rules.changes(THEIRS, 99), changes);
      const option = { command: 'wallet', subcommand, option: 'tenant', query: '', origin: ADMIN };
      assert.deepEqual(await desk.desk.choices(option, signal), []);
    });
  }
});

const dollars = fc.oneof(fc.constantFrom('0', 'none', 'default', '10', '1000000'), fc.nat(20).map(String));
const line = fc.oneof(
  fc
    .dictionary(
      fc.constantFrom('monthly', 'daily', 'per_user_daily', 'per_job', 'per_link', 'confirm_above'),
      dollars,
    )
    .map((options) => ['set-limit', ...Object.entries(options).map((pair) => pair.join(':'))].join(' ')),
  fc
    .constantFrom('UTC', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'America/Sao_Paulo', 'Asia/Kathmandu')
    .map((zone) => `timezone ${zone}`),
  fc
    .tuple(fc.constantFrom('grant', 'ceiling'), dollars)
    .map(([sub, amount]) => `${sub} monthly:${amount} daily:none`),
  fc.constantFrom('grant tenant:fake:tenant monthly:99', 'pause', 'resume', 'allow command:tts everyone:on'),
  fc.constantFrom('allow command:wallet user:admin', 'allow command:wallet everyone:off'),
);
const step = fc.oneof(
  { weight: 3, arbitrary: line.map((words) => ({ kind: 'command' as const, line: `/wallet ${words}` })) },
  {
    weight: 6,
    arbitrary: fc
      .record({ member: fc.nat(2), cents: fc.integer({ min: 1, max: 600 }), unknown: fc.boolean() })
      .map((spend) => ({ kind: 'spend' as const, ...spend })),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 15 * 24 }).map((hours) => ({ kind: 'wait' as const, hours })),
  },
);

it('an admin cannot pass the allowance or the ceiling by any sequence of commands', async () => {
  const HOUR = 3_600_000;
  const defaults = { ...WIDE_LIMITS, operatorMonthly: fromDollars(14), memberDaily: fromDollars(1_000) };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 40 }), async (steps) => {
      let nowMs = Date.UTC(2026, 1, 27, 20);
      const clock = { now: () => nowMs, sleep: async () => {}, timeout: unlimited };
      const store = await openStore({ url: 'sqlite://:memory:', clock });
      try {
        const budgetReader = createBudgetReader({
          records: store,
          // Of the wallet only what is on record here is asked for.
          wallet: {} as never,
          limits: defaults,
          prices: {} as never,
          clock,
        });
        const services = { budgetReader, isOwner: () => false, rules: store.rules } as unknown as Services;
        const desk = createCommandDispatcher({ commands: COMMANDS, services, clock, log: silentLog });
        const spent: { readonly atMs: number; readonly amount: number }[] = [];

        for (const [index, one] of steps.entries()) {
          if (one.kind === 'wait') nowMs += one.hours * HOUR;
          else if (one.kind === 'command') {
            const asked = { line: one.line, attachments: [], origin: ADMIN };
            await desk.run({ ...asked, findPermissions: async () => ({ isAdmin: true, roles: [] }) }, signal);
          } else {
            const payer: Origin = { ...ORIGIN, member: `fake:${one.member}` };
            const cents = microDollarsOf(one.cents * 10_000);
            const amount = one.unknown ? { upTo: null, least: cents } : cents;
            const order = {
              id: `r${index}`,
              jobId: `j${index}`,
              payer,
              service: 'speech',
              amount,
              nowMs,
            } as const;
            await store
              .transaction((records) => admitNow(records, order, defaults))
              .then(
                (taken) => spent.push({ atMs: nowMs, amount: taken }),
                (error: unknown) => assert.ok(error instanceof BotError, String(error)),
              );
          }
        }

        assert.deepEqual((await store.rules.tenant(ORIGIN.tenant)).allowance, FIRST_TENANT_RULES.allowance);
        assert.deepEqual(await store.rules.operator(), FIRST_OPERATOR_RULES);
        const total = (some: typeof spent) => some.reduce((sum, { amount }) => sum + amount, 0);
        const monthAt = (atMs: number) => new Date(atMs).toISOString().slice(0, 7);
        // Somewhere on earth it is that month; whichever zone was chosen, there is no other to spend in.
        const anywhere = spent.flatMap(({ atMs }) => [monthAt(atMs - 12 * HOUR), monthAt(atMs + 14 * HOUR)]);
        assert.ok(total(spent) <= defaults.tenantMonthly * new Set(anywhere).size, JSON.stringify(spent));
        for (const month of new Set(spent.map(({ atMs }) => monthAt(atMs)))) {
          const ofMonth = spent.filter(({ atMs }) => monthAt(atMs) === month);
          assert.ok(total(ofMonth) <= defaults.operatorMonthly, `${month}: ${JSON.stringify(ofMonth)}`);
        }
      } finally {
        await store.close();
      }
    }),
    { numRuns: process.env['PROVE'] === undefined ? 15 : 1_000 },
  );
});
