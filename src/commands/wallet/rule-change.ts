import { BotError } from '../../core/model/errors.ts';
import { remainingOf, type ScopeName, type ScopeTotals, usedOf } from '../../core/model/money/counter.ts';
import { formatUsd } from '../../core/model/money/money.ts';
import type { RuleChanger } from '../../core/model/money/spending-rules.ts';
import { formatMoment } from '../../core/text/format-moment.ts';
import type { Payer } from '../../core/wallet/limits/limits.ts';
import type { Call } from '../framework/command.ts';

/** One rule that was set, and its values before and after, as text. */
export interface Setting {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** Returns who changes a rule, for the audit. */
export function changer({ origin, nowMs }: Call): RuleChanger {
  return { member: origin.member, nowMs };
}

/** Periods with a limit, as options and rules name them. */
export const SPANS = ['monthly', 'daily'] as const;

/**
 * Returns the options that a command is to set; at least one.
 *
 * @throws {BotError} `nothing-to-set` with the possible options.
 */
export function requireSetting<const Name extends string>(
  values: Readonly<Partial<Record<Name, unknown>>>,
  options: readonly Name[],
): readonly Name[] {
  const set = options.filter((name) => values[name] !== undefined);
  if (set.length > 0) return set;
  throw new BotError('nothing-to-set', 'No option to set', { facts: { options: options.join(', ') } });
}

/** Returns what changed, and that it takes effect; or that nothing changed. */
export function changeLines(settings: readonly Setting[], { say }: Call): readonly string[] {
  const changed = settings.filter(({ before, after }) => before !== after);
  if (changed.length === 0) return [say('rules.unchanged')];
  return [
    ...changed.map(({ what, before, after }) => say('rules.changed', { what, before, after })),
    say('rules.at-once'),
  ];
}

/**
 * Returns which of the limits just set are used up already: spending so far counts, and nothing more is
 * allowed.
 */
export async function spentLines(
  payer: Payer,
  scopes: readonly ScopeName[],
  call: Call,
): Promise<readonly string[]> {
  const { budgetReader } = call.services;
  const totals = await budgetReader.budget(payer).catch((error: unknown) => {
    if (error instanceof BotError && error.code === 'personal-not-funded') return [];
    throw error;
  });
  return totals
    .filter((one) => scopes.includes(one.scope) && remainingOf(one) === 0 && usedOf(one) > 0)
    .map((one) =>
      call.say(payer.tenant === call.origin.tenant ? 'rules.spent-already' : 'rules.spent-there', {
        used: formatUsd(usedOf(one)),
        scope: call.say(`money.scope.${one.scope}`),
        resetsAt: resetMoment(one, call),
      }),
    );
}

/** Returns when a limit resets, in the time zone it is counted in. */
export function resetMoment({ resetsAtMs, zone }: ScopeTotals, { origin }: Call): string {
  return formatMoment(origin.locale, resetsAtMs, zone);
}
