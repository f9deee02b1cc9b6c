import { refuse } from '../http/api-error.ts';
import type { Form } from '../http/form.ts';
import { readCount } from '../http/paging.ts';
import { API, type Call, type Route } from '../http/route.ts';
import { CENTS_PER_MINUTE, dollars, priceCents } from './prices.ts';

/** The service warns below its threshold, which is not published; this one is invented. */
const LOW_BALANCE_CENTS = 100;

/** The wallet's endpoints (AudioPod API notes 8). */
export function walletRoutes(): readonly Route[] {
  const estimate = ({ form }: Call) => ({ body: estimateOf(form) });
  return [
    {
      operation: 'wallet.balance',
      method: 'get',
      path: `${API}/api-wallet/balance`,
      handle: ({ account: { wallet } }) => {
        const { availableCents, spentCents, toppedUpCents } = wallet.figures;
        return {
          body: {
            balance_cents: availableCents,
            balance_usd: dollars(availableCents),
            total_topup_cents: toppedUpCents,
            total_spent_cents: spentCents,
            total_spent_usd: dollars(spentCents),
            low_balance_warning: availableCents < LOW_BALANCE_CENTS,
          },
        };
      },
    },
    {
      operation: 'wallet.check-balance',
      method: 'post',
      path: `${API}/api-wallet/check-balance`,
      handle: ({ form, account: { wallet } }) => {
        const { service_type, cost_cents, cost_usd, duration_seconds } = estimateOf(form);
        const { availableCents } = wallet.figures;
        const sufficient = cost_cents <= availableCents;
        return {
          body: {
            sufficient,
            can_proceed: sufficient,
            service_type,
            duration_seconds,
            cost_cents,
            cost_usd,
            current_balance_cents: availableCents,
          },
        };
      },
    },
    {
      operation: 'wallet.estimate',
      method: 'post',
      path: `${API}/api-wallet/estimate-cost`,
      dialect: 'a',
      open: true,
      handle: estimate,
    },
    {
      operation: 'wallet.estimate',
      method: 'post',
      path: `${API}/api-wallet/estimate`,
      dialect: 'b',
      open: true,
      handle: estimate,
    },
    {
      operation: 'wallet.pricing',
      method: 'get',
      path: `${API}/api-wallet/pricing`,
      open: true,
      handle: () => ({
        body: {
          services: Object.fromEntries(
            [...CENTS_PER_MINUTE].map(([service, cents]) => [
              service,
              { rate_per_minute_cents: cents, rate_per_minute: `${dollars(cents)}/min` },
            ]),
          ),
          wallet: { currency: 'USD', min_topup_cents: 100, max_topup_cents: 1_000_000 },
        },
      }),
    },
    {
      operation: 'wallet.usage',
      method: 'get',
      path: `${API}/api-wallet/usage`,
      handle: ({ query, account: { wallet } }) => {
        const page = readCount(query, 'page', { fallback: 1, min: 1, max: 1_000_000 });
        const limit = readCount(query, 'limit', { fallback: 50, min: 1, max: 100 });
        const logs = wallet.usage.slice((page - 1) * limit, page * limit).map((line) => ({
          service_type: line.serviceType,
          duration_minutes: Number((line.durationMs / 60_000).toFixed(2)),
          amount_usd: dollars(line.cents),
          created_at: new Date(line.atMs).toISOString(),
        }));
        return { body: { page, limit, logs } };
      },
    },
    {
      operation: 'wallet.service-types',
      method: 'get',
      path: `${API}/api-wallet/service-types`,
      handle: () => ({ body: [...CENTS_PER_MINUTE.keys()] }),
    },
  ];
}

function estimateOf(form: Form) {
  const serviceType = form.text('service_type') ?? '';
  const centsPerMinute = CENTS_PER_MINUTE.get(serviceType);
  if (centsPerMinute === undefined) throw refuse(400, `Unknown service type: ${serviceType || '(none)'}`);
  const seconds = form.number('duration_seconds') ?? 0;
  if (seconds < 0) throw refuse(400, 'duration_seconds must not be negative');
  const cents = seconds === 0 ? 0 : priceCents(centsPerMinute, seconds * 1000);
  return {
    service_type: serviceType,
    duration_seconds: seconds,
    duration_minutes: Number((seconds / 60).toFixed(2)),
    rate_per_minute: `${dollars(centsPerMinute)}/min`,
    cost_cents: cents,
    cost_usd: dollars(cents),
  };
}
