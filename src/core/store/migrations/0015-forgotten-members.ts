import type { Kysely } from 'kysely';

/** Keeps who asked to be forgotten, until nothing that still counts toward a limit has their id. */
export async function keepForgottenMembers(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('forgotten_members')
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('member', 'text', (column) => column.notNull())
    .addColumn('pseudonym', 'text', (column) => column.notNull())
    .addColumn('asked_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('forgotten_members_key', ['tenant', 'member'])
    .execute();
}
