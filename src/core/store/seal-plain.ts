import { sql } from 'kysely';
import { SEALED_PREFIX, type Sealing } from '../seal/sealing.ts';
import type { Database } from './database/schema.ts';
import { inTransaction } from './database/transaction.ts';
import { OWN_FORMAT } from './jobs/job-record.ts';
import { jobIdentity } from './jobs/job-row.ts';
import { kvIdentity } from './keyv-storage.ts';
import { cloneIdentity } from './records/clones.ts';

const SEALED = `${SEALED_PREFIX}%`;

/**
 * Encrypts up to `limit` of what a release before encryption has stored, with its version and times unchanged. Jobs
 * that aren't over are left: the former release may be at work on them.
 *
 * @returns how many were found; 0 once all is encrypted.
 */
export async function sealPlain(db: Database, sealing: Sealing, limit: number): Promise<number> {
  if (!sealing.isOn) return 0;
  return inTransaction(db, async (transaction) => {
    const jobs = await sealJobs(transaction, sealing, limit);
    const clones = jobs < limit ? await sealClones(transaction, sealing, limit) : 0;
    const values = jobs + clones < limit ? await sealValues(transaction, sealing, limit) : 0;
    return jobs + clones + values;
  });
}

async function sealJobs(db: Database, sealing: Sealing, limit: number): Promise<number> {
  const rows = await db
    .selectFrom('jobs')
    .select(['id', 'version', 'record'])
    // Literals, because neither database uses a partial index for a parameter.
    .where(sql<boolean>`over = 1 and format < 7`)
    .orderBy('id')
    .limit(limit)
    .execute();
  for (const { id, version, record } of rows) {
    await db
      .updateTable('jobs')
      .set({ record: sealing.seal(record, jobIdentity(id)), format: OWN_FORMAT })
      .where('id', '=', id)
      .where('version', '=', version)
      .where('over', '=', 1)
      .execute();
  }
  return rows.length;
}

async function sealClones(db: Database, sealing: Sealing, limit: number): Promise<number> {
  const rows = await db
    .selectFrom('clones')
    .select(['job_id', 'name'])
    .where('name', 'not like', SEALED)
    .limit(limit)
    .execute();
  for (const { job_id: jobId, name } of rows) {
    await db
      .updateTable('clones')
      .set({ name: sealing.seal(name, cloneIdentity(jobId)) })
      .where('job_id', '=', jobId)
      .where('name', '=', name)
      .execute();
  }
  return rows.length;
}

async function sealValues(db: Database, sealing: Sealing, limit: number): Promise<number> {
  const rows = await db
    .selectFrom('kv')
    .select(['namespace', 'key', 'value'])
    .where('value', 'not like', SEALED)
    .limit(limit)
    .execute();
  for (const { namespace, key, value } of rows) {
    await db
      .updateTable('kv')
      .set({ value: sealing.seal(value, kvIdentity(namespace, key)) })
      .where('namespace', '=', namespace)
      .where('key', '=', key)
      .where('value', '=', value)
      .execute();
  }
  return rows.length;
}
