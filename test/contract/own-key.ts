import assert from 'node:assert/strict';
import { it } from 'node:test';
import { joinSentences } from '../../src/core/text/explain-failure.ts';
import { outcomeText } from '../../src/core/text/outcome.ts';
import { translate } from '../../src/core/text/words.ts';
import type { Ask, Chat, Exchange } from './chat.ts';
import { plainLines } from './plain-lines.ts';
import { carryOut, type Part } from './subject.ts';

const KEY = 'ap_own_5ecre7_key';
const connect: Ask = { command: 'wallet', subcommand: 'connect', secrets: { key: KEY } };
const disconnect: Ask = { command: 'wallet', subcommand: 'disconnect' };

/** What this part asks for. */
export const OWN_KEY_ASKS: readonly Ask[] = [connect, disconnect];

/** A tenant's admins can have its jobs paid with an AudioPod key of its own, which nobody gets to see. */
export const ownKey: Part = {
  title: 'a key of their own',
  tests: (subject) => {
    for (const locale of subject.locales(0)) {
      it(`is connected in a form, pays, and is forgotten, in ${locale}`, async () => {
        const { chat } = subject;
        const { accounts, wallet } = chat.world.sandbox.control;
        const own = accounts.open(KEY, 500);
        const person = await subject.person(locale);
        const speak: Ask = { command: 'tts', options: { text: 'Who pays for this?' } };
        const first = await carryOut(chat, () => person.ask(speak));
        await makeAdmin(chat, first.job.origin.member);
        const operator = wallet.figures();

        await assertSaid(
          () => person.ask(connect),
          joinSentences(
            locale,
            translate(locale, 'own-key.connected', { lastFour: '_key' }),
            translate(locale, 'own-key.paying', { amount: '$5.00' }),
          ),
        );
        const { exchange, job } = await carryOut(chat, () => person.ask(speak));
        assert.equal(job.keyId, (await chat.world.store.rules.tenant(chat.tenant)).key?.id);
        assert.ok((await exchange.shown()).some(({ text }) => text.startsWith(plainLines(outcomeText(job)))));
        assert.equal(own.figures().spentCents, 1);
        assert.deepEqual(wallet.figures(), operator);

        await assertSaid(
          () => person.ask(disconnect),
          joinSentences(
            locale,
            translate(locale, 'own-key.disconnected', { lastFour: '_key' }),
            translate(locale, 'own-key.erased'),
            translate(locale, 'own-key.operator-pays'),
          ),
        );
        assert.deepEqual(await chat.world.store.keys.all(), []);
        chat.assertClean();
      });
    }
  },
};

/** Platforms differ in who is one by themselves; whom an admin named for the wallet is one everywhere. */
async function makeAdmin({ world, tenant }: Chat, id: string): Promise<void> {
  const by = { member: 'somebody', nowMs: world.clock.now() };
  await world.store.rules.changeTenant(tenant, by, (rules) => ({
    ...rules,
    allowed: { wallet: [{ kind: 'member', id }] },
  }));
}

async function assertSaid(ask: () => Promise<Exchange>, text: string): Promise<void> {
  const exchange = await ask();
  await exchange.answered();
  const shown = await exchange.shown();
  assert.deepEqual(
    shown.map((one) => [one.text, one.audience]),
    [[plainLines(text), 'asker']],
  );
}
