import { sql } from 'kysely';
import { microDollarsOf } from '../../model/money/money.ts';
import type { SpendingSum, TenantCharge } from '../../model/money/tenant-charges.ts';
import type { Database } from '../database/schema.ts';

/** Lists the newest reservations of a tenant that aren't archived yet, with how each ended. */
export async function readCharges(
  db: Database,
  tenant: string,
  limit: number,
): Promise<readonly TenantCharge[]> {
  const rows = await db
    .selectFrom('reservations as own')
    .leftJoin('ledger_entries as entry', (join) =>
      join.onRef('entry.reservation_id', '=', 'own.id').on('entry.kind', '=', 'settle'),
    )
    .where('own.tenant', '=', tenant)
    .orderBy('own.created_at', 'desc')
    .orderBy('own.id')
    .limit(limit)
    .select(({ eb }) => [
      'own.job_id as jobId',
      'own.member as member',
      'own.service as service',
      eb('own.key_id', 'is not', null).as('isOwnKey'),
      'own.amount as reserved',
      'own.spent as spent',
      'own.state as state',
      'entry.basis as basis',
      'own.created_at as createdAtMs',
      'own.updated_at as updatedAtMs',
    ])
    .execute();
  return rows.map(({ isOwnKey, reserved, spent, basis, ...row }) => ({
    ...row,
    isOwnKey: Boolean(isOwnKey),
    reserved: microDollarsOf(reserved),
    ...(spent !== null && { spent: microDollarsOf(spent) }),
    ...(basis !== null && { basis }),
  }));
}

/** Lists the sums of a tenant's archived reservations: by day, or by month where they are older. */
export async function readSums(db: Database, tenant: string): Promise<readonly SpendingSum[]> {
  const rows = await db
    .selectFrom('archived_spending')
    // A literal, because neither database uses a partial index for a parameter.
    .where(sql<boolean>`scope = 'member-day'`)
    .where('tenant', '=', tenant)
    .orderBy('period')
    .orderBy('subject')
    .orderBy('service')
    .orderBy('basis')
    .select(['period', 'subject', 'service', 'basis', 'jobs', 'amount', 'spent'])
    .execute();
  return rows.map(({ period, subject, service, basis, jobs, amount, spent }) => ({
    ...{ period, member: subject.slice(tenant.length + 1), service, basis, jobs },
    reserved: microDollarsOf(amount),
    spent: microDollarsOf(spent),
  }));
}
