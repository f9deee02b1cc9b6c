import { DateTime } from 'luxon';
import { add, ZERO } from '../../model/money/money.ts';
import { dayOf, zoneAt } from '../../model/money/periods.ts';
import type { Spent, UsageRow } from '../../model/money/usage.ts';
import { SERVICES, type Service } from '../../model/service.ts';
import type { Records } from '../../ports/store.ts';

/** What a tenant spent in a range of days. */
export interface Usage {
  /** The time zone in which days are counted now. */
  readonly zone: string;
  /** Consecutive, today last. Days without spending are included. */
  readonly days: readonly string[];
  /** By day, service and member. */
  readonly rows: readonly UsageRow[];
}

/** Represents all members but one. No platform has a member with this id. */
export const OTHERS = 'others';

/**
 * Returns what a tenant spent in its last days, including today. A job belongs to the day its money was
 * reserved, as in the limits: so the sums match the ledger, whenever a job ended and whichever time zone
 * applied since.
 *
 * @throws {BotError} `ledger-unavailable`.
 */
export async function usageOf(
  { rules, ledger }: Pick<Records, 'rules' | 'ledger'>,
  tenant: string,
  count: number,
  nowMs: number,
): Promise<Usage> {
  const { zones } = await rules.tenant(tenant);
  const toDay = dayOf(nowMs, zones.day).name;
  const days = Array.from({ length: count }, (_, index) => daysBefore(toDay, count - 1 - index));
  const rows = await ledger.usage({ tenant, fromDay: days[0] ?? toDay, toDay });
  return { zone: zoneAt(zones.day, nowMs), days, rows: rows.toSorted(inOrder) };
}

/** Returns the rows as this member may see them: their own, and those of all others as {@link OTHERS}. */
export function asSeenBy(member: string, rows: readonly UsageRow[]): readonly UsageRow[] {
  const seen = rows.map((row) => (row.member === member ? row : { ...row, member: OTHERS }));
  const groups = Map.groupBy(seen, ({ day, service, member: whose }) => `${day} ${service} ${whose}`);
  return [...groups.values()].flatMap(([first, ...more]) =>
    first === undefined ? [] : { ...first, ...sumOf([first, ...more]) },
  );
}

/** Adds up all rows. */
export function sumOf(rows: readonly Spent[]): Spent {
  return rows.reduce<Spent>(
    (sum, row) => ({
      jobs: sum.jobs + row.jobs,
      spent: add(sum.spent, row.spent),
      held: add(sum.held, row.held),
      overshoot: add(sum.overshoot, row.overshoot),
    }),
    { jobs: 0, spent: ZERO, held: ZERO, overshoot: ZERO },
  );
}

/** Groups the rows by service, in the order of services; rows without a service come last. */
export function byService(
  rows: readonly UsageRow[],
): readonly { readonly service: Service | undefined; readonly rows: readonly UsageRow[] }[] {
  return [...SERVICES, undefined]
    .map((service) => ({ service, rows: rows.filter((row) => serviceOf(row) === service) }))
    .filter((group) => group.rows.length > 0);
}

/** Returns what each member spent, most first. */
export function byMember(rows: readonly UsageRow[]): readonly (readonly [member: string, spent: Spent])[] {
  const members = [...Map.groupBy(rows, ({ member }) => member)];
  return members
    .map(([member, own]) => [member, sumOf(own)] as const)
    .toSorted(([one, a], [other, b]) => b.spent - a.spent || b.held - a.held || (one < other ? -1 : 1));
}

function serviceOf({ service }: UsageRow): Service | undefined {
  return SERVICES.find((known) => known === service);
}

function inOrder(a: UsageRow, b: UsageRow): number {
  const name = ({ day, service, member }: UsageRow) => `${day}\n${service}\n${member}`;
  return name(a) < name(b) ? -1 : 1;
}

/** Returns an earlier calendar date, independent of clock changes. */
function daysBefore(day: string, count: number): string {
  return DateTime.fromISO(day, { zone: 'utc' }).minus({ days: count }).toFormat('yyyy-MM-dd');
}
