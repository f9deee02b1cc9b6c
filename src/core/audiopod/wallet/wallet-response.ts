import { z } from 'zod';
import type { Balance, CostEstimate, Pricing, UsageEntry } from '../../model/job/provider-job.ts';
import type { MicroDollars } from '../../model/money/money.ts';
import { cents, dollars, flag, number, text, timestamp } from '../transport/wire.ts';

/** `GET /balance`. Cents are exact, so they win over the dollar text (AudioPod API notes 8.1). */
export const balance: z.ZodType<Balance> = z
  .object({
    balance_cents: cents,
    balance_usd: dollars,
    total_spent_cents: cents,
    total_spent_usd: dollars,
    low_balance_warning: flag,
  })
  .transform((body, context) => {
    const amount = body.balance_cents ?? body.balance_usd;
    if (amount === undefined) return noAmount(context, 'balance_cents');
    const totalSpent = body.total_spent_cents ?? body.total_spent_usd;
    return {
      balance: amount,
      lowBalanceWarning: body.low_balance_warning ?? false,
      ...(totalSpent === undefined ? {} : { totalSpent }),
    };
  });

/** `POST /check-balance`: whether the balance is enough. */
export const check: z.ZodType<boolean> = z
  .object({ sufficient: flag, can_proceed: flag })
  .transform((body, context) => {
    const enough = body.sufficient ?? body.can_proceed;
    return enough ?? noAmount(context, 'sufficient');
  });

const rate = {
  rate_per_minute_cents: cents,
  rate_per_minute: dollars,
  rate_per_minute_usd: dollars,
};

/** `POST /estimate-cost`. */
export const estimate: z.ZodType<CostEstimate> = z
  .object({ cost_cents: cents, cost_usd: dollars, ...rate })
  .transform((body, context) => {
    const cost = body.cost_cents ?? body.cost_usd;
    if (cost === undefined) return noAmount(context, 'cost_cents');
    const ratePerMinute = rateOf(body);
    return { cost, ...(ratePerMinute === undefined ? {} : { ratePerMinute }) };
  });

/** `GET /pricing`. The inner shape is not published; services whose price can't be parsed are left out. */
export const pricing: z.ZodType<Pricing> = z
  .object({ services: z.record(z.string(), z.unknown()) })
  .transform(({ services }) =>
    Object.fromEntries(
      Object.entries(services).flatMap(([name, value]) => {
        const { data } = priced.safeParse(value);
        const ratePerMinute = data ? rateOf(data) : undefined;
        return ratePerMinute === undefined ? [] : [[name, { ratePerMinute }] as const];
      }),
    ),
  );

/** One price: an object of rates, or the bare amount per minute. */
const priced = z.preprocess(
  (value) => (typeof value === 'object' ? value : { rate_per_minute: value }),
  z.object(rate).nullable(),
);

/** One line of `GET /usage`. */
export const usageEntry: z.ZodType<UsageEntry | undefined> = z
  .object({
    service_type: text,
    amount_cents: cents,
    amount_usd: dollars,
    duration_minutes: number,
    created_at: timestamp,
  })
  .transform((body) => {
    const amount = body.amount_cents ?? body.amount_usd;
    if (body.service_type === undefined || amount === undefined) return undefined;
    return {
      serviceType: body.service_type,
      amount,
      ...(body.duration_minutes === undefined ? {} : { durationMinutes: body.duration_minutes }),
      ...(body.created_at === undefined ? {} : { createdAtMs: body.created_at }),
    };
  });

/** `POST /topup/checkout`: only a URL for people to open (AudioPod API notes 8.6). */
export const checkout: z.ZodType<string> = z
  .object({ url: z.url({ protocol: /^https?$/ }) })
  // So that it can be put in backticks, which keep platforms from changing it.
  .transform(({ url }) => url.replaceAll('`', '%60'));

function rateOf(body: {
  readonly rate_per_minute_cents?: MicroDollars | undefined;
  readonly rate_per_minute?: MicroDollars | undefined;
  readonly rate_per_minute_usd?: MicroDollars | undefined;
}): MicroDollars | undefined {
  return body.rate_per_minute_cents ?? body.rate_per_minute ?? body.rate_per_minute_usd;
}

function noAmount(context: z.core.$RefinementCtx, field: string): never {
  context.addIssue({ code: 'custom', message: 'Missing', path: [field] });
  return z.NEVER;
}
