import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { LOCALES } from '../../src/core/model/locale.ts';
import { FIRST_TENANT_RULES } from '../../src/core/model/money/spending-rules.ts';
import { ORIGIN } from '../fakes/world.ts';
import { ADMIN, type DeskSetting, inTenantOfOwn, openDesk, signal } from './desk-setting.ts';

describe('the wallet’s rules', () => {
  let desk: DeskSetting;
  before(async () => {
    desk = await openDesk();
  });
  after(() => desk[Symbol.asyncDispose]());

  describe('/wallet timezone', () => {
    it('counts from the next day and month on, and says when that is', async () => {
      const admin = inTenantOfOwn(ADMIN);
      assert.deepEqual(await desk.lines('/wallet timezone asia/shanghai', admin), [
        'Time zone: UTC.',
        'From Mar 31, 08:00 (Asia/Shanghai), daily limits use Asia/Shanghai.',
        'From Apr 1, 08:00 (Asia/Shanghai), monthly limits use Asia/Shanghai.',
      ]);
      assert.deepEqual(await desk.lines('/wallet timezone utc', admin), ['Time zone: UTC.']);
      assert.deepEqual((await desk.rulesOf(admin)).zones, FIRST_TENANT_RULES.zones);
    });

    it('refuses what is no zone, and what knows no summer time', async () => {
      const admin = inTenantOfOwn(ADMIN);
      for (const zone of ['Mars/Olympus', '+08:00', 'constructor']) {
        assert.match(await desk.refusal(`/wallet timezone ${zone}`, admin), /^There’s no time zone “/);
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

  describe('/wallet limits', () => {
    it('shows what holds and who set it, which commands are open to whom, and the time zone', async () => {
      const admin = inTenantOfOwn(ADMIN);
      await desk.reply('/wallet set-limit monthly:12 daily:3 per_job:1 confirm_above:0.25 links:off', admin);
      await desk.reply('/wallet allow command:music role:dj', admin);
      await desk.reply('/wallet allow command:wallet user:ann', admin);
      const { text, table } = await desk.reply('/wallet limits', { ...admin, member: ORIGIN.member });
      assert.deepEqual(text.split('\n'), [
        'Time zone: UTC.',
        'Admins have turned off links.',
        'Who can use `/music`: admins, role @&dj.',
        'Wallet admins: @fake:ann.',
        'Current limits:',
      ]);
      assert.deepEqual(table, {
        columns: ['Limit', 'Amount', 'Set by'],
        rows: [
          ['Monthly limit', '$10.00', 'bot owner'],
          ['Daily limit', '$3.00', 'admins'],
          ['Your daily limit', '$5.00', 'bot owner'],
          ['Per-job limit', '$1.00', 'admins'],
          ['Reserved per link', '$0.50', 'bot owner'],
          ['Confirm above', '$0.25', 'admins'],
        ],
      });
    });

    it('shows who changed what to admins alone, newest first and without a key', async () => {
      const admin = inTenantOfOwn(ADMIN);
      await desk.reply('/wallet set-limit monthly:12', admin);
      await desk.reply('/wallet allow command:music user:ann', admin);
      await desk.store.rules.changeTenant(
        admin.tenant,
        { member: 'fake:bob', nowMs: Date.UTC(2027, 0) },
        (rules) => ({
          ...rules,
          key: { id: 'secretid', lastFour: 'a1b2', sinceMs: 5 },
          zones: { ...rules.zones, day: { zone: 'Asia/Tokyo' } },
        }),
      );
      const shown = await desk.lines('/wallet limits', admin);
      const [newest, ...older] = shown.slice(shown.indexOf('Latest changes:') + 1, -1);
      assert.equal(
        newest,
        'Jan 1, 2027, 09:00 (Asia/Tokyo), @fake:bob: Own AudioPod key (last 4), none → a1b2',
      );
      // These two happened in one moment of the clock.
      assert.deepEqual(older.toSorted(), [
        'Mar 30, 2026, 09:00 (Asia/Tokyo), you: Monthly limit, none → $12.00',
        'Mar 30, 2026, 09:00 (Asia/Tokyo), you: Who can use `/music`, everyone → admins, @fake:ann',
      ]);
      assert.ok(shown.includes('Jobs use your own AudioPod key ending in a1b2.'));
      assert.doesNotMatch(shown.join(), /secretid/);
      for (const other of [
        { ...admin, member: ORIGIN.member },
        { ...admin, member: 'fake:unproven' },
      ]) {
        assert.doesNotMatch((await desk.lines('/wallet limits', other)).join(), /Latest changes|fake:bob/);
      }
    });

    it('shows less to an admin of whom the platform says nothing', async () => {
      const admin = inTenantOfOwn(ADMIN);
      await desk.reply('/wallet set-limit monthly:12', admin);
      const findPermissions = () => Promise.reject(new Error('silent'));
      const answer = await desk.desk.run(
        { line: '/wallet limits', attachments: [], origin: admin, findPermissions },
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
      it(`people who may not, saying who may, in ${locale}`, async () => {
        const member = { ...inTenantOfOwn(ORIGIN), locale };
        desk.proven.set('fake:told', { isAdmin: false, admins: 'the boss' });
        for (const line of ADMINS) {
          const text = await desk.refusal(`/wallet ${line}`, member);
          assert.match(text, locale === 'en' ? /^Only admins can do that\./ : /^仅管理员可以/);
          const told = await desk.refusal(`/wallet ${line}`, { ...member, member: 'fake:told' });
          assert.match(told, /the boss/);
        }
        for (const line of OWNERS) {
          for (const origin of [member, { ...member, member: ADMIN.member }]) {
            const text = await desk.refusal(`/wallet ${line}`, origin);
            assert.match(text, locale === 'en' ? /^Only the bot owner can/ : /^仅机器人所有者可以/);
          }
        }
        assert.deepEqual(await desk.rulesOf(member), FIRST_TENANT_RULES);
        assert.deepEqual(await desk.store.rules.changes(member.tenant, 10), []);
      });
    }
  });
});
