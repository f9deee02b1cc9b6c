import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { FakeMessage } from '../fakes/discord/state.ts';
import { until } from '../fakes/until.ts';
import { type Asked, type Cluster, MOST } from './cluster.ts';

const MICRO_DOLLARS_PER_CENT = 10_000;

/** What the database says of a job. */
interface JobRow {
  readonly id: string;
  readonly stage: string;
  readonly over: number;
  readonly record: string;
}

const JOBS = 'select id, stage, over, record from jobs';

const soundsIn = (message: FakeMessage): number =>
  message.attachments.filter(({ name }) => name.endsWith('.m4a')).length;

/** What stands in Discord, as members see it, and how often it was changed. */
export function shownBy(all: readonly Asked[]): readonly unknown[] {
  return all.map(({ call }) =>
    call.messages.map(({ contents, controls, attachments, loading, removed }) => ({
      contents,
      controls,
      loading,
      removed,
      files: attachments.map(({ name }) => name),
    })),
  );
}

/** Waits until no job has anything left to do, but for those whose charge nobody can confirm. */
export async function untilAllIsDone({ query }: Cluster, all: readonly Asked[]): Promise<void> {
  let rows: readonly JobRow[] = [];
  await until(
    () =>
      JSON.stringify({
        answered: all.filter(({ call }) => !isAnswered(call.messages)).map(({ name }) => name),
        over: rows.filter(({ over }) => over === 0),
      }),
    async () => {
      // Asking the database is not for free.
      if (!all.every(({ call }) => isAnswered(call.messages))) return false;
      rows = await query<JobRow>(JOBS);
      return rows.every(({ over, record }) => over === 1 || isInDoubt(record));
    },
  );
}

/** A last word without a result: an unconfirmed charge, a start that is unknown, or a request that was not begun. */
const EXPLAINED =
  /may have been charged|unknown whether job|restarted before it answered|Nothing was charged/i;

const isInDoubt = (record: string): boolean => {
  const { work } = JSON.parse(record);
  return work.stage === 'submitting' && work.told === true;
};

const isAnswered = (messages: readonly FakeMessage[]): boolean =>
  messages.some((message) => soundsIn(message) > 0 || EXPLAINED.test(message.content));

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
  return doubts;
}

function assertAnsweredOnce({ discord }: Cluster, all: readonly Asked[], rows: readonly JobRow[]): void {
  const wrong: string[] = [];
  let begun = 0;
  for (const { name, sounds, call } of all) {
    const heard = call.messages.reduce((sum, message) => sum + soundsIn(message), 0);
    const words = call.messages.map(({ content }) => content).join(' | ');
    const jobs = rows.filter(({ record }) => record.includes(`${name}.`));
    begun += jobs.length;
    const mayBeSilent = EXPLAINED.test(words) && jobs.every(({ record }) => isInDoubt(record));
    const isRight = heard === 0 ? mayBeSilent : heard === sounds && jobs.length === 1;
    if (!isRight || call.messages.some((message) => message.loading)) {
      wrong.push(`${name}: ${jobs.length} jobs, ${heard} sounds, ${words}`);
    }
  }
  assert.deepEqual(wrong, [], 'each is answered once');
  assert.equal(begun, rows.length, 'every job was asked for');
  const posts = [...new Set(all.map(({ call }) => call.channel))].flatMap((channel) =>
    discord.messagesIn(channel).filter((message) => message.interactionId === undefined),
  );
  assert.deepEqual(
    posts.map(({ content }) => content),
    [],
    'nothing is posted besides',
  );
}

async function assertPaid({ query, setting }: Cluster, doubts: number): Promise<void> {
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
