import { randomUUID } from 'node:crypto';
import type { Job } from '../../../src/core/model/job/job.ts';

/** A job just received, with an id of its own, and whatever a test wants to be different. */
export function sampleJob(change: Partial<Job> = {}): Job {
  return {
    id: randomUUID(),
    version: 1,
    createdAtMs: 1_000,
    updatedAtMs: 1_000,
    origin: {
      platform: 'web',
      tenant: 'web:tenant',
      channel: 'channel',
      member: 'web:member',
      locale: 'en',
      visibility: 'public',
      reply: 'reply',
    },
    request: {
      service: 'speech',
      text: { kind: 'inline', text: 'Hello' },
      voice: { id: 'aura', name: 'Aura' },
      speed: 1,
      as: 'file',
    },
    title: 'Hello',
    work: { stage: 'received' },
    money: { state: 'none' },
    delivery: { state: 'none' },
    submissions: [],
    attempt: 0,
    history: [],
    ...change,
  };
}

/** A sample job of one tenant and, if wanted, of one member. */
export function jobOf(tenant: string, change: Partial<Job> = {}, member = 'web:member'): Job {
  const job = sampleJob(change);
  return { ...job, origin: { ...job.origin, tenant, member } };
}

/** A job with nothing left to do. */
export function overJob(tenant: string, updatedAtMs: number): Job {
  return jobOf(tenant, {
    updatedAtMs,
    work: { stage: 'cancelled' },
    delivery: { state: 'done', round: 1, posted: [], atMs: updatedAtMs },
  });
}
