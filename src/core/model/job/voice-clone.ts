import type { Job } from './job.ts';
/** Who confirmed that a voice may be used, and when. */
export interface Consent {
  /** Prefixed with the platform, as in an origin. */
  readonly member: string;
  readonly atMs: number;
}

/**
 * A voice cloned from a sample, and who may use it.
 *
 * The operator's AudioPod account contains the clones of all tenants; only this record assigns each to its
 * owner.
 */
export interface Clone {
  /** The job that makes or made it; each job makes one voice. */
  readonly jobId: string;
  readonly tenant: string;
  /** Its creator. */
  readonly member: string;
  /** AudioPod's id of the voice, or its uuid if AudioPod returned no id. */
  readonly voiceId: string;
  /** The tenant's own key it was made with; the voice lives in that account. Absent for the operator's. */
  readonly keyId?: string;
  /** The name its creator chose. */
  readonly name: string;
  readonly consent: Consent;
  /** Only a `ready` voice can speak. */
  readonly state: 'making' | 'ready';
}

/** The stored clones. Writing one twice changes nothing, so a step may be repeated after a crash. */
export interface Clones {
  /** Stores a voice AudioPod has begun to make; one already stored is left unchanged. */
  begin(clone: Omit<Clone, 'state'>): Promise<void>;
  /** Stores that a voice is ready and its key, whether or not {@link begin} was called before. */
  finish(clone: Omit<Clone, 'state'>): Promise<void>;
  /** Lists all clones of a tenant, by name. */
  ofTenant(tenant: string): Promise<readonly Clone[]>;
  /** Deletes one; it may be gone already. */
  remove(jobId: string): Promise<void>;
}

/** Returns the voice a job makes; `undefined` for jobs of other services, and for one that lacks the consent. */
export function cloneOf(job: Job, voiceId: string): Omit<Clone, 'state'> | undefined {
  const { request, origin, id, keyId } = job;
  if (request.service !== 'clone' || request.consent === undefined) return undefined;
  const { tenant, member } = origin;
  return {
    jobId: id,
    tenant,
    member,
    voiceId,
    ...(keyId === undefined ? {} : { keyId }),
    name: request.name,
    consent: request.consent,
  };
}
