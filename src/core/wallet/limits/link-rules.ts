import { BotError } from '../../model/errors.ts';
import { type MicroDollars, microDollarsOf } from '../../model/money/money.ts';
import type { LimitsInForce } from './limits.ts';

/**
 * Checks that links are allowed.
 *
 * @throws {BotError} `links-off` with `raisedBy`: who turned them off, and can turn them on.
 */
export function requireLinks({ linksOffBy }: Pick<LimitsInForce, 'linksOffBy'>): void {
  if (linksOffBy === undefined) return;
  throw new BotError('links-off', 'Links are turned off', { facts: { raisedBy: linksOffBy } });
}

/**
 * Returns the most that links reserve together: the sum for one, as often as there are links. Without such a sum
 * it is what one job may cost; `null` if that is not limited either.
 *
 * @param links how many, at least one.
 */
export function mostForLinks(
  links: number,
  { perLink, perJob }: Pick<LimitsInForce, 'perLink' | 'perJob'>,
): MicroDollars | null {
  if (perLink === null) return perJob;
  const each = perJob === null ? perLink : Math.min(perLink, perJob);
  return microDollarsOf(each * links);
}
