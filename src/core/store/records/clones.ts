import type { Clone, Clones } from '../../model/job/voice-clone.ts';
import type { ClonesTable, Database } from '../database/schema.ts';

/** Stores cloned voices in SQL, on the database or inside one transaction. */
export class SqlClones implements Clones {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async begin(clone: Omit<Clone, 'state'>): Promise<void> {
    await this.#db
      .insertInto('clones')
      .values(rowOf({ ...clone, state: 'making' }))
      .onConflict((conflict) => conflict.column('job_id').doNothing())
      .execute();
  }

  async finish(clone: Omit<Clone, 'state'>): Promise<void> {
    await this.#db
      .insertInto('clones')
      .values(rowOf({ ...clone, state: 'ready' }))
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
      .orderBy('name')
      .orderBy('job_id')
      .execute();
    return rows.map((row) => ({
      jobId: row.job_id,
      tenant: row.tenant,
      member: row.member,
      voiceId: row.voice_id,
      ...(row.key_id === null ? {} : { keyId: row.key_id }),
      name: row.name,
      consent: { member: row.consent_member, atMs: row.consent_at },
      state: row.state,
    }));
  }

  async remove(jobId: string): Promise<void> {
    await this.#db.deleteFrom('clones').where('job_id', '=', jobId).execute();
  }
}

function rowOf({ jobId, tenant, member, voiceId, keyId, name, consent, state }: Clone): ClonesTable {
  return {
    job_id: jobId,
    tenant,
    member,
    voice_id: voiceId,
    key_id: keyId ?? null,
    name,
    consent_member: consent.member,
    consent_at: consent.atMs,
    state,
  };
}
