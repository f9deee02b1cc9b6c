import type { InstallationRecord, Installations } from '../../model/installations.ts';
import type { InstallationsTable } from '../database/record-tables.ts';
import type { Database } from '../database/schema.ts';

/** Stores installations in SQL. */
export class SqlInstallations implements Installations {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async get(id: string): Promise<InstallationRecord | undefined> {
    const row = await this.#db
      .selectFrom('installations')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row && recordOf(row);
  }

  async list(after: string, limit: number): Promise<readonly InstallationRecord[]> {
    const rows = await this.#db
      .selectFrom('installations')
      .selectAll()
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(recordOf);
  }

  async put({ id, sealed, installedAtMs }: InstallationRecord): Promise<void> {
    const values = { sealed, installed_at: installedAtMs };
    await this.#db
      .insertInto('installations')
      .values({ id, ...values })
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet(values).where('installations.installed_at', '<=', installedAtMs),
      )
      .execute();
  }

  async remove(id: string, untilMs: number): Promise<boolean> {
    const removed = await this.#db
      .deleteFrom('installations')
      .where('id', '=', id)
      .where('installed_at', '<=', untilMs)
      .returning('id')
      .executeTakeFirst();
    return removed !== undefined;
  }

  async reseal(id: string, from: string, to: string): Promise<void> {
    await this.#db
      .updateTable('installations')
      .set({ sealed: to })
      .where('id', '=', id)
      .where('sealed', '=', from)
      .execute();
  }

  async assign(tenant: string, organization: string): Promise<void> {
    await this.#db
      .insertInto('organization_tenants')
      .values({ tenant, organization })
      .onConflict((conflict) => conflict.column('tenant').doUpdateSet({ organization }))
      .execute();
  }

  async tenantsOf(organization: string): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom('organization_tenants')
      .select('tenant')
      .where('organization', '=', organization)
      .orderBy('tenant')
      .execute();
    return rows.map(({ tenant }) => tenant);
  }

  async organizationOf(tenant: string): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('organization_tenants')
      .select('organization')
      .where('tenant', '=', tenant)
      .executeTakeFirst();
    return row?.organization;
  }
}

function recordOf({ installed_at, ...row }: InstallationsTable): InstallationRecord {
  return { ...row, installedAtMs: installed_at };
}
