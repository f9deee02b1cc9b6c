import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lookAtAccount } from '../../src/app/look-at-account.ts';
import { systemClock } from '../../src/core/async/clock.ts';
import { BotError } from '../../src/core/model/errors.ts';
import type { Balance } from '../../src/core/model/job/provider-job.ts';
import { fromDollars } from '../../src/core/model/money/money.ts';
import { type LogFields, silentLog } from '../../src/core/ports/log.ts';
import type { WalletService } from '../../src/core/ports/provider.ts';

const BALANCE: Balance = { balance: fromDollars(4.2), lowBalanceWarning: false };

async function look(balance: WalletService['balance'], isSandbox = false) {
  const logged: (readonly [level: string, event: string])[] = [];
  const noting = (level: string) => (_fields: LogFields, event: string) => void logged.push([level, event]);
  const log = { ...silentLog, info: noting('info'), warn: noting('warn'), error: noting('error') };
  const clock = { ...systemClock, timeout: () => AbortSignal.abort(new Error('late')) };
  const line = await lookAtAccount({ balance }, { isSandbox, clock, log });
  return { line, logged };
}

describe('the look at AudioPod’s account when the bot starts', () => {
  it('says the balance', async () => {
    const { line, logged } = await look(async () => BALANCE);
    assert.equal(line, 'AudioPod accepts the key. Balance: $4.20.');
    assert.deepEqual(logged, [['info', 'audiopod-account']]);
  });

  it('names the variable of a key that AudioPod rejects', async () => {
    const { line, logged } = await look(() => Promise.reject(new BotError('audiopod-unauthorized', 'No')));
    assert.match(line ?? '', /^AudioPod rejects AUDIOPOD_API_KEY\. Check it at https:/);
    assert.deepEqual(logged, [['error', 'audiopod-key-rejected']]);
  });

  it('waits no longer than a few seconds, and starts all the same', async () => {
    const { line, logged } = await look((signal) => Promise.reject(signal.reason));
    assert.match(line ?? '', /^AudioPod isn’t responding/);
    assert.deepEqual(logged, [['warn', 'audiopod-account-unknown']]);
  });

  it('says nothing of the sandbox', async () => {
    assert.deepEqual(await look(() => assert.fail('It was asked'), true), { line: undefined, logged: [] });
  });
});
