import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { WalletService } from '../../../../src/core/ports/provider.ts';
import { inTurn, json, startServer } from '../../net/local-server.ts';
import { answer } from '../answers.ts';
import { clientOf, failureOf, signal } from '../client.ts';

const ask = async <T>(
  body: unknown,
  run: (wallet: WalletService) => Promise<T>,
  status = 200,
): Promise<T> => {
  await using server = await startServer(answer(status, body));
  return await run(clientOf(server.url).wallet);
};

describe('the wallet', () => {
  it('reads the balance from cents before dollars', async () => {
    const body = {
      balance_cents: 1840,
      balance_usd: '$99',
      total_spent_cents: 660,
      low_balance_warning: true,
    };
    assert.deepEqual(await ask(body, (wallet) => wallet.balance(signal)), {
      balance: 18_400_000,
      totalSpent: 6_600_000,
      lowBalanceWarning: true,
    });
  });

  for (const dollars of ['$18.40', '18.40', 18.4, '$ 18.40', '18.4 USD', '$0,018.40']) {
    it(`reads the balance from ${typeof dollars} ${dollars}`, async () => {
      const { balance } = await ask({ balance_cents: null, balance_usd: dollars }, (wallet) =>
        wallet.balance(signal),
      );
      assert.equal(balance, 18_400_000);
    });
  }

  it('takes an unreadable balance for an error, never for zero', async () => {
    for (const body of [{}, { balance_usd: 'plenty' }, { balance_usd: '' }, { balance_cents: 1e300 }, []]) {
      const error = await failureOf(ask(body, (wallet) => wallet.balance(signal)));
      assert.equal(error.code, 'audiopod-garbled');
    }
  });

  const checks: readonly (readonly [unknown, number, boolean])[] = [
    [{ sufficient: true }, 200, true],
    [{ sufficient: false, can_proceed: true }, 200, false],
    [{ can_proceed: true, cost_cents: 30 }, 200, true],
    [{ sufficient: null, can_proceed: 'False' }, 200, false],
    [{ sufficient: 1 }, 200, true],
    [{ error: 'insufficient_api_balance', required_cents: 30, available_cents: 5 }, 402, false],
  ];
  for (const [body, status, enough] of checks) {
    it(`takes ${status} ${JSON.stringify(body)} for ${enough ? 'enough' : 'not enough'}`, async () => {
      assert.equal(
        await ask(body, (wallet) => wallet.checkBalance('stem_extraction', 180, signal), status),
        enough,
      );
    });
  }

  it('takes no answer to the question for neither yes nor no', async () => {
    for (const [body, status] of [
      [{ message: 'ok' }, 200],
      [{}, 403],
    ] as const) {
      await failureOf(ask(body, (wallet) => wallet.checkBalance('stem_extraction', 180, signal), status));
    }
  });

  it('reads an estimate, at whichever path it is, and remembers the path', async () => {
    const body = { service_type: 'transcription', rate_per_minute: '$0.01/min', cost_usd: '$0.05' };
    for (const missing of [404, 405]) {
      await using server = await startServer((seen, response) =>
        seen.url.endsWith('/estimate') ? json(response, 200, body) : json(response, missing, {}),
      );
      const { wallet } = clientOf(server.url);
      const estimate = await wallet.estimate('transcription', 300, signal);
      assert.deepEqual(estimate, { cost: 50_000, ratePerMinute: 10_000 });
      await wallet.estimate('transcription', 300, signal);
      assert.equal(server.seen.length, 3);
    }
    const cents = await ask({ cost_cents: 30, cost_usd: '$9' }, (wallet) => wallet.estimate('x', 1, signal));
    assert.deepEqual(cents, { cost: 300_000 });
  });

  it('repeats its questions after a passing failure, also those that are asked by POST', async () => {
    await using server = await startServer(inTurn(answer(503, {}), answer(200, { sufficient: true })));
    assert.equal(await clientOf(server.url).wallet.checkBalance('x', 1, signal), true);
  });

  it('reads the prices that can be read', async () => {
    const services = {
      stem_extraction: { rate_per_minute_cents: 10, rate_per_minute: '$9/min' },
      transcription: { rate_per_minute: '$0.01/min', name: 'x' },
      text_to_speech: '$0.04/min',
      voice_conversion: 0.13,
      odd: { rate: 'free' },
      none: null,
    };
    const pricing = await ask({ services, wallet: { currency: 'USD' } }, (wallet) => wallet.pricing(signal));
    assert.deepEqual(pricing, {
      stem_extraction: { ratePerMinute: 100_000 },
      transcription: { ratePerMinute: 10_000 },
      text_to_speech: { ratePerMinute: 40_000 },
      voice_conversion: { ratePerMinute: 130_000 },
    });
  });

  it('answers where to top up, and nothing that a browser would not open as a page', async () => {
    const url = 'https://checkout.example/session';
    assert.equal(await ask({ url, amount_usd: '$5.00' }, (wallet) => wallet.topUp(500, signal)), url);
    const quoted = { url: 'https://checkout.example/?a=`b`' };
    assert.equal(
      await ask(quoted, (wallet) => wallet.topUp(500, signal)),
      'https://checkout.example/?a=%60b%60',
    );
    for (const other of ['javascript:alert(1)', 'file:///etc/passwd', 'checkout', '']) {
      const error = await failureOf(ask({ url: other }, (wallet) => wallet.topUp(500, signal)));
      assert.equal(error.code, 'audiopod-garbled', other);
    }
  });

  it('reads the usage, leaving out lines without an amount', async () => {
    const logs = [
      {
        service_type: 'stem_extraction',
        duration_minutes: 3,
        amount_usd: '$0.30',
        created_at: '2026-03-30T09:02:12Z',
      },
      { service_type: 'transcription', amount_usd: 0.05, duration_minutes: null },
      { service_type: 'odd' },
      null,
    ];
    const expected = [
      {
        serviceType: 'stem_extraction',
        amount: 300_000,
        durationMinutes: 3,
        createdAtMs: Date.UTC(2026, 2, 30, 9, 2, 12),
      },
      { serviceType: 'transcription', amount: 50_000 },
    ];
    for (const body of [logs, { page: 1, limit: 50, logs }, { data: logs }]) {
      assert.deepEqual(await ask(body, (wallet) => wallet.usage(1, 50, signal)), expected);
    }
  });
});
