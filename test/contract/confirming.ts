import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Locale } from '../../src/core/model/locale.ts';
import { type MicroDollars, ZERO } from '../../src/core/model/money/money.ts';
import { until } from '../fakes/until.ts';
import type { Chat, Exchange, Shown } from './chat.ts';
import { LABELS } from './labels.ts';
import { assertShows, doneAs } from './outcomes.ts';
import { accountOf, begin, type Part } from './subject.ts';

/** How the question begins whether a voice may be cloned. */
const ASKED: Readonly<Record<Locale, (name: string) => string>> = {
  en: (name) => `Is “${name}” your own voice, or do you have permission to clone it? `,
  'zh-CN': (name) => `“${name}”是你自己的声音，或你已获授权克隆吗？`,
};

/** What must be confirmed is asked for with a button, once, and costs nothing before. */
export const confirming: Part = {
  title: 'has its member confirm',
  tests: (subject) => {
    it('a price, which nobody else is asked about when it is private', async () => {
      const locale = 'zh-CN';
      const { chat } = subject;
      const { world } = chat;
      const person = await subject.person(locale);
      const options = { private: true, text: 'For a price.' };
      const before = await accountOf(chat);
      await using _rule = await confirmAbove(chat, ZERO);
      const { exchange, job } = await begin(chat, () => person.ask({ command: 'tts', options }));
      await world.settled(job.id, ({ work }) => work.stage === 'confirming');
      // Nobody is asked twice: what was agreed to holds when the price is looked at again.
      await exchange.answered();
      const question = await shownOnce(exchange, '最多 $0.01，之后');
      assert.deepEqual(question.buttons, [LABELS[locale].confirm, LABELS[locale].cancel]);
      assert.equal(question.audience, 'asker');
      assert.deepEqual(await accountOf(chat), before);

      // Whether the platform says so or changes the question, the job goes on.
      await exchange.press(LABELS[locale].confirm);
      const done = await world.settled(job.id);
      assert.ok(done.money.state === 'settled');
      await assertShows(exchange, done, doneAs('speech'));
      assert.equal((await accountOf(chat)).spent - before.spent, done.money.amount);
      chat.assertClean();
    });

    for (const locale of subject.locales(0, { everywhere: true })) {
      it(`with a button that a voice may be cloned, before anything is reserved or uploaded, in ${locale}`, async () => {
        const { chat, files } = subject;
        const { world } = chat;
        const person = await subject.person(locale);
        const name = `Duet ${locale}`;
        const before = await accountOf(chat);
        const clones = await world.store.clones.ofTenant(chat.tenant);
        const file = { option: 'audio', ...files.sample };
        const ask = { command: 'voice', subcommand: 'clone', options: { name }, file } as const;
        const { exchange, job } = await begin(chat, () => person.ask(ask));
        await world.settled(job.id, ({ work }) => work.stage === 'confirming');
        await exchange.answered();
        const question = await shownOnce(exchange, ASKED[locale](name));
        assert.deepEqual(question.buttons, [LABELS[locale].confirm, LABELS[locale].cancel]);
        assert.deepEqual(await accountOf(chat), before);
        assert.deepEqual(await world.store.clones.ofTenant(chat.tenant), clones);

        await exchange.press(LABELS[locale].confirm);
        const done = await world.settled(job.id);
        const consent = done.request.service === 'clone' ? done.request.consent : undefined;
        assert.equal(consent?.member, done.origin.member);
        await assertShows(exchange, done, doneAs('clone'));
        assert.ok(done.money.state === 'settled');
        assert.equal((await accountOf(chat)).spent - before.spent, done.money.amount);
        chat.assertClean();
      });
    }
  },
};

/** Has everything above the price confirmed, until it is disposed of. */
async function confirmAbove({ world, tenant }: Chat, price: MicroDollars): Promise<AsyncDisposable> {
  const set = async (confirmAbove: MicroDollars | 'none'): Promise<void> => {
    const by = { member: 'admin', nowMs: world.clock.now() };
    await world.store.rules.changeTenant(tenant, by, (rules) => ({ ...rules, confirmAbove }));
  };
  await set(price);
  return { [Symbol.asyncDispose]: () => set('none') };
}

/** The one message that begins so, once it is there: platforms pace what they show. */
async function shownOnce(exchange: Exchange, start: string): Promise<Shown> {
  let shown: readonly Shown[] = [];
  return until(
    () => `“${start}” is shown. There is:\n${shown.map((it) => it.text).join('\n')}`,
    async () => {
      shown = await exchange.shown();
      const [one, ...more] = shown.filter((message) => message.text.startsWith(start));
      return more.length === 0 && one;
    },
  );
}
