import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { LOCALES } from '../../src/core/text/locale.ts';
import { fromDollars } from '../../src/core/wallet/money.ts';
import { FIRST_TENANT_RULES } from '../../src/core/wallet/rules.ts';
import { ORIGIN } from '../fakes/world.ts';
import { ADMIN, type DeskSetting, OWNER, openDesk, signal } from './desk-setting.ts';

/** A tenant that no other test touches. */
let tenants = 0;
function fresh<T extends typeof ORIGIN>(origin: T): T {
  tenants += 1;
  return { ...origin, tenant: `fake:tenant-${tenants}` };
}

describe('the wallet’s rules', () => {
  let desk: DeskSetting;
  before(async () => {
    desk = await openDesk();
  });
  after(() => desk[Symbol.asyncDispose]());

  const rulesOf = ({ tenant }: typeof ORIGIN) => desk.store.rules.tenant(tenant);
  const said = async (line: string, origin: typeof ORIGIN): Promise<readonly string[]> =>
    (await desk.reply(line, origin)).text.split('\n');

  describe('/wallet set-limit', () => {
    it('sets what is named, leaves the rest, and says what it was and what it is', async () => {
      const admin = fresh(ADMIN);
      assert.deepEqual(
        await said('/wallet set-limit monthly:$5 per_user_daily:0.50 confirm_above:１', admin),
        [
          'Limit a month: none → $5.00.',
          'Limit of each member a day: as usual ($5.00) → $0.50.',
          'Asks before a job above: none → $1.00.',
          'That holds at once.',
        ],
      );
      assert.deepEqual(await said('/wallet set-limit per_user_daily:default daily:3 per_job:none', admin), [
        'Limit a day: none → $3.00.',
        'Limit of each member a day: $0.50 → as usual ($5.00).',
        'Limit of one job: as usual ($2.00) → none.',
        'That holds at once.',
      ]);
      const { limits, confirmAbove } = await rulesOf(admin);
      assert.deepEqual(limits, {
        monthly: fromDollars(5),
        daily: fromDollars(3),
        memberDaily: 'default',
        perJob: 'none',
      });
      assert.equal(confirmAbove, fromDollars(1));
      assert.deepEqual(await said('/wallet set-limit daily:3', admin), ['It was like that already.']);
    });

    it('says that the allowance still holds over a limit above it, and over none', async () => {
      const admin = fresh(ADMIN);
      for (const limit of ['10.01', 'none']) {
        const lines = await said(`/wallet set-limit monthly:${limit}`, admin);
        assert.equal(
          lines.at(-1),
          'The allowance of $10.00 a month, set by whoever runs the bot, still holds.',
        );
      }
      assert.doesNotMatch((await said('/wallet set-limit monthly:10', admin)).join(), /allowance/);
      await desk.reply(`/wallet grant tenant:${admin.tenant} daily:2`, OWNER);
      const zh = { ...admin, locale: 'zh-CN' } as const;
      assert.equal(
        (await said('/wallet set-limit daily:none', zh)).at(-1),
        '机器人的运行者设定的每日额度 $2.00 仍然有效。',
      );
    });

    it('says of a limit below what is spent that it only refuses', async () => {
      const admin = fresh(ADMIN);
      const { scopes } = await desk.services.purse.inForce(admin);
      const order = { id: `held-${admin.tenant}`, jobId: 'job', amount: fromDollars(2), scopes, nowMs: 0 };
      await desk.store.ledger.reserve({ ...order, for: { ...admin, service: 'speech' } });
      assert.deepEqual((await said('/wallet set-limit monthly:1', admin)).slice(2), [
        'With $2.00 spent or set aside already, the monthly limit here is used up; new jobs are refused until Apr 1, 2026, 00:00 UTC, and running ones finish.',
      ]);
      assert.doesNotMatch((await said('/wallet set-limit monthly:3', admin)).join(), /used up/);
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
        const admin = fresh(ADMIN);
        assert.match(await desk.refusal(`/wallet set-limit ${options}`, admin), words);
        assert.deepEqual(await rulesOf(admin), FIRST_TENANT_RULES);
      });
    }

    it('reads amounts as people write them', async () => {
      const admin = fresh(ADMIN);
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
        assert.equal((await rulesOf(admin)).limits.monthly, fromDollars(dollars), written);
      }
      await desk.reply('/wallet set-limit monthly:不限', admin);
      assert.equal((await rulesOf(admin)).limits.monthly, 'none');
    });
  });

  describe('/wallet allow', () => {
    it('closes a command to all but those named, adds to them, and takes them back', async () => {
      const admin = fresh(ADMIN);
      assert.deepEqual(await said('/wallet allow command:tts role:dj', admin), [
        'Who may use `/tts`: everybody → admins, role @&dj.',
        'That holds at once.',
      ]);
      assert.equal(
        (await said('/wallet allow command:tts user:ann', admin))[0],
        'Who may use `/tts`: admins, role @&dj → admins, role @&dj, @fake:ann.',
      );
      assert.deepEqual((await rulesOf(admin)).allowed, {
        tts: [
          { kind: 'role', id: 'dj' },
          { kind: 'member', id: 'fake:ann' },
        ],
      });
      assert.deepEqual(await said('/wallet allow command:tts user:fake:ann', admin), [
        'It was like that already.',
      ]);
      await desk.reply('/wallet allow command:tts role:dj remove:on', admin);
      assert.equal(
        (await said('/wallet allow command:tts user:ann remove:on', admin))[0],
        'Who may use `/tts`: admins, @fake:ann → admins alone.',
      );
      assert.equal(
        (await said('/wallet allow command:tts everyone:on', admin))[0],
        'Who may use `/tts`: admins alone → everybody.',
      );
      assert.deepEqual((await rulesOf(admin)).allowed, {});
      assert.equal(
        (await said('/wallet allow command:tts everyone:off', { ...admin, locale: 'zh-CN' }))[0],
        '谁可以使用 `/tts`：所有人 → 仅管理员。',
      );
    });

    it('refuses what does not say for whom, or says what cannot be', async () => {
      const admin = fresh(ADMIN);
      const options = 'Give one of: role, user, everyone.';
      assert.match(await desk.refusal('/wallet allow tts', admin), new RegExp(options));
      assert.match(
        await desk.refusal('/wallet allow command:tts role:dj everyone:on', admin),
        new RegExp(options),
      );
      assert.match(
        await desk.refusal('/wallet allow command:tts user:@ann', admin),
        /^“@ann” is not known here\./,
      );
      assert.match(
        await desk.refusal('/wallet allow command:tts user:other:ann', admin),
        /^“other:ann” is not known/,
      );
      assert.match(
        await desk.refusal('/wallet allow command:help everyone:off', admin),
        /^“help” is not a choice for “command”/,
      );
      assert.match(await desk.refusal('/wallet allow role:dj', admin), /^The option “command” is needed\./);
      desk.proven.set('fake:roleless', { isAdmin: true });
      const roleless = { ...admin, member: 'fake:roleless' };
      assert.match(
        await desk.refusal('/wallet allow command:tts role:dj', roleless),
        /^There are no roles here\./,
      );
      assert.deepEqual((await rulesOf(admin)).allowed, {});
    });

    it('takes ids only where they look like those of the place', async () => {
      desk.proven.set('fake:T1:U0ASKER', { isAdmin: true });
      const admin = { ...fresh(ADMIN), member: 'fake:T1:U0ASKER' };
      assert.match(
        await desk.refusal('/wallet allow command:tts user:alice', admin),
        /^“alice” is not known here\./,
      );
      await desk.reply('/wallet allow command:tts user:U0ALICE', admin);
      assert.deepEqual((await rulesOf(admin)).allowed['tts'], [{ kind: 'member', id: 'fake:T1:U0ALICE' }]);
    });
  });

  describe('delegates', () => {
    it('may do what admins may, once one named them, but name nobody themselves', async () => {
      const admin = fresh(ADMIN);
      const ann = { ...admin, member: 'fake:ann' };
      assert.match(await desk.refusal('/wallet set-limit monthly:1', ann), /^Only admins here can do that\./);
      assert.deepEqual(await said('/wallet allow command:wallet user:ann', admin), [
        'Admins of the wallet: nobody → @fake:ann.',
        'That holds at once.',
      ]);
      assert.match((await said('/wallet set-limit monthly:1', ann))[0] ?? '', /→ \$1\.00/);
      assert.match(
        await desk.refusal('/wallet allow command:wallet user:bob', ann),
        /^Somebody who was named as an admin of the wallet cannot name others\./,
      );
      await desk.reply('/wallet allow command:tts user:bob', ann);
      for (const options of ['role:dj', 'everyone:on']) {
        assert.match(
          await desk.refusal(`/wallet allow command:wallet ${options}`, admin),
          /^Admins of the wallet are named one/,
        );
      }
      assert.equal(
        (await said('/wallet allow command:wallet everyone:off', admin))[0],
        'Admins of the wallet: @fake:ann → nobody.',
      );
      assert.match(await desk.refusal('/wallet set-limit monthly:2', ann), /^Only admins here/);
    });

    it('are asked for at their platform every time, and are nobody when it says so', async () => {
      const admin = fresh(ADMIN);
      await desk.reply('/wallet allow command:wallet user:ann', admin);
      const asked = {
        line: '/wallet set-limit monthly:1',
        attachments: [],
        origin: { ...admin, member: 'fake:ann' },
      };
      const answer = await desk.desk.run(
        { ...asked, standing: () => Promise.reject(new TypeError('silent')) },
        signal,
      );
      assert.match(answer.kind === 'reply' ? answer.reply.text : '', /^Something went wrong/);
      assert.deepEqual((await rulesOf(admin)).limits, FIRST_TENANT_RULES.limits);
    });
  });

  describe('/wallet timezone', () => {
    it('counts from the next day and month on, and says when that is', async () => {
      const admin = fresh(ADMIN);
      assert.deepEqual(await said('/wallet timezone asia/shanghai', admin), [
        'Days and months are counted in UTC.',
        'From Mar 31, 2026, 08:00 Asia/Shanghai on, days are counted in Asia/Shanghai.',
        'From Apr 1, 2026, 08:00 Asia/Shanghai on, months are counted in Asia/Shanghai.',
      ]);
      assert.deepEqual(await said('/wallet timezone utc', admin), ['Days and months are counted in UTC.']);
      assert.deepEqual((await rulesOf(admin)).zones, FIRST_TENANT_RULES.zones);
    });

    it('refuses what is no zone, and what knows no summer time', async () => {
      const admin = fresh(ADMIN);
      for (const zone of ['Mars/Olympus', '+08:00', 'constructor']) {
        assert.match(await desk.refusal(`/wallet timezone ${zone}`, admin), /^There is no time zone “/);
      }
    });

    it('offers zones by their city', async () => {
      const offered = async (query: string) =>
        (
          await desk.desk.choices(
            { command: 'wallet', subcommand: 'timezone', option: 'zone', query, origin: ORIGIN },
            signal,
          )
        ).map(({ value }) => value);
      assert.deepEqual(await offered('new york'), ['America/New_York']);
      assert.equal((await offered('Europe/')).length, 25);
      assert.equal((await offered(''))[0], 'UTC');
    });
  });

  describe('for owners', () => {
    it('/wallet grant gives a tenant its allowance, here or elsewhere', async () => {
      const owner = fresh(OWNER);
      assert.deepEqual(await said('/wallet grant monthly:25 daily:none', owner), [
        `For ${owner.tenant}:`,
        'Allowance a month: as usual → $25.00.',
        'Allowance a day: as usual → none.',
        'That holds at once.',
      ]);
      assert.deepEqual(await said('/wallet grant tenant:4711 monthly:default daily:0', owner), [
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
      const admin = fresh(ADMIN);
      await desk.reply('/wallet set-limit monthly:5', admin);
      const lines = await said(`/wallet grant tenant:${admin.tenant} monthly:20`, OWNER);
      assert.equal(lines.at(-1), 'Its own limit of $5.00 a month still holds.');
    });

    it('/wallet grant says of an allowance below what is spent that it only refuses', async () => {
      const there = fresh(ADMIN);
      const { scopes } = await desk.services.purse.inForce(there);
      const order = { id: `held-${there.tenant}`, jobId: 'job', amount: fromDollars(2), scopes, nowMs: 0 };
      await desk.store.ledger.reserve({ ...order, for: { ...there, service: 'speech' } });
      assert.equal(
        (await said(`/wallet grant tenant:${there.tenant} monthly:1`, OWNER)).at(-1),
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
      const lines = async (line: string, origin = OWNER) => (await own.reply(line, origin)).text.split('\n');
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
        shown.some((line) => /, @fake:owner: Pause, off → on$/.test(line)),
        shown.join('\n'),
      );
    });
  });

  describe('/wallet limits', () => {
    it('shows what holds and who set it, which commands are open to whom, and the time zone', async () => {
      const admin = fresh(ADMIN);
      await desk.reply('/wallet set-limit monthly:12 daily:3 per_job:1 confirm_above:0.25', admin);
      await desk.reply('/wallet allow command:music role:dj', admin);
      await desk.reply('/wallet allow command:wallet user:ann', admin);
      const { text, table } = await desk.reply('/wallet limits', { ...admin, member: ORIGIN.member });
      assert.deepEqual(text.split('\n'), [
        'Days and months are counted in UTC.',
        '`/music` is open to admins, role @&dj.',
        'Named as admins of the wallet: @fake:ann.',
        'What holds here:',
      ]);
      assert.deepEqual(table, {
        columns: ['Limit', 'Amount', 'Set by'],
        rows: [
          ['the monthly limit here', '$10.00', 'whoever runs the bot'],
          ['the daily limit here', '$3.00', 'admins here'],
          ['your daily limit', '$5.00', 'whoever runs the bot'],
          ['the limit of one job', '$1.00', 'admins here'],
          ['the price above which you are asked', '$0.25', 'admins here'],
        ],
      });
    });

    it('shows who changed what to admins alone, newest first and without a key', async () => {
      const admin = fresh(ADMIN);
      await desk.reply('/wallet set-limit monthly:12', admin);
      await desk.reply('/wallet allow command:music user:ann', admin);
      await desk.store.rules.changeTenant(
        admin.tenant,
        { member: 'fake:admin', nowMs: Date.UTC(2027, 0) },
        (rules) => ({
          ...rules,
          key: { id: 'secretid', lastFour: 'a1b2', sinceMs: 5 },
        }),
      );
      const shown = await said('/wallet limits', admin);
      const [newest, ...older] = shown.slice(shown.indexOf('Latest changes here:') + 1, -1);
      assert.equal(newest, 'Jan 1, 2027, 00:00 UTC, @fake:admin: AudioPod key that ends in, none → a1b2');
      // These two happened in one moment of the clock.
      assert.deepEqual(older.toSorted(), [
        'Mar 30, 2026, 00:00 UTC, @fake:admin: Limit a month, none → $12.00',
        'Mar 30, 2026, 00:00 UTC, @fake:admin: Who may use `/music`, everybody → admins, @fake:ann',
      ]);
      assert.ok(shown.includes('Jobs here are paid with a connected AudioPod key, which ends in a1b2.'));
      assert.doesNotMatch(shown.join(), /secretid/);
      for (const other of [
        { ...admin, member: ORIGIN.member },
        { ...admin, member: 'fake:unproven' },
      ]) {
        assert.doesNotMatch((await said('/wallet limits', other)).join(), /Latest changes|fake:admin/);
      }
    });

    it('shows less to an admin of whom the platform says nothing', async () => {
      const admin = fresh(ADMIN);
      await desk.reply('/wallet set-limit monthly:12', admin);
      const standing = () => Promise.reject(new Error('silent'));
      const answer = await desk.desk.run(
        { line: '/wallet limits', attachments: [], origin: admin, standing },
        signal,
      );
      assert.ok(answer.kind === 'reply' && answer.reply.tone === 'info');
      assert.doesNotMatch(answer.reply.text, /Latest changes/);
    });
  });

  describe('refuses', () => {
    const ADMINS = ['set-limit monthly:1', 'allow command:tts everyone:off', 'timezone UTC'];
    const OWNERS = ['grant monthly:1', 'ceiling monthly:1', 'pause', 'resume'];

    for (const locale of LOCALES) {
      it(`whoever may not, saying who may, in ${locale}`, async () => {
        const member = { ...fresh(ORIGIN), locale };
        desk.proven.set('fake:told', { isAdmin: false, admins: 'the boss' });
        for (const line of ADMINS) {
          const text = await desk.refusal(`/wallet ${line}`, member);
          assert.match(text, locale === 'en' ? /^Only admins here can do that\./ : /^只有这里的管理员可以/);
          const told = await desk.refusal(`/wallet ${line}`, { ...member, member: 'fake:told' });
          assert.match(told, /the boss/);
        }
        for (const line of OWNERS) {
          for (const origin of [member, { ...member, member: ADMIN.member }]) {
            const text = await desk.refusal(`/wallet ${line}`, origin);
            assert.match(
              text,
              locale === 'en' ? /^Only those who run the bot can/ : /^只有机器人的运行者可以/,
            );
          }
        }
        assert.deepEqual(await rulesOf(member), FIRST_TENANT_RULES);
        assert.deepEqual(await desk.store.rules.changes(member.tenant, 10), []);
      });
    }
  });
});
