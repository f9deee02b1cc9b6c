import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fromDollars } from '../../src/core/model/money/money.ts';
import { FIRST_TENANT_RULES } from '../../src/core/model/money/spending-rules.ts';
import { ORIGIN } from '../fakes/world.ts';
import { ADMIN, type DeskSetting, inTenantOfOwn, OWNER, openDesk, signal } from './desk-setting.ts';

describe('the amounts of the wallet’s rules', () => {
  let desk: DeskSetting;
  before(async () => {
    desk = await openDesk();
  });
  after(() => desk[Symbol.asyncDispose]());

  describe('/wallet set-limit', () => {
    it('sets what is named, leaves the rest, and says what it was and what it is', async () => {
      const admin = inTenantOfOwn(ADMIN);
      assert.deepEqual(
        await desk.lines('/wallet set-limit monthly:$5 per_user_daily:0.50 confirm_above:１', admin),
        [
          'Limit a month: none → $5.00.',
          'Limit of each member a day: as usual ($5.00) → $0.50.',
          'Asks before a job above: none → $1.00.',
          'That holds at once.',
        ],
      );
      assert.deepEqual(
        await desk.lines('/wallet set-limit per_user_daily:default daily:3 per_job:none', admin),
        [
          'Limit a day: none → $3.00.',
          'Limit of each member a day: $0.50 → as usual ($5.00).',
          'Limit of one job: as usual ($2.00) → none.',
          'That holds at once.',
        ],
      );
      const { limits, confirmAbove } = await desk.rulesOf(admin);
      assert.deepEqual(limits, {
        monthly: fromDollars(5),
        daily: fromDollars(3),
        memberDaily: 'default',
        perJob: 'none',
      });
      assert.equal(confirmAbove, fromDollars(1));
      assert.deepEqual(await desk.lines('/wallet set-limit daily:3', admin), ['It was like that already.']);
    });

    it('says that the allowance still holds over a limit above it, and over none', async () => {
      const admin = inTenantOfOwn(ADMIN);
      for (const limit of ['10.01', 'none']) {
        const lines = await desk.lines(`/wallet set-limit monthly:${limit}`, admin);
        assert.equal(
          lines.at(-1),
          'The allowance of $10.00 a month, set by whoever runs the bot, still holds.',
        );
      }
      assert.doesNotMatch((await desk.lines('/wallet set-limit monthly:10', admin)).join(), /allowance/);
      await desk.reply(`/wallet grant tenant:${admin.tenant} daily:2`, OWNER);
      const zh = { ...admin, locale: 'zh-CN' } as const;
      assert.equal(
        (await desk.lines('/wallet set-limit daily:none', zh)).at(-1),
        '机器人的运营者设定的每日额度 $2.00 仍然有效。',
      );
    });

    it('says of a limit below what is spent that it only refuses', async () => {
      const admin = inTenantOfOwn(ADMIN);
      const { scopes } = await desk.services.budgetReader.inForce(admin);
      const order = { id: `held-${admin.tenant}`, jobId: 'job', amount: fromDollars(2), scopes, nowMs: 0 };
      await desk.store.ledger.reserve({ ...order, for: { ...admin, service: 'speech' } });
      assert.deepEqual((await desk.lines('/wallet set-limit monthly:1', admin)).slice(2), [
        'With $2.00 spent or set aside already, the monthly limit here is used up; new jobs are refused until Apr 1, 2026, 00:00 UTC, and running ones finish.',
      ]);
      assert.doesNotMatch((await desk.lines('/wallet set-limit monthly:3', admin)).join(), /used up/);
    });

    const WRONG: readonly (readonly [string, RegExp])[] = [
      [
        '',
        /^There is nothing to set\. The options are: monthly, daily, per_user_daily, per_job, confirm_above\.$/,
      ],
      ['monthly:lots', /^“lots” is no amount for “monthly”\. Write US dollars or a word: 0\.50, none\.$/],
      ['monthly:-1', /^“-1” is no amount/],
      ['monthly:0,50', /^“0,50” is no amount/],
      ['monthly:1e3', /^“1e3” is no amount/],
      ['monthly:default', /^“default” is no amount/],
      ['daily:1000001', /^“1000001” is no amount/],
      ['daily:NaN', /^“NaN” is no amount/],
      ['daily:$', /^“\$” is no amount/],
      ['per_job:0.0000001', /^“0\.0000001” is no amount .* 0\.50, none, default\.$/],
      ['5', /^This command cannot tell what “5” is meant for\./],
    ];
    for (const [options, words] of WRONG) {
      it(`refuses “${options}”`, async () => {
        const admin = inTenantOfOwn(ADMIN);
        assert.match(await desk.refusal(`/wallet set-limit ${options}`, admin), words);
        assert.deepEqual(await desk.rulesOf(admin), FIRST_TENANT_RULES);
      });
    }

    it('reads amounts as people write them', async () => {
      const admin = inTenantOfOwn(ADMIN);
      for (const [written, dollars] of [
        ['2', 2],
        ['$2.5', 2.5],
        ['.25', 0.25],
        ['＄３．５', 3.5],
        ['1,250', 1_250],
        ['"3 USD"', 3],
        ['"4 美元"', 4],
        ['0', 0],
        ['0.000001', 0.000001],
      ] as const) {
        await desk.reply(`/wallet set-limit monthly:${written}`, admin);
        assert.equal((await desk.rulesOf(admin)).limits.monthly, fromDollars(dollars), written);
      }
      await desk.reply('/wallet set-limit monthly:不限', admin);
      assert.equal((await desk.rulesOf(admin)).limits.monthly, 'none');
    });
  });

  describe('for owners', () => {
    it('/wallet grant gives a tenant its allowance, here or elsewhere', async () => {
      const owner = inTenantOfOwn(OWNER);
      assert.deepEqual(await desk.lines('/wallet grant monthly:25 daily:none', owner), [
        `For ${owner.tenant}:`,
        'Allowance a month: as usual → $25.00.',
        'Allowance a day: as usual → none.',
        'That holds at once.',
      ]);
      assert.deepEqual(await desk.lines('/wallet grant tenant:4711 monthly:default daily:0', owner), [
        'For fake:4711:',
        'Allowance a day: as usual → $0.00.',
        'That holds at once.',
      ]);
      assert.deepEqual((await desk.store.rules.tenant('fake:4711')).allowance, {
        monthly: 'default',
        daily: 0,
      });
      assert.match(
        await desk.refusal('/wallet grant monthly:none', owner),
        /^“none” is no amount .* 0\.50, default\.$/,
      );
      assert.match(await desk.refusal('/wallet grant', owner), /^There is nothing to set\./);
    });

    it('/wallet grant says that a smaller limit of the tenant still holds', async () => {
      const admin = inTenantOfOwn(ADMIN);
      await desk.reply('/wallet set-limit monthly:5', admin);
      const lines = await desk.lines(`/wallet grant tenant:${admin.tenant} monthly:20`, OWNER);
      assert.equal(lines.at(-1), 'Its own limit of $5.00 a month still holds.');
    });

    it('/wallet grant says of an allowance below what is spent that it only refuses', async () => {
      const there = inTenantOfOwn(ADMIN);
      const { scopes } = await desk.services.budgetReader.inForce(there);
      const order = { id: `held-${there.tenant}`, jobId: 'job', amount: fromDollars(2), scopes, nowMs: 0 };
      await desk.store.ledger.reserve({ ...order, for: { ...there, service: 'speech' } });
      assert.equal(
        (await desk.lines(`/wallet grant tenant:${there.tenant} monthly:1`, OWNER)).at(-1),
        'With $2.00 spent or set aside there already, that is used up; new jobs are refused until Apr 1, 2026, 00:00 UTC, and running ones finish.',
      );
    });

    it('offers tenants to owners alone', async () => {
      await desk.reply('/wallet grant tenant:offered monthly:1', OWNER);
      const offered = (origin: typeof ORIGIN) =>
        desk.desk.choices(
          { command: 'wallet', subcommand: 'grant', option: 'tenant', query: 'offered', origin },
          signal,
        );
      assert.deepEqual(await offered(OWNER), [{ value: 'fake:offered', label: 'fake:offered' }]);
      assert.deepEqual(await offered(ADMIN), []);
    });

    it('/wallet ceiling, pause and resume hold for everybody, and say so', async () => {
      await using own = await openDesk();
      const lines = (line: string, origin = OWNER) => own.lines(line, origin);
      assert.deepEqual(await lines('/wallet ceiling monthly:100 daily:5'), [
        'Ceiling a month: as usual ($50.00) → $100.00.',
        'Ceiling a day: as usual (none) → $5.00.',
        'That holds at once.',
      ]);
      assert.match((await lines('/wallet pause'))[0] ?? '', /^All new spending is paused, everywhere\./);
      assert.match((await lines('/wallet pause'))[0] ?? '', /^All new spending is paused already\./);
      assert.equal(
        (await lines('/wallet limits', ORIGIN))[0],
        'Whoever runs the bot has paused all new spending.',
      );
      assert.deepEqual(await lines('/wallet resume'), ['People can spend again.']);
      assert.deepEqual(await lines('/wallet resume'), ['Nothing is paused.']);
      const shown = await lines('/wallet limits');
      assert.ok(
        shown.includes('The ceiling over everything: $100.00 a month, $5.00 a day.'),
        shown.join('\n'),
      );
      assert.ok(
        shown.some((line) => /, you: Pause, off → on$/.test(line)),
        shown.join('\n'),
      );
    });
  });
});
