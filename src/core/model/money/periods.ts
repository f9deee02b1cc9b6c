import { DateTime } from 'luxon';
import { BotError } from '../errors.ts';
import { type TenantRules, UTC, type ZoneSchedule } from './spending-rules.ts';

/** A calendar period, as the ledger counts by. Its name is the local date, so a date that comes again is the same period. */
export interface Period {
  /** `2026-11` for a month, `2026-11-23` for a day. */
  readonly name: string;
  /** When the next one begins, in milliseconds since the epoch. */
  readonly endsAtMs: number;
  /** The IANA name of the time zone that it ends in. */
  readonly zone: string;
}

type Unit = 'month' | 'day';

const NAMED_AS: Readonly<Record<Unit, string>> = { month: 'yyyy-MM', day: 'yyyy-MM-dd' };

/**
 * The month that a moment lies in.
 *
 * @throws {BotError} `ledger-unavailable` for a zone that is not known here: what cannot be counted is not spent.
 */
export function monthOf(nowMs: number, zones: ZoneSchedule = UTC): Period {
  return periodOf('month', nowMs, zones);
}

/**
 * The day that a moment lies in; 23 or 25 hours long where clocks are changed.
 *
 * @throws {BotError} `ledger-unavailable` for a zone that is not known here.
 */
export function dayOf(nowMs: number, zones: ZoneSchedule = UTC): Period {
  return periodOf('day', nowMs, zones);
}

/**
 * The rules with another time zone, which takes effect when the present day and the present month are over. A change
 * that has not yet taken effect is replaced.
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

/** The zone that counts at a moment. */
export function zoneAt({ zone, next }: ZoneSchedule, nowMs: number): string {
  return next !== undefined && nowMs >= next.fromMs ? next.zone : zone;
}

function periodOf(unit: Unit, nowMs: number, zones: ZoneSchedule): Period {
  const present = inZone(unit, nowMs, zoneAt(zones, nowMs));
  const { next } = zones;
  if (next === undefined || nowMs >= next.fromMs || next.fromMs > present.endsAtMs) return present;
  // Further west the same date may go on, and with it what is left of its budget.
  const then = inZone(unit, next.fromMs, next.zone);
  return then.name === present.name ? then : { ...present, endsAtMs: next.fromMs };
}

/** Days begin, and clocks are changed, on the quarter of an hour everywhere: within one, the period is the same. */
const SAME_PERIOD_MS = 15 * 60_000;

/** The period that was found last, for each unit and zone. Every job asks four times. */
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
    throw new BotError('ledger-unavailable', 'There is no such time zone', { facts: { zone } });
  }
  // To the next date first and then to its beginning, because not every day begins at midnight.
  const next = now.plus({ [unit]: 1 }).startOf(unit);
  return { name: now.toFormat(NAMED_AS[unit]), endsAtMs: next.toMillis(), zone };
}
