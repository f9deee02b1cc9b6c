import type { Job } from './job.ts';
/** Who confirmed that a voice may be used, and when. */
export interface Consent {
  /** Prefixed with the platform, as in an origin. */
  readonly member: string;
  readonly atMs: number;
}

/**
 * A voice made from a sample, and who may use it. The operator's account at AudioPod holds the clones of all
 * tenants; only this record says whose each one is.
 */
export interface Clone {
  /** The job that makes or made it: a job makes one voice. */
  readonly jobId: string;
  readonly tenant: string;
  /** Who asked for it. */
  readonly member: string;
  /** AudioPod's id of the voice, or its uuid where AudioPod named no other. */
  readonly voiceId: string;
  /** The tenant's own key it was made with, in whose account it lives. Absent for the operator's. */
  readonly keyId?: string;
  /** As its maker called it. */
  readonly name: string;
  readonly consent: Consent;
  /** Only a voice that is ready can be spoken with. */
  readonly state: 'making' | 'ready';
}

/** The clones on record. Writing one twice changes nothing, so a step may be repeated after a crash. */
export interface Clones {
  /** Records a voice that AudioPod has begun to make; one that is on record already stays as it is. */
  begin(clone: Omit<Clone, 'state'>): Promise<void>;
  /** Records that it is ready and with which key, whether or not its beginning was recorded. */
  finish(clone: Omit<Clone, 'state'>): Promise<void>;
  /** All of one tenant, by name. */
  ofTenant(tenant: string): Promise<readonly Clone[]>;
  /** Forgets one. It may be gone already. */
  remove(jobId: string): Promise<void>;
}

/** The voice that a job makes; `undefined` for jobs of other services. */
export function cloneOf(job: Job, voiceId: string): Omit<Clone, 'state'> | undefined {
  const { request, origin, id, keyId } = job;
  if (request.service !== 'clone') return undefined;
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
