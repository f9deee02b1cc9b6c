import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../fakes/until.ts';
import type { Asked } from './asked.ts';
import { type Cluster, MOST } from './cluster.ts';

const MICRO_DOLLARS_PER_CENT = 10_000;

/** What the database says of a job. */
interface JobRow {
  readonly id: string;
  readonly stage: string;
  readonly over: number;
  readonly record: string;
}

/** Counts the charges that nobody can confirm. */
export async function doubtsOf({ query }: Cluster): Promise<number> {
  return (await query<JobRow>(JOBS)).filter(({ record }) => isInDoubt(record)).length;
}

const JOBS = 'select id, stage, over, record from jobs';

/** What members see, and how often it was changed. */
export function shownBy(all: readonly Asked[]): readonly unknown[] {
  return all.map((one) => one.seen().map((message) => message.all));
}

/** Waits until no job has anything left to do, but for those whose charge nobody can confirm. */
export async function untilAllIsDone({ query }: Cluster, all: readonly Asked[]): Promise<void> {
  let rows: readonly JobRow[] = [];
  const isAnswered = (one: Asked): boolean => isAnsweredBy(one, rows);
  await until(
    () =>
      JSON.stringify({
        answered: all.filter((one) => !isAnswered(one)).map(({ name }) => name),
        over: rows.filter(({ over }) => over === 0),
      }),
    async () => {
      // Asking the database is not for free.
      if (all.some((one) => !isAnswered(one)) && rows.length > 0) await delay(1_000);
      rows = await query<JobRow>(JOBS);
      return all.every(isAnswered) && rows.every(({ over, record }) => over === 1 || isInDoubt(record));
    },
  );
}

/** The jobs that came of what was asked for. */
const jobsOf = ({ name }: Asked, rows: readonly JobRow[]): readonly JobRow[] =>
  rows.filter(({ record }) => record.includes(`${name}.`));

/** A last word without a result: an unconfirmed charge, a start that is unknown, or a request that was not begun. */
const EXPLAINED =
  /may have been charged|unknown whether job|restarted before it answered|Nothing was charged/i;

const isInDoubt = (record: string): boolean => {
  const { work } = JSON.parse(record);
  return work.stage === 'submitting' && work.told === true;
};

function isAnsweredBy(one: Asked, rows: readonly JobRow[]): boolean {
  const [job] = jobsOf(one, rows);
  if (one.isUnheard && job === undefined) return true;
  return one.seen(job?.id).some(({ sounds, text }) => sounds > 0 || EXPLAINED.test(text));
}

/**
 * Fails unless what was acknowledged was answered once, submitted once, charged no more than was reserved, and
 * accounted for to the cent.
 *
 * @returns how many charges nobody can confirm.
 */
export async function assertNothingIsLost(cluster: Cluster, all: readonly Asked[]): Promise<number> {
  const rows = await cluster.query<JobRow>(JOBS);
  assertAnsweredOnce(cluster, all, rows);
  const submits = cluster.setting.sandbox.control.jobs.submits();
  const speech = all.filter(({ sounds }) => sounds === 1).length;
  assert.ok((submits['voice'] ?? 0) <= speech, `${submits['voice']} speech jobs for ${speech}`);
  assert.ok((submits['stems'] ?? 0) <= all.length - speech, `${submits['stems']} stems jobs`);
  const doubts = rows.filter(({ record }) => isInDoubt(record)).length;
  await assertPaid(cluster, doubts);
  cluster.discord.assertClean();
  cluster.slack.assertClean();
  return doubts;
}

function assertAnsweredOnce({ discord }: Cluster, all: readonly Asked[], rows: readonly JobRow[]): void {
  const wrong: string[] = [];
  let begun = 0;
  for (const one of all) {
    const jobs = jobsOf(one, rows);
    const seen = one.seen(jobs[0]?.id);
    const heard = seen.reduce((sum, { sounds }) => sum + sounds, 0);
    const words = seen.map(({ text }) => text).join(' | ');
    begun += jobs.length;
    const isUnbegun = one.isUnheard && jobs.length === 0;
    const mayBeSilent = isUnbegun || (EXPLAINED.test(words) && jobs.every(({ record }) => isInDoubt(record)));
    const isRight = heard === 0 ? mayBeSilent : heard === one.sounds && jobs.length === 1;
    if (!isRight || seen.some((message) => message.loading)) {
      wrong.push(`${one.name}: ${jobs.length} jobs, ${heard} sounds, ${words}`);
    }
  }
  assert.deepEqual(wrong, [], 'each is answered once');
  assert.equal(begun, rows.length, 'every job was asked for');
  const channels = new Set(all.flatMap(({ channel }) => channel ?? []));
  const posts = [...channels].flatMap((channel) =>
    discord.messagesIn(channel).filter((message) => message.interactionId === undefined),
  );
  const asked = new Set(all.flatMap((one) => one.seen().map(({ text }) => text)));
  assert.deepEqual(
    posts.map(({ content }) => content).filter((content) => !asked.has(content)),
    [],
    'nothing is posted besides',
  );
}

/** Fails unless the ledger and the wallet agree, as far as they can with so many charges that nobody can confirm. */
export async function assertPaid({ query, setting }: Cluster, doubts: number): Promise<void> {
  assert.deepEqual(
    await query('select * from reservations where spent > amount'),
    [],
    'never more than reserved',
  );
  assert.deepEqual(
    await query('select * from scope_counters where capped_at is not null and held + spent > capped_at'),
    [],
    'no limit is exceeded',
  );
  const [ledger] = await query<{ held: string; spent: string }>(
    "select sum(held) as held, sum(spent) as spent from scope_counters where scope = 'operator-month'",
  );
  const spent = Number(ledger?.spent ?? 0) / MICRO_DOLLARS_PER_CENT;
  const held = Number(ledger?.held ?? 0) / MICRO_DOLLARS_PER_CENT;
  const { spentCents, reservedCents } = setting.sandbox.control.wallet.figures();
  const figures = `ledger: ${spent} + ${held} held, wallet: ${spentCents}, ${doubts} in doubt`;
  assert.equal(reservedCents, 0);
  assert.ok(spent <= spentCents && spent + held >= spentCents, figures);
  if (doubts === 0) assert.equal(held, 0, figures);
}

/** Looks now and then, until it is disposed of, whether a tenant or a member has more jobs in flight than they may. */
export function watchSlots({ query }: Cluster): AsyncDisposable & { readonly exceeded: readonly object[] } {
  const exceeded: object[] = [];
  const stop = new AbortController();
  const look = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const rows = await query<{ tenant: string | null; member: string | null; jobs: number }>(
        'select tenant, member, count(*)::int as jobs from jobs where in_flight = 1 group by rollup (tenant, member)',
      ).catch(() => []);
      for (const row of rows) {
        const most = row.member === null ? MOST.tenant : MOST.member;
        if (row.tenant !== null && row.jobs > most) exceeded.push(row);
      }
      await delay(500, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  };
  const looking = look();
  return {
    exceeded,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await looking;
    },
  };
}
