import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Forgotten } from '../../model/forgotten.ts';
import type { Origin } from '../../model/job/origin.ts';
import { dayOf } from '../../model/money/periods.ts';
import type { Sealing } from '../../seal/sealing.ts';
import type { Database } from '../database/schema.ts';
import { inTransaction } from '../database/transaction.ts';
import { readJobRow, recordColumns } from '../jobs/job-row.ts';
import { renameSpending } from '../ledger/rename-member.ts';

const DAY_MS = 86_400_000;
/** No time zone is a day away from UTC: a day two days ago is over everywhere. */
const OVER_MS = 2 * DAY_MS;
const AT_ONCE = 100;
/** What the ids begin with that members are replaced by. */
const ALIAS = 'forgotten:';

type Who = Pick<Origin, 'tenant' | 'member'>;

/** Forgets members in SQL. */
export class SqlForgotten implements Forgotten {
  readonly #db: Database;
  readonly #sealing: Sealing;

  constructor(db: Database, sealing: Sealing) {
    this.#db = db;
    this.#sealing = sealing;
  }

  async ask({ tenant, member }: Who, nowMs: number): Promise<void> {
    await this.#note(tenant, [member], nowMs);
    await this.#replace({ tenant, member }, nowMs);
  }

  async askAll(tenant: string, nowMs: number): Promise<void> {
    const members = await membersOf(this.#db, tenant);
    for (let at = 0; at < members.length; at += AT_ONCE) {
      await this.#note(tenant, members.slice(at, at + AT_ONCE), nowMs);
    }
    for (const member of members.slice(0, AT_ONCE)) await this.#replace({ tenant, member }, nowMs);
  }

  async sweep(nowMs: number): Promise<void> {
    const all = await this.#db
      .selectFrom('forgotten_members')
      .select(['tenant', 'member'])
      .orderBy('asked_at')
      .limit(AT_ONCE)
      .execute();
    for (const who of all) await this.#replace(who, nowMs);
  }

  async #note(tenant: string, members: readonly string[], nowMs: number): Promise<void> {
    const rows = members.map((member) => {
      const pseudonym = `${ALIAS}${randomBytes(8).toString('hex')}`;
      return { tenant, member, pseudonym, asked_at: nowMs };
    });
    await this.#db
      .insertInto('forgotten_members')
      .values(rows)
      // Who asks again is given no second id while the first is still needed.
      .onConflict((conflict) => conflict.columns(['tenant', 'member']).doUpdateSet({ asked_at: nowMs }))
      .execute();
  }

  async #replace(who: Who, nowMs: number): Promise<void> {
    while ((await this.#renameJobs(who)) === AT_ONCE);
    await inTransaction(this.#db, async (db) => {
      const row = await db
        .selectFrom('forgotten_members')
        .selectAll()
        .where((eb) => eb.and(who))
        .executeTakeFirst();
      if (row === undefined) return;
      await db
        .updateTable('rule_changes')
        .set({ member: row.pseudonym })
        .where('subject', '=', who.tenant)
        .where('member', '=', who.member)
        .where('at', '<=', row.asked_at)
        .execute();
      // What the member does after asking is new, and theirs.
      const lastDay = dayOf(row.asked_at + DAY_MS).name;
      const overBefore = dayOf(nowMs - OVER_MS).name;
      const left = await renameSpending(db, who, { pseudonym: row.pseudonym, lastDay, overBefore, nowMs });
      if (left || lastDay >= overBefore) return;
      await db
        .deleteFrom('forgotten_members')
        .where((eb) => eb.and(who))
        .execute();
    });
  }

  /** Replaces the member in some of their deleted jobs. Nothing depends on who asked for them any more. */
  async #renameJobs({ tenant, member }: Who): Promise<number> {
    return inTransaction(this.#db, async (db) => {
      const forgotten = await db
        .selectFrom('forgotten_members')
        .select('pseudonym')
        .where((eb) => eb.and({ tenant, member }))
        .executeTakeFirst();
      if (forgotten === undefined) return 0;
      const rows = await db
        .selectFrom('jobs')
        .select(['id', 'record', 'version'])
        .where('tenant', '=', tenant)
        .where('member', '=', member)
        .where('erased', '=', 1)
        .where('over', '=', 1)
        .limit(AT_ONCE)
        .execute();
      const { pseudonym } = forgotten;
      for (const row of rows) {
        const job = readJobRow(row, this.#sealing);
        const renamed = { ...job, origin: { ...job.origin, member: pseudonym, channel: '', reply: '' } };
        await db
          .updateTable('jobs')
          .set({
            ...recordColumns(renamed, this.#sealing),
            member: pseudonym,
            version: sql<number>`version + 1`,
          })
          .where('id', '=', row.id)
          .where('version', '=', row.version)
          .execute();
      }
      return rows.length;
    });
  }
}

/** Lists who is named in a tenant's jobs and spending, without those who were replaced. */
async function membersOf(db: Database, tenant: string): Promise<readonly string[]> {
  const subject = `${tenant} `;
  const spender = sql`substr(subject, ${subject.length + 1})`;
  const spent = sql`scope = 'member-day' and substr(subject, 1, ${subject.length}) = ${subject}`;
  const { rows } = await sql<{ member: string }>`
    select member from (
      select member from jobs where tenant = ${tenant}
      union select member from reservations where tenant = ${tenant}
      union select ${spender} as member from scope_counters where ${spent}
      union select ${spender} from archived_spending where tenant = ${tenant} and ${spent}
    ) as named
    where substr(member, 1, ${ALIAS.length}) <> ${ALIAS}
    order by member`.execute(db);
  return rows.map(({ member }) => member);
}
