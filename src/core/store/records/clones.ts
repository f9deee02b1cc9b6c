import type { Clone, Clones } from '../../model/job/voice-clone.ts';
import type { Log } from '../../ports/log.ts';
import type { Sealing } from '../../seal/sealing.ts';
import type { ClonesTable } from '../database/record-tables.ts';
import type { Database } from '../database/schema.ts';

/** Replaces a name that can't be decrypted. Letters would look like one. */
const NO_NAME = '–';

/** What the records of clones need besides the database. */
interface CloneParts {
  readonly sealing: Sealing;
  readonly log: Log;
}

/** Stores cloned voices in SQL, on the database or inside one transaction. */
export class SqlClones implements Clones {
  readonly #db: Database;
  readonly #parts: CloneParts;

  constructor(db: Database, parts: CloneParts) {
    this.#db = db;
    this.#parts = parts;
  }

  async begin(clone: Omit<Clone, 'state'>): Promise<void> {
    await this.#db
      .insertInto('clones')
      .values(this.#rowOf({ ...clone, state: 'making' }))
      .onConflict((conflict) => conflict.column('job_id').doNothing())
      .execute();
  }

  async finish(clone: Omit<Clone, 'state'>): Promise<void> {
    await this.#db
      .insertInto('clones')
      .values(this.#rowOf({ ...clone, state: 'ready' }))
      .onConflict((conflict) =>
        conflict.column('job_id').doUpdateSet({ state: 'ready', key_id: clone.keyId ?? null }),
      )
      .execute();
  }

  async ofTenant(tenant: string): Promise<readonly Clone[]> {
    const rows = await this.#db
      .selectFrom('clones')
      .selectAll()
      .where('tenant', '=', tenant)
      .orderBy('job_id')
      .execute();
    const clones = rows.map((row) => ({
      jobId: row.job_id,
      tenant: row.tenant,
      member: row.member,
      voiceId: row.voice_id,
      ...(row.key_id === null ? {} : { keyId: row.key_id }),
      name: this.#nameOf(row),
      consent: { member: row.consent_member, atMs: row.consent_at },
      state: row.state,
    }));
    // The database can't: names are encrypted.
    return clones.toSorted((a, b) => compare(a.name, b.name));
  }

  async remove(jobId: string): Promise<void> {
    await this.#db.deleteFrom('clones').where('job_id', '=', jobId).execute();
  }

  /** One that can't be decrypted must not hide the others. */
  #nameOf({ job_id: jobId, name }: Pick<ClonesTable, 'job_id' | 'name'>): string {
    const { sealing, log } = this.#parts;
    try {
      return sealing.open(name, cloneIdentity(jobId));
    } catch (error) {
      log.error({ job: jobId, error }, 'clone-name-unreadable');
      return NO_NAME;
    }
  }

  #rowOf({ jobId, tenant, member, voiceId, keyId, name, consent, state }: Clone): ClonesTable {
    return {
      job_id: jobId,
      tenant,
      member,
      voice_id: voiceId,
      key_id: keyId ?? null,
      name: this.#parts.sealing.seal(name, cloneIdentity(jobId)),
      consent_member: consent.member,
      consent_at: consent.atMs,
      state,
    };
  }
}

/** Returns what the name of a clone is bound to. */
export function cloneIdentity(jobId: string): string {
  return `clone:${jobId}`;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
