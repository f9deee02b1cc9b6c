import assert from 'node:assert/strict';
import type { StorePair } from '../harness.ts';

/** One counter as the database has it. */
export interface CounterRow {
  readonly scope: string;
  readonly subject: string;
  readonly period: string;
  readonly held: number;
  readonly spent: number;
  readonly overshoot: number;
  readonly debt: number;
  readonly cappedAt: number | null;
}

/** Counters by scope, subject and period, past the store: the operator's and those of whom the name is part. */
export async function readCounterRows({ rows }: StorePair, name = ''): Promise<readonly CounterRow[]> {
  const found = await rows(
    `select * from scope_counters where subject = 'operator' or subject like '%${name}%'
     order by scope, subject, period`,
  );
  return found.map((row) => ({
    scope: String(row['scope']),
    subject: String(row['subject']),
    period: String(row['period']),
    held: Number(row['held']),
    spent: Number(row['spent']),
    overshoot: Number(row['overshoot']),
    debt: Number(row['debt']),
    cappedAt: row['capped_at'] === null ? null : Number(row['capped_at']),
  }));
}

/** What the reservations on each counter add up to. */
const ON_COUNTERS = `
  select rs.scope, rs.subject, rs.period,
    sum(case when r.state in ('held', 'in-doubt') then r.amount else 0 end) as held,
    sum(case when r.state = 'settled' then r.spent else 0 end) as spent,
    sum(case when r.state = 'settled' and r.spent > r.amount then r.spent - r.amount else 0 end) as over
  from reservation_scopes rs join reservations r on r.id = rs.reservation_id
  group by rs.scope, rs.subject, rs.period`;

/**
 * What must be true of the tables after anything: counters equal the sums over their reservations, reservations the
 * history, every open reservation has its job, and what a period owes is known to the next one.
 */
export async function assertBooksAgree(pair: StorePair): Promise<void> {
  const { rows } = pair;
  const none = async (what: string, query: string) => assert.deepEqual(await rows(query), [], what);
  await none(
    'counters that differ from their reservations',
    `select c.*, s.* from scope_counters c
     left join (${ON_COUNTERS}) s on s.scope = c.scope and s.subject = c.subject and s.period = c.period
     where c.held <> coalesce(s.held, 0)
       or ((c.spent <> coalesce(s.spent, 0) or c.overshoot <> coalesce(s.over, 0)) and not exists (
         select 1 from archived_spending a
         where a.scope = c.scope and a.subject = c.subject and substr(a.period, 1, 7) = substr(c.period, 1, 7)))`,
  );
  await none(
    'months of counters that differ from their reservations and what was archived',
    `select m.*, s.* from (
       select scope, subject, substr(period, 1, 7) as month, sum(spent) as spent, sum(overshoot) as over
       from scope_counters group by 1, 2, 3
     ) m
     full join (
       select scope, subject, substr(period, 1, 7) as month, sum(spent) as spent, sum(over) as over from (
         select scope, subject, period, spent, over from (${ON_COUNTERS}) as recent
         union all select scope, subject, period, spent, overshoot from archived_spending
       ) as joined group by 1, 2, 3
     ) s on s.scope = m.scope and s.subject = m.subject and s.month = m.month
     where coalesce(m.spent, 0) <> coalesce(s.spent, 0) or coalesce(m.over, 0) <> coalesce(s.over, 0)`,
  );
  await none(
    'reservations whose history says something else',
    `select r.* from reservations r
     left join ledger_entries b on b.reservation_id = r.id and b.kind = 'reserve'
     left join ledger_entries s on s.reservation_id = r.id and s.kind = 'settle'
     left join ledger_entries f on f.reservation_id = r.id and f.kind = 'release'
     left join ledger_entries d on d.reservation_id = r.id and d.kind = 'doubt'
     where b.amount is null or b.amount <> r.amount
       or (s.amount is not null) <> (r.state = 'settled') or s.amount <> r.spent
       or (f.amount is not null) <> (r.state = 'released') or f.amount <> r.amount
       or (r.state = 'in-doubt' and d.amount is null)`,
  );
  await none(
    'reservations without a job',
    `select r.id from reservations r left join jobs j on j.id = r.job_id where j.id is null`,
  );
  await none(
    'reservations that say another payer than their job',
    `select r.id from reservations r join jobs j on j.id = r.job_id
     where r.tenant <> j.tenant or r.member <> j.member or r.service = ''`,
  );
  assertDebtsCarried(await readCounterRows(pair));
}

function assertDebtsCarried(counters: readonly CounterRow[]): void {
  const earlier = new Map<string, { row: CounterRow; overshoot: number }>();
  for (const row of counters) {
    const series = `${row.scope} ${row.subject}`;
    const before = earlier.get(series);
    const overshot = before?.overshoot ?? 0;
    assert.ok(row.debt <= overshot, `${series} ${row.period} owes more than ever overshot`);
    if (before !== undefined && before.row.cappedAt !== null) {
      const { spent, debt, overshoot, cappedAt } = before.row;
      const over = Math.min(spent + debt - cappedAt, overshoot + debt);
      const idle = periodsUpTo(before.row.period, row.period) - 1;
      assert.ok(row.debt >= over - idle * cappedAt, `${series} ${row.period} has forgotten a debt`);
    }
    earlier.set(series, { row, overshoot: overshot + row.overshoot });
  }
}

function periodsUpTo(from: string, to: string): number {
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
  return Math.round(from.length === 'YYYY-MM'.length ? days / 30.44 : days);
}
