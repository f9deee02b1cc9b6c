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
        'Who may use `/tts`: everybody → admins, role @&dj.',
        'That holds at once.',
      ]);
      assert.equal(
        (await desk.lines('/wallet allow command:tts user:ann', admin))[0],
        'Who may use `/tts`: admins, role @&dj → admins, role @&dj, @fake:ann.',
      );
      assert.deepEqual((await desk.rulesOf(admin)).allowed, {
        tts: [
          { kind: 'role', id: 'dj' },
          { kind: 'member', id: 'fake:ann' },
        ],
      });
      assert.deepEqual(await desk.lines('/wallet allow command:tts user:fake:ann', admin), [
        'It was like that already.',
      ]);
      await desk.reply('/wallet allow command:tts role:dj remove:on', admin);
      assert.equal(
        (await desk.lines('/wallet allow command:tts user:ann remove:on', admin))[0],
        'Who may use `/tts`: admins, @fake:ann → admins alone.',
      );
      assert.equal(
        (await desk.lines('/wallet allow command:tts everyone:on', admin))[0],
        'Who may use `/tts`: admins alone → everybody.',
      );
      assert.deepEqual((await desk.rulesOf(admin)).allowed, {});
      assert.equal(
        (await desk.lines('/wallet allow command:tts everyone:off', { ...admin, locale: 'zh-CN' }))[0],
        '谁可以使用 `/tts`：所有人 → 仅管理员。',
      );
    });

    it('refuses what does not say for whom, or says what cannot be', async () => {
      const admin = inTenantOfOwn(ADMIN);
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
      assert.deepEqual((await desk.rulesOf(admin)).allowed, {});
    });

    it('takes ids only where they look like those of the place', async () => {
      desk.proven.set('fake:T1:U0ASKER', { isAdmin: true });
      const admin = { ...inTenantOfOwn(ADMIN), member: 'fake:T1:U0ASKER' };
      assert.match(
        await desk.refusal('/wallet allow command:tts user:alice', admin),
        /^“alice” is not known here\./,
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
      assert.match(await desk.refusal('/wallet set-limit monthly:1', ann), /^Only admins here can do that\./);
      assert.deepEqual(await desk.lines('/wallet allow command:wallet user:ann', admin), [
        'Admins of the wallet: nobody → @fake:ann.',
        'That holds at once.',
      ]);
      assert.match((await desk.lines('/wallet set-limit monthly:1', ann))[0] ?? '', /→ \$1\.00/);
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
        (await desk.lines('/wallet allow command:wallet everyone:off', admin))[0],
        'Admins of the wallet: @fake:ann → nobody.',
      );
      assert.match(await desk.refusal('/wallet set-limit monthly:2', ann), /^Only admins here/);
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
        { ...asked, standing: () => Promise.reject(new TypeError('silent')) },
        signal,
      );
      assert.match(answer.kind === 'reply' ? answer.reply.text : '', /^Something went wrong/);
      assert.deepEqual((await desk.rulesOf(admin)).limits, FIRST_TENANT_RULES.limits);
    });
  });
});
