import type { DatabaseSync } from 'node:sqlite';
import { isWorkOver } from '../../model/job/job.ts';
import { formatOf, readJobRecord, writeJobRecord } from '../records/job-record.ts';

/**
 * Marks every job that could still be submitted: after the backup was made, it may have been, and a second time
 * would cost a second time. A record that can't be read is left alone; nothing submits it.
 */
export function markRestored(db: DatabaseSync, nowMs: number): void {
  const update = db.prepare('update jobs set record = ?, format = ?, version = version + 1 where id = ?');
  db.exec('begin immediate');
  for (const row of db.prepare('select id, record, version from jobs where over = 0').all()) {
    const job = readOrNothing(String(row['record']), Number(row['version']));
    if (job === undefined || isWorkOver(job.work)) continue;
    const restored = { ...job, restoredAtMs: nowMs };
    update.run(writeJobRecord(restored), formatOf(restored), String(row['id']));
  }
  db.exec('commit');
}

function readOrNothing(record: string, version: number): ReturnType<typeof readJobRecord> | undefined {
  try {
    return readJobRecord(record, version);
  } catch {
    return undefined;
  }
}
