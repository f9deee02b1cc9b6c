import { DateTime } from 'luxon';
import { BotError } from '../errors.ts';
import { type TenantRules, UTC, type ZoneSchedule } from './spending-rules.ts';

/**
 * A calendar period the ledger counts by. Its name is the local date, so a repeated date is the same period.
 */
export interface Period {
  /** `2026-11` for a month, `2026-11-23` for a day. */
  readonly name: string;
  /** When the next one begins, in milliseconds since the epoch. */
  readonly endsAtMs: number;
  /** The IANA name of the time zone it ends in. */
  readonly zone: string;
}

type Unit = 'month' | 'day';

const NAMED_AS: Readonly<Record<Unit, string>> = { month: 'yyyy-MM', day: 'yyyy-MM-dd' };

/**
 * Returns the month a moment falls in.
 *
 * @throws {BotError} `ledger-unavailable` for an unknown zone: what can't be counted must not be spent.
 */
export function monthOf(nowMs: number, zones: ZoneSchedule = UTC): Period {
  return periodOf('month', nowMs, zones);
}

/**
 * Returns the day a moment falls in; 23 or 25 hours long when clocks change.
 *
 * @throws {BotError} `ledger-unavailable` for an unknown zone.
 */
export function dayOf(nowMs: number, zones: ZoneSchedule = UTC): Period {
  return periodOf('day', nowMs, zones);
}

/**
 * Returns the rules with another time zone, in effect once the current day and month end.
 *
 * A change that is not yet in effect is replaced.
 *
 * @param zone an IANA name that this machine knows.
 */
export function withZone(rules: TenantRules, zone: string, nowMs: number): TenantRules {
  const { month, day } = rules.zones;
  return {
    ...rules,
    zones: { month: followedBy('month', month, zone, nowMs), day: followedBy('day', day, zone, nowMs) },
  };
}

function followedBy(unit: Unit, zones: ZoneSchedule, next: string, nowMs: number): ZoneSchedule {
  const zone = zoneAt(zones, nowMs);
  if (zone === next) return { zone };
  return { zone, next: { zone: next, fromMs: inZone(unit, nowMs, zone).endsAtMs } };
}

/** Returns the zone in effect at a moment. */
export function zoneAt({ zone, next }: ZoneSchedule, nowMs: number): string {
  return next !== undefined && nowMs >= next.fromMs ? next.zone : zone;
}

function periodOf(unit: Unit, nowMs: number, zones: ZoneSchedule): Period {
  const present = inZone(unit, nowMs, zoneAt(zones, nowMs));
  const { next } = zones;
  if (next === undefined || nowMs >= next.fromMs || next.fromMs > present.endsAtMs) return present;
  // Further west the same date may continue, and with it what is left of its budget.
  const then = inZone(unit, next.fromMs, next.zone);
  return then.name === present.name ? then : { ...present, endsAtMs: next.fromMs };
}

/** Days begin and clocks change on a quarter hour everywhere, so the period is constant within one. */
const SAME_PERIOD_MS = 15 * 60_000;

/** The last period found, per unit and zone. Every job looks periods up four times. */
const found = new Map<string, { readonly quarter: number; readonly period: Period }>();

function inZone(unit: Unit, nowMs: number, zone: string): Period {
  const key = `${unit} ${zone}`;
  const quarter = Math.floor(nowMs / SAME_PERIOD_MS);
  const last = found.get(key);
  if (last?.quarter === quarter) return last.period;
  const period = findPeriod(unit, nowMs, zone);
  found.set(key, { quarter, period });
  return period;
}

function findPeriod(unit: Unit, nowMs: number, zone: string): Period {
  const now = DateTime.fromMillis(nowMs, { zone });
  if (!now.isValid) {
    throw new BotError('ledger-unavailable', 'Unknown time zone', { facts: { zone } });
  }
  // Move to the next date first, then to its start: not every day begins at midnight.
  const next = now.plus({ [unit]: 1 }).startOf(unit);
  return { name: now.toFormat(NAMED_AS[unit]), endsAtMs: next.toMillis(), zone };
}
