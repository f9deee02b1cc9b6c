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
          'Monthly limit: none → $5.00.',
          'Daily limit per member: default ($5.00) → $0.50.',
          'Confirm above: none → $1.00.',
          'Takes effect now.',
        ],
      );
      assert.deepEqual(
        await desk.lines(
          '/wallet set-limit per_user_daily:default daily:3 per_job:none per_link:0.25 links:off',
          admin,
        ),
        [
          'Daily limit: none → $3.00.',
          'Daily limit per member: $0.50 → default ($5.00).',
          'Per-job limit: default ($2.00) → none.',
          'Reserved per link: default ($0.50) → $0.25.',
          'Links: on → off.',
          'Takes effect now.',
        ],
      );
      const { limits, links, confirmAbove } = await desk.rulesOf(admin);
      assert.deepEqual(limits, {
        monthly: fromDollars(5),
        daily: fromDollars(3),
        memberDaily: 'default',
        perJob: 'none',
        perLink: fromDollars(0.25),
      });
      assert.equal(links, false);
      assert.equal(confirmAbove, fromDollars(1));
      assert.deepEqual(await desk.lines('/wallet set-limit daily:3', admin), ['Nothing changed.']);
    });

    it('says that the allowance still holds over a limit above it, and over none', async () => {
      const admin = inTenantOfOwn(ADMIN);
      for (const limit of ['10.01', 'none']) {
        const lines = await desk.lines(`/wallet set-limit monthly:${limit}`, admin);
        assert.equal(lines.at(-1), 'The bot owner’s budget of $10.00 a month still applies.');
      }
      assert.doesNotMatch((await desk.lines('/wallet set-limit monthly:10', admin)).join(), /allowance/);
      await desk.reply(`/wallet grant tenant:${admin.tenant} daily:2`, OWNER);
      const zh = { ...admin, locale: 'zh-CN' } as const;
      assert.equal(
        (await desk.lines('/wallet set-limit daily:none', zh)).at(-1),
        '机器人所有者设置的每日额度 $2.00 仍然有效。',
      );
    });

    it('says of a limit below what is spent that it only refuses', async () => {
      const admin = inTenantOfOwn(ADMIN);
      const { scopes } = await desk.services.budgetReader.inForce(admin);
      const order = { id: `held-${admin.tenant}`, jobId: 'job', amount: fromDollars(2), scopes, nowMs: 0 };
      await desk.store.ledger.reserve({ ...order, for: { ...admin, service: 'speech' } });
      assert.deepEqual((await desk.lines('/wallet set-limit monthly:1', admin)).slice(2), [
        '$2.00 is already used, which reaches the monthly limit. New jobs are refused until Apr 1, 00:00 (UTC); running jobs finish.',
      ]);
      assert.doesNotMatch((await desk.lines('/wallet set-limit monthly:3', admin)).join(), /used up/);
    });

    const WRONG: readonly (readonly [string, RegExp])[] = [
      [
        '',
        /^You didn’t choose anything to set\. Available options: monthly, daily, per_user_daily, per_job, per_link, confirm_above, links\.$/,
      ],
      [
        'monthly:lots',
        /^“lots” isn’t a valid amount for “monthly”\. Use US dollars or a keyword: 0\.50, none\.$/,
      ],
      ['monthly:-1', /^“-1” isn’t a valid amount/],
      ['monthly:0,50', /^“0,50” isn’t a valid amount/],
      ['monthly:1e3', /^“1e3” isn’t a valid amount/],
      ['monthly:default', /^“default” isn’t a valid amount/],
      ['daily:1000001', /^“1000001” isn’t a valid amount/],
      ['daily:NaN', /^“NaN” isn’t a valid amount/],
      ['daily:$', /^“\$” isn’t a valid amount/],
      ['per_job:0.0000001', /^“0\.0000001” isn’t a valid amount .* 0\.50, none, default\.$/],
      ['5', /^“5” matches no option\./],
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
        `Budget of ${owner.tenant}:`,
        'Monthly budget: default → $25.00.',
        'Daily budget: default → none.',
        'Takes effect now.',
      ]);
      assert.deepEqual(await desk.lines('/wallet grant tenant:4711 monthly:default daily:0', owner), [
        'Budget of fake:4711:',
        'Daily budget: default → $0.00.',
        'Takes effect now.',
      ]);
      assert.deepEqual((await desk.store.rules.tenant('fake:4711')).allowance, {
        monthly: 'default',
        daily: 0,
      });
      assert.match(
        await desk.refusal('/wallet grant monthly:none', owner),
        /^“none” isn’t a valid amount .* 0\.50, default\.$/,
      );
      assert.match(await desk.refusal('/wallet grant', owner), /^You didn’t choose anything to set\./);
    });

    it('/wallet grant says that a smaller limit of the tenant still holds', async () => {
      const admin = inTenantOfOwn(ADMIN);
      await desk.reply('/wallet set-limit monthly:5', admin);
      const lines = await desk.lines(`/wallet grant tenant:${admin.tenant} monthly:20`, OWNER);
      assert.equal(lines.at(-1), 'The admins’ own limit of $5.00 a month still applies.');
    });

    it('/wallet grant says of an allowance below what is spent that it only refuses', async () => {
      const there = inTenantOfOwn(ADMIN);
      const { scopes } = await desk.services.budgetReader.inForce(there);
      const order = { id: `held-${there.tenant}`, jobId: 'job', amount: fromDollars(2), scopes, nowMs: 0 };
      await desk.store.ledger.reserve({ ...order, for: { ...there, service: 'speech' } });
      assert.equal(
        (await desk.lines(`/wallet grant tenant:${there.tenant} monthly:1`, OWNER)).at(-1),
        '$2.00 is already used, which reaches the limit. New jobs are refused until Apr 1, 00:00 (UTC); running jobs finish.',
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
        'Total monthly cap: default ($50.00) → $100.00.',
        'Total daily cap: default (none) → $5.00.',
        'Takes effect now.',
      ]);
      assert.match((await lines('/wallet pause'))[0] ?? '', /^New jobs are paused everywhere\./);
      assert.match((await lines('/wallet pause'))[0] ?? '', /^New jobs are already paused\./);
      assert.equal((await lines('/wallet limits', ORIGIN))[0], 'The bot owner has paused new jobs.');
      assert.deepEqual(await lines('/wallet resume'), ['New jobs can start again.']);
      assert.deepEqual(await lines('/wallet resume'), ['New jobs aren’t paused.']);
      const shown = await lines('/wallet limits');
      assert.ok(shown.includes('Total spending cap: $100.00 a month, $5.00 a day.'), shown.join('\n'));
      assert.ok(
        shown.some((line) => /, you: New jobs paused, off → on$/.test(line)),
        shown.join('\n'),
      );
    });
  });
});
