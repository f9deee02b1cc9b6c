import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Locale } from '../../src/core/model/locale.ts';
import { LABELS } from './labels.ts';
import { accountOf, carryOut, type Part } from './subject.ts';

/** How the reply begins once all is erased. */
const ERASED: Readonly<Record<Locale, RegExp>> = {
  en: /^Erased \d+ jobs?, all settings, and everyone’s defaults\./,
  'zh-CN': /^已清除 \d+ 个任务、全部设置和所有成员的默认设置。/,
};

/** What is stored of a tenant is erased by an admin, once they confirm it. Last, because nothing of it is left. */
export const erasing: Part = {
  title: 'erases',
  tests: (subject) => {
    for (const locale of subject.locales(0, { everywhere: true })) {
      it(`everything but what was spent, in ${locale}`, async () => {
        const { chat } = subject;
        const { store } = chat.world;
        const { tenant } = chat;
        const person = await subject.person(locale);
        await carryOut(chat, () => person.ask({ command: 'tts', options: { text: 'To be erased.' } }));
        const before = await accountOf(chat);
        assert.notEqual((await store.jobs.list({ tenant, limit: 9 })).length, 0);

        const asked = await person.ask({ command: 'wallet', subcommand: 'erase' });
        await asked.answered();
        const [question] = await asked.shown();
        assert.deepEqual(question?.buttons, [LABELS[locale].erase]);
        assert.equal(question?.audience, 'asker');
        assert.notEqual(
          (await store.jobs.list({ tenant, limit: 9 })).length,
          0,
          'not before it is confirmed',
        );

        const pressed = await asked.press(LABELS[locale].erase);
        await pressed.answered();
        const said = (await pressed.shown()).at(-1);
        assert.match(said?.text ?? '', ERASED[locale]);
        assert.equal(said?.audience, 'asker');
        assert.deepEqual(await store.jobs.list({ tenant, limit: 9 }), []);
        assert.deepEqual(await store.clones.ofTenant(tenant), []);
        assert.deepEqual(await chat.world.services.defaults.ofTenant(tenant), []);
        assert.deepEqual(await accountOf(chat), before);
        chat.assertClean();
      });
    }
  },
};
