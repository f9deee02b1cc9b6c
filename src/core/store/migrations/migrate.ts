import { type Migration, Migrator, type MigratorProps } from 'kysely/migration';
import type { Database } from '../database/schema.ts';
import { StoreOpenError } from '../database/store-open-error.ts';
import { MIGRATIONS } from './migrations.ts';

/** Not Kysely's default name, because another program's tables may live in the same database. */
export const MIGRATIONS_TABLE = 'audiopod_bot_migrations';

/** Returns what brings a database's tables up to the last of the migrations. */
export function migratorOf(
  db: MigratorProps['db'],
  migrations: Readonly<Record<string, Migration>> = MIGRATIONS,
): Migrator {
  return new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableName: MIGRATIONS_TABLE,
    migrationLockTableName: `${MIGRATIONS_TABLE}_lock`,
  });
}

/**
 * Brings the tables to this release's shape. Several processes may do it at once; one works, the others
 * wait and find it done.
 *
 * @throws {StoreOpenError} when a newer release has already changed the tables.
 */
export async function migrate(db: Database): Promise<void> {
  const { error } = await migratorOf(db).migrateToLatest();
  if (error === undefined) return;
  if (error instanceof Error && /previously executed migration .* is missing/.test(error.message)) {
    throw new StoreOpenError('A newer release of the bot made this database. Start that release.', {
      cause: error,
    });
  }
  throw error;
}
