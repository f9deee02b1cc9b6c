import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { FIRST_TENANT_RULES } from '../../../src/core/model/money/spending-rules.ts';
import { ADMIN, type DeskSetting, inTenantOfOwn, openDesk, signal } from '../desk-setting.ts';

describe('who may use what, and the wallet', () => {
  let desk: DeskSetting;
  before(async () => {
    desk = await openDesk();
  });
  after(() => desk[Symbol.asyncDispose]());

  describe('/wallet allow', () => {
    it('closes a command to all but those named, adds to them, and takes them back', async () => {
      const admin = inTenantOfOwn(ADMIN);
      assert.deepEqual(await desk.lines('/wallet allow command:tts role:dj', admin), [
        'Who can use `/tts`: everyone → admins, role @&dj.',
        'Takes effect now.',
      ]);
      assert.equal(
        (await desk.lines('/wallet allow command:tts user:ann', admin))[0],
        'Who can use `/tts`: admins, role @&dj → admins, role @&dj, @fake:ann.',
      );
      assert.deepEqual((await desk.rulesOf(admin)).allowed, {
        tts: [
          { kind: 'role', id: 'dj' },
          { kind: 'member', id: 'fake:ann' },
        ],
      });
      assert.deepEqual(await desk.lines('/wallet allow command:tts user:fake:ann', admin), [
        'Nothing changed.',
      ]);
      await desk.reply('/wallet allow command:tts role:dj remove:on', admin);
      assert.equal(
        (await desk.lines('/wallet allow command:tts user:ann remove:on', admin))[0],
        'Who can use `/tts`: admins, @fake:ann → admins only.',
      );
      assert.equal(
        (await desk.lines('/wallet allow command:tts everyone:on', admin))[0],
        'Who can use `/tts`: admins only → everyone.',
      );
      assert.deepEqual((await desk.rulesOf(admin)).allowed, {});
      assert.equal(
        (await desk.lines('/wallet allow command:tts everyone:off', { ...admin, locale: 'zh-CN' }))[0],
        '可使用 `/tts`：所有人 → 仅管理员。',
      );
    });

    it('refuses what does not say for whom, or says what cannot be', async () => {
      const admin = inTenantOfOwn(ADMIN);
      const options = 'Use one of: role, user, everyone.';
      assert.match(await desk.refusal('/wallet allow tts', admin), new RegExp(options));
      assert.match(
        await desk.refusal('/wallet allow command:tts role:dj everyone:on', admin),
        new RegExp(options),
      );
      assert.match(
        await desk.refusal('/wallet allow command:tts user:@ann', admin),
        /^The bot can’t find “@ann”\./,
      );
      assert.match(
        await desk.refusal('/wallet allow command:tts user:other:ann', admin),
        /^The bot can’t find “other:ann”/,
      );
      assert.match(
        await desk.refusal('/wallet allow command:help everyone:off', admin),
        /^“command” can’t be “help”/,
      );
      assert.match(await desk.refusal('/wallet allow role:dj', admin), /^The option “command” is missing\./);
      desk.proven.set('fake:roleless', { isAdmin: true });
      const roleless = { ...admin, member: 'fake:roleless' };
      assert.match(
        await desk.refusal('/wallet allow command:tts role:dj', roleless),
        /^There are no roles to choose from\./,
      );
      assert.deepEqual((await desk.rulesOf(admin)).allowed, {});
    });

    it('takes ids only where they look like those of the place', async () => {
      desk.proven.set('fake:T1:U0ASKER', { isAdmin: true });
      const admin = { ...inTenantOfOwn(ADMIN), member: 'fake:T1:U0ASKER' };
      assert.match(
        await desk.refusal('/wallet allow command:tts user:alice', admin),
        /^The bot can’t find “alice”\./,
      );
      await desk.reply('/wallet allow command:tts user:U0ALICE', admin);
      assert.deepEqual((await desk.rulesOf(admin)).allowed['tts'], [
        { kind: 'member', id: 'fake:T1:U0ALICE' },
      ]);
    });
  });

  describe('delegates', () => {
    it('may do what admins may, once one named them, but name nobody themselves', async () => {
      const admin = inTenantOfOwn(ADMIN);
      const ann = { ...admin, member: 'fake:ann' };
      assert.match(await desk.refusal('/wallet set-limit monthly:1', ann), /^Only admins can do that\./);
      assert.deepEqual(await desk.lines('/wallet allow command:wallet user:ann', admin), [
        'Wallet admins: none → @fake:ann.',
        'Takes effect now.',
      ]);
      assert.match((await desk.lines('/wallet set-limit monthly:1', ann))[0] ?? '', /→ \$1\.00/);
      assert.match(
        await desk.refusal('/wallet allow command:wallet user:bob', ann),
        /^Wallet admins can’t add wallet admins\./,
      );
      await desk.reply('/wallet allow command:tts user:bob', ann);
      for (const options of ['role:dj', 'everyone:on']) {
        assert.match(
          await desk.refusal(`/wallet allow command:wallet ${options}`, admin),
          /^Wallet admins are added one/,
        );
      }
      assert.equal(
        (await desk.lines('/wallet allow command:wallet everyone:off', admin))[0],
        'Wallet admins: @fake:ann → none.',
      );
      assert.match(await desk.refusal('/wallet set-limit monthly:2', ann), /^Only admins can/);
    });

    it('are asked for at their platform every time, and are nobody when it says so', async () => {
      const admin = inTenantOfOwn(ADMIN);
      await desk.reply('/wallet allow command:wallet user:ann', admin);
      const asked = {
        line: '/wallet set-limit monthly:1',
        attachments: [],
        origin: { ...admin, member: 'fake:ann' },
      };
      const answer = await desk.desk.run(
        { ...asked, findPermissions: () => Promise.reject(new TypeError('silent')) },
        signal,
      );
      assert.match(answer.kind === 'reply' ? answer.reply.text : '', /^The bot had an internal problem/);
      assert.deepEqual((await desk.rulesOf(admin)).limits, FIRST_TENANT_RULES.limits);
    });
  });
});
