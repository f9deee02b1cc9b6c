import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dayOf, monthOf, withZone } from '../../../../src/core/model/money/periods.ts';
import { FIRST_TENANT_RULES, type TenantRules } from '../../../../src/core/model/money/spending-rules.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const at = (text: string) => Date.parse(text);

/** How long the local day is that the moment lies in. */
function hoursOfDay(text: string, zone: string): number {
  const { endsAtMs } = dayOf(at(text), { zone });
  let beginsAtMs = endsAtMs;
  while (dayOf(beginsAtMs - 1, { zone }).endsAtMs === endsAtMs) beginsAtMs -= HOUR_MS / 2;
  return (endsAtMs - beginsAtMs) / HOUR_MS;
}

test('periods follow the calendar in UTC, over the ends of months and years', () => {
  const endsAtMs = Date.UTC(2027, 0, 1);
  assert.deepEqual(monthOf(endsAtMs - 1), { name: '2026-12', endsAtMs, zone: 'UTC' });
  assert.deepEqual(dayOf(endsAtMs - 1), { name: '2026-12-31', endsAtMs, zone: 'UTC' });
});

test('29 February is a day of its own in leap years, and in no other', () => {
  const zone = 'Asia/Shanghai';
  const end = at('2028-02-29T00:00:00+08:00');
  assert.deepEqual(dayOf(end - 1, { zone }), { name: '2028-02-28', endsAtMs: end, zone });
  assert.deepEqual(dayOf(end, { zone }), { name: '2028-02-29', endsAtMs: end + DAY_MS, zone });
  assert.equal(monthOf(end, { zone }).endsAtMs, end + DAY_MS);
  assert.equal(dayOf(at('2027-02-28T23:59:59Z')).endsAtMs, Date.UTC(2027, 2, 1));
});

test('a month of 31 days is not followed by one that was skipped', () => {
  const zone = 'Asia/Shanghai';
  const end = at('2026-02-01T00:00:00+08:00');
  assert.deepEqual(monthOf(at('2026-01-31T15:00:00+08:00'), { zone }), {
    name: '2026-01',
    endsAtMs: end,
    zone,
  });
});

test('the days on which clocks are changed have 23 and 25 hours', () => {
  assert.equal(hoursOfDay('2026-03-29T12:00:00+02:00', 'Europe/Berlin'), 23);
  assert.equal(hoursOfDay('2026-10-25T12:00:00+01:00', 'Europe/Berlin'), 25);
  assert.equal(hoursOfDay('2026-10-26T12:00:00+01:00', 'Europe/Berlin'), 24);
});

test('a day may begin at one in the morning, where midnight does not exist', () => {
  const beirut = { zone: 'Asia/Beirut' };
  const begin = at('2026-03-29T01:00:00+03:00');
  assert.deepEqual(dayOf(begin - 1, beirut), { name: '2026-03-28', endsAtMs: begin, ...beirut });
  assert.deepEqual(dayOf(begin, beirut), {
    name: '2026-03-29',
    endsAtMs: at('2026-03-30T00:00:00+03:00'),
    ...beirut,
  });
  // The half hour after midnight of the day before has no counterpart on the next day.
  assert.equal(dayOf(at('2026-03-28T00:30:00+02:00'), beirut).endsAtMs, begin);
  const saoPaulo = { zone: 'America/Sao_Paulo' };
  const summer = at('2018-11-04T01:00:00-02:00');
  assert.deepEqual(dayOf(summer - 1, saoPaulo), { name: '2018-11-03', endsAtMs: summer, ...saoPaulo });
  assert.equal(hoursOfDay('2018-11-04T12:00:00-02:00', 'America/Sao_Paulo'), 23);
  assert.equal(hoursOfDay('2018-02-17T12:00:00-02:00', 'America/Sao_Paulo'), 25);
});

test('a day that a whole country skipped is nobody’s', () => {
  const zone = 'Pacific/Apia';
  const end = at('2011-12-31T00:00:00+14:00');
  assert.deepEqual(dayOf(at('2011-12-29T12:00:00-10:00'), { zone }), {
    name: '2011-12-29',
    endsAtMs: end,
    zone,
  });
  assert.equal(dayOf(end, { zone }).name, '2011-12-31');
});

test('every moment lies before the end of its period, and the end begins the next one', () => {
  const zone = fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'America/Sao_Paulo',
    'Asia/Beirut',
    'Pacific/Apia',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
    'America/St_Johns',
  );
  const moment = fc.integer({ min: Date.UTC(2012, 0), max: Date.UTC(2060, 0) });
  fc.assert(
    fc.property(moment, zone, (nowMs, name) => {
      for (const periodOf of [monthOf, dayOf]) {
        const period = periodOf(nowMs, { zone: name });
        assert.ok(nowMs < period.endsAtMs);
        assert.equal(periodOf(period.endsAtMs - 1, { zone: name }).name, period.name);
        assert.ok(periodOf(period.endsAtMs, { zone: name }).name > period.name);
      }
    }),
    { numRuns: 200 },
  );
});

test('another time zone takes effect when the day and the month are over, each in the zone it began in', () => {
  const nowMs = at('2026-11-23T12:00:00Z');
  const rules = withZone(FIRST_TENANT_RULES, 'Asia/Tokyo', nowMs);
  const { day, month } = rules.zones;
  assert.deepEqual(day, { zone: 'UTC', next: { zone: 'Asia/Tokyo', fromMs: at('2026-11-24T00:00:00Z') } });
  assert.deepEqual(month, { zone: 'UTC', next: { zone: 'Asia/Tokyo', fromMs: at('2026-12-01T00:00:00Z') } });
  // In Tokyo the 24th has begun hours before, so what is left of it is a short day.
  assert.deepEqual(dayOf(at('2026-11-23T16:00:00Z'), day), {
    name: '2026-11-23',
    endsAtMs: at('2026-11-24T00:00:00Z'),
    zone: 'UTC',
  });
  assert.deepEqual(dayOf(at('2026-11-24T00:00:00Z'), day), {
    name: '2026-11-24',
    endsAtMs: at('2026-11-25T00:00:00+09:00'),
    zone: 'Asia/Tokyo',
  });
  assert.equal(monthOf(at('2026-11-30T23:00:00Z'), month).name, '2026-11');
  assert.equal(monthOf(at('2026-12-01T00:00:00Z'), month).name, '2026-12');
});

test('further west the day goes on, and so does its budget', () => {
  const nowMs = at('2026-11-23T12:00:00Z');
  const { day } = withZone(FIRST_TENANT_RULES, 'America/Los_Angeles', nowMs).zones;
  const end = at('2026-11-24T00:00:00-08:00');
  for (const moment of [nowMs, at('2026-11-24T00:00:00Z'), end - 1]) {
    assert.deepEqual(dayOf(moment, day), { name: '2026-11-23', endsAtMs: end, zone: 'America/Los_Angeles' });
  }
  assert.equal(dayOf(end, day).name, '2026-11-24');
});

test('a second change of zone replaces one that has not taken effect, and going back undoes it', () => {
  const nowMs = at('2026-11-23T12:00:00Z');
  const first = withZone(FIRST_TENANT_RULES, 'Asia/Tokyo', nowMs);
  const second = withZone(first, 'Europe/Berlin', nowMs + HOUR_MS);
  assert.equal(second.zones.day.zone, 'UTC');
  assert.equal(second.zones.day.next?.zone, 'Europe/Berlin');
  assert.deepEqual(withZone(second, 'UTC', nowMs + 2 * HOUR_MS).zones, FIRST_TENANT_RULES.zones);
  const later = withZone(second, 'Asia/Tokyo', nowMs + 2 * DAY_MS);
  assert.equal(later.zones.day.zone, 'Europe/Berlin');
  assert.equal(later.zones.month.zone, 'UTC');
});

test('no sequence of zone changes yields more days or months than the earth has', () => {
  const zone = fc.constantFrom('Pacific/Kiritimati', 'Etc/GMT+12', 'UTC', 'Asia/Kolkata', 'America/New_York');
  const steps = fc.array(
    fc.record({ zone, afterMs: fc.oneof(fc.nat(2 * DAY_MS), fc.constantFrom(HOUR_MS, DAY_MS)) }),
    { minLength: 1, maxLength: 40 },
  );
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40 * DAY_MS }), steps, (offsetMs, changes) => {
      const startMs = Date.UTC(2028, 1, 1) + offsetMs;
      let nowMs = startMs;
      let rules: TenantRules = FIRST_TENANT_RULES;
      const [days, months] = [new Set<string>(), new Set<string>()];
      for (const change of changes) {
        const endMs = nowMs + change.afterMs;
        rules = withZone(rules, change.zone, nowMs);
        for (; nowMs < endMs; nowMs = Math.min(endMs, nowMs + HOUR_MS / 2)) {
          days.add(dayOf(nowMs, rules.zones.day).name);
          months.add(monthOf(nowMs, rules.zones.month).name);
        }
      }
      // The first day of the furthest east and the last of the furthest west lie within a day of UTC's.
      const daysInUtc = Math.floor(nowMs / DAY_MS) - Math.floor(startMs / DAY_MS) + 1;
      assert.ok(days.size <= daysInUtc + 2, `${days.size} days in ${daysInUtc}`);
      const monthIndex = (ms: number) => new Date(ms).getUTCFullYear() * 12 + new Date(ms).getUTCMonth();
      assert.ok(months.size <= monthIndex(nowMs + DAY_MS) - monthIndex(startMs - DAY_MS) + 1);
    }),
    { numRuns: process.env['PROVE'] === undefined ? 30 : 1_000 },
  );
});

test('where a zone is not known, nothing is admitted', () => {
  assert.throws(() => dayOf(0, { zone: 'Mars/Olympus' }), { code: 'ledger-unavailable' });
});
