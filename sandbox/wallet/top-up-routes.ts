import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import { refuseWithCode } from '../http/api-error.ts';
import type { Form } from '../http/form.ts';
import { readCount } from '../http/paging.ts';
import { API, type Route } from '../http/route.ts';
import { dollars } from './prices.ts';

const WALLET = `${API}/api-wallet`;

/** Topping up the wallet (AudioPod API notes 8.6). No money can be paid, so the first balance is the only one. */
export function topUpRoutes(clock: SandboxClock): readonly Route[] {
  const openedAt = new Date(clock.now()).toISOString();
  return [
    {
      operation: 'wallet.top-up',
      method: 'post',
      path: `${WALLET}/topup/checkout`,
      handle: ({ form, origin }) => {
        const amount = amountIn(form);
        const session = randomUUID();
        return { body: { url: `${origin}/checkout/${session}`, session_id: session, ...amount } };
      },
    },
    {
      operation: 'wallet.payment-intent',
      method: 'post',
      path: `${WALLET}/topup/payment-intent`,
      handle: ({ form }) => {
        const amount = amountIn(form);
        const intent = `pi_${randomUUID()}`;
        return { body: { client_secret: `${intent}_secret`, payment_intent_id: intent, ...amount } };
      },
    },
    {
      operation: 'wallet.top-ups',
      method: 'get',
      path: `${WALLET}/topups`,
      handle: ({ query, account }) => {
        const page = readCount(query, 'page', { fallback: 1, min: 1, max: 1_000_000 });
        const limit = readCount(query, 'limit', { fallback: 20, min: 1, max: 100 });
        const { toppedUpCents } = account.wallet.figures;
        const first = { id: 1, ...inDollars(toppedUpCents), status: 'completed', created_at: openedAt };
        const topups = toppedUpCents > 0 && page === 1 ? [first] : [];
        return { body: { page, limit, topups } };
      },
    },
  ];
}

/** @throws {ApiError} 400 outside $1 to $10,000. */
function amountIn(form: Form) {
  const cents = form.number('amount_cents') ?? 0;
  if (cents < 100 || cents > 1_000_000) throw refuseWithCode(400, 'invalid_amount', 'Invalid amount');
  return inDollars(cents);
}

function inDollars(cents: number) {
  return { amount_cents: cents, amount_usd: dollars(cents) };
}
