import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Ask, Chat, Exchange } from './chat.ts';
import { tellsOutcome } from './outcomes.ts';
import { plainLines } from './plain-lines.ts';
import { carryOut, type Part } from './subject.ts';

const KEY = 'ap_own_5ecre7_key';
const connect: Ask = { command: 'wallet', subcommand: 'connect', secrets: { key: KEY } };
const disconnect: Ask = { command: 'wallet', subcommand: 'disconnect' };

/** What admins read about their key, to the letter. */
const SAID = {
  en: {
    connected:
      'Connected the AudioPod key ending in _key. New jobs use its wallet; the balance is $5.00. Your limits still apply.',
    disconnected:
      'Disconnected the AudioPod key ending in _key. The old key was deleted. New jobs use the bot owner’s wallet.',
  },
  'zh-CN': {
    connected: '已绑定尾号为 _key 的 AudioPod 密钥。新任务由其钱包付费，余额 $5.00；限额仍然有效。',
    disconnected: '已解绑尾号为 _key 的 AudioPod 密钥。旧密钥已删除。新任务由机器人所有者的钱包付费。',
  },
} as const;

/** What this part asks for. */
export const OWN_KEY_ASKS: readonly Ask[] = [connect, disconnect];

/** A tenant's admins can have its jobs paid with an AudioPod key of its own, which nobody gets to see. */
export const ownKey: Part = {
  title: 'a key of their own',
  tests: (subject) => {
    for (const locale of subject.locales(0, { everywhere: true })) {
      it(`is connected in a form, pays, and is forgotten, in ${locale}`, async () => {
        const { chat } = subject;
        const { accounts, wallet } = chat.world.sandbox.control;
        const own = accounts.open(KEY, 500);
        const person = await subject.person(locale);
        const speak: Ask = { command: 'tts', options: { text: 'Who pays for this?' } };
        const first = await carryOut(chat, () => person.ask(speak));
        await makeAdmin(chat, first.job.origin.member);
        const operator = wallet.figures();

        await assertSaid(() => person.ask(connect), SAID[locale].connected);
        const { exchange, job } = await carryOut(chat, () => person.ask(speak));
        assert.equal(job.keyId, (await chat.world.store.rules.tenant(chat.tenant)).key?.id);
        assert.ok((await exchange.shown()).some(({ text }) => tellsOutcome(text, job)));
        assert.equal(own.figures().spentCents, 1);
        assert.deepEqual(wallet.figures(), operator);

        await assertSaid(() => person.ask(disconnect), SAID[locale].disconnected);
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
