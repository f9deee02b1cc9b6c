import type { Kysely } from 'kysely';

/** Creates the tables of who installed the bot, and of which tenants belong to an organization. */
export async function createInstallations(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('installations')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('sealed', 'text', (column) => column.notNull())
    .addColumn('installed_at', 'bigint', (column) => column.notNull())
    .execute();
  // No reference: an organization may remove the bot and install it again, and its tenants stay the same.
  await db.schema
    .createTable('organization_tenants')
    .addColumn('tenant', 'text', (column) => column.primaryKey())
    .addColumn('organization', 'text', (column) => column.notNull())
    .execute();
}
