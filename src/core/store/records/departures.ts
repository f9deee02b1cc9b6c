import { sql } from 'kysely';
import type { Departures, KnownTenant, TenantNews, UnwantedVoice } from '../../model/departures.ts';
import { isPostgres } from '../database/is-postgres.ts';
import type { Database } from '../database/schema.ts';

/** The cache that members' defaults are in, see core/accounts/member-defaults.ts. */
const DEFAULTS = 'member-defaults';

/** Stores departures in SQL, on the database or inside one transaction. */
export class SqlDepartures implements Departures {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async leave({ tenant, atMs, isDated = false }: TenantNews): Promise<void> {
    await this.#db
      .insertInto('departures')
      .values({ tenant, left_at: atMs, back_at: null })
      .onConflict((conflict) =>
        conflict
          .column('tenant')
          .doUpdateSet({ left_at: atMs })
          .where('departures.left_at', 'is', null)
          .where(
            isDated ? sql<boolean>`coalesce(departures.back_at, ${atMs}) <= ${atMs}` : sql<boolean>`1 = 1`,
          ),
      )
      .execute();
  }

  async comeBack({ tenant, atMs, isDated = false }: TenantNews): Promise<void> {
    if (!isDated) {
      await this.#db
        .updateTable('departures')
        .set({ left_at: null, back_at: atMs })
        .where('tenant', '=', tenant)
        .where('left_at', 'is not', null)
        .execute();
      return;
    }
    await this.#db
      .insertInto('departures')
      .values({ tenant, left_at: null, back_at: atMs })
      .onConflict((conflict) =>
        conflict
          .column('tenant')
          .doUpdateSet({ left_at: null, back_at: atMs })
          .where(sql<boolean>`coalesce(departures.left_at, ${atMs}) <= ${atMs}`)
          .where(sql<boolean>`coalesce(departures.back_at, ${atMs}) <= ${atMs}`),
      )
      .execute();
  }

  async known(prefix: string): Promise<readonly KnownTenant[]> {
    const begins = (column: string) => sql`substr(${sql.ref(column)}, 1, ${prefix.length}) = ${prefix}`;
    // A key of a default is the tenant, a space, and the member.
    const space = isPostgres(this.#db) ? sql`strpos(key, ' ')` : sql`instr(key, ' ')`;
    const { rows } = await sql<{ tenant: string; left_at: number | null }>`
      select kept.tenant, left_at from (
        select subject as tenant from rules where ${begins('subject')}
        union select tenant from clones where ${begins('tenant')}
        union select substr(key, 1, ${space} - 1) from kv where namespace = ${DEFAULTS} and ${begins('key')}
        union select tenant from departures where left_at is not null and ${begins('tenant')}
      ) as kept left join departures on departures.tenant = kept.tenant
      order by 1`.execute(this.#db);
    return rows.map(({ tenant, left_at: leftAt }) => ({
      tenant,
      ...(leftAt !== null && { leftAtMs: Number(leftAt) }),
    }));
  }

  async leftBefore(beforeMs: number, after: string, limit: number): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom('departures')
      .select('tenant')
      .where('left_at', '<=', beforeMs)
      .where('tenant', '>', after)
      .orderBy('tenant')
      .limit(limit)
      .execute();
    return rows.map(({ tenant }) => tenant);
  }

  async lockLeft(tenant: string, beforeMs: number): Promise<number | undefined> {
    const row = await this.#db
      .selectFrom('departures')
      .select('left_at')
      .where('tenant', '=', tenant)
      .where('left_at', '<=', beforeMs)
      .$if(isPostgres(this.#db), (query) => query.forUpdate())
      .executeTakeFirst();
    return row?.left_at ?? undefined;
  }

  async forgetDefaults(tenant: string): Promise<void> {
    const prefix = `${tenant} `;
    await this.#db
      .deleteFrom('kv')
      .where('namespace', '=', DEFAULTS)
      .where(sql<boolean>`substr(key, 1, ${prefix.length}) = ${prefix}`)
      .execute();
  }

  async end(tenant: string, leftAtMs: number): Promise<void> {
    await this.#db
      .deleteFrom('departures')
      .where('tenant', '=', tenant)
      .where('left_at', '=', leftAtMs)
      .execute();
  }

  async sweep(beforeMs: number): Promise<void> {
    await this.#db
      .deleteFrom('departures')
      .where('left_at', 'is', null)
      .where('back_at', '<', beforeMs)
      .execute();
  }

  async addUnwanted({ voiceId, sinceMs }: UnwantedVoice): Promise<void> {
    await this.#db
      .insertInto('unwanted_voices')
      .values({ voice_id: voiceId, since: sinceMs })
      .onConflict((conflict) => conflict.column('voice_id').doNothing())
      .execute();
  }

  async unwanted(limit: number): Promise<readonly UnwantedVoice[]> {
    const rows = await this.#db
      .selectFrom('unwanted_voices')
      .selectAll()
      .orderBy('since')
      .orderBy('voice_id')
      .limit(limit)
      .execute();
    return rows.map(({ voice_id: voiceId, since }) => ({ voiceId, sinceMs: since }));
  }

  async removeUnwanted(voiceId: string): Promise<void> {
    await this.#db.deleteFrom('unwanted_voices').where('voice_id', '=', voiceId).execute();
  }
}
