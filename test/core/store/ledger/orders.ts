import { randomUUID } from 'node:crypto';
import { BotError } from '../../../../src/core/model/errors.ts';
import { SCOPES, type ScopeLimit, type ScopeName } from '../../../../src/core/model/money/counter.ts';
import type { ReserveOrder } from '../../../../src/core/model/money/ledger.ts';
import { microDollarsOf } from '../../../../src/core/model/money/money.ts';

/** The scopes of one subject, with one limit over all that are named and none over the others. */
export function scopesOf(
  subject: string,
  limit: number,
  limited: readonly ScopeName[] = SCOPES,
): ScopeLimit[] {
  return SCOPES.map((scope) => ({
    scope,
    subject,
    period: scope.endsWith('month') ? '2026-11' : '2026-11-23',
    limit: limited.includes(scope) ? microDollarsOf(limit) : null,
    resetsAtMs: 1_796_000_000_000,
    zone: 'UTC',
    raisedBy: 'owner',
  }));
}

/** An order with ids of its own. */
export function orderOf(
  amount: number,
  scopes: readonly ScopeLimit[],
  id: string = randomUUID(),
): ReserveOrder {
  return {
    id,
    jobId: `job of ${id}`,
    for: { tenant: 'test:server', member: 'test:ada', service: 'speech' },
    amount: microDollarsOf(amount),
    scopes,
    nowMs: 1,
  };
}

/** True for the refusal of a limit. Anything else a test runs into is a fault. */
export function isLimitReached(error: unknown): error is BotError {
  return error instanceof BotError && error.code === 'limit-reached';
}
