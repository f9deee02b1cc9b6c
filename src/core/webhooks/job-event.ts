import { z } from 'zod';
import { id, text } from '../audiopod/transport/wire.ts';
import { SERVICES, type Service } from '../model/service.ts';
import { SERVICE_TYPES } from '../wallet/pricing/price-list.ts';

/** What an event says. It is a reason to read the job, and never believed. */
export interface JobEvent {
  /** The same for every attempt to send it. */
  readonly id: string;
  /** Absent for an event about no job, such as a test. */
  readonly job?: {
    readonly providerId: string;
    /** Ids are unique per service only, so a job of an unknown type may be any of these. */
    readonly services: readonly Service[];
  };
}

const LONGEST_ID = 200;

const shape = z.object({ event_type: text, event_id: id, job_id: id, job_type: text });

/** Parses the body of an authentic event; `undefined` if it is none. */
export function readJobEvent(body: Buffer): JobEvent | undefined {
  const parsed = shape.safeParse(parseJson(body));
  if (!parsed.success) return undefined;
  const { event_type, event_id, job_id, job_type } = parsed.data;
  if (event_id === undefined || event_id.length > LONGEST_ID || event_type === undefined) return undefined;
  if (!event_type.startsWith('job.')) return { id: event_id };
  if (job_id === undefined || job_id.length > LONGEST_ID) return undefined;
  return { id: event_id, job: { providerId: job_id, services: servicesOf(job_type) } };
}

function servicesOf(jobType: string | undefined): readonly Service[] {
  const named = SERVICES.filter((service) => SERVICE_TYPES[service].some((type) => type === jobType));
  return named.length === 0 ? SERVICES : named;
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
