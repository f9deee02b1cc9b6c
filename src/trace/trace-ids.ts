import { createHash } from 'node:crypto';

/** The identity of a job's whole trace. */
export interface TraceIds {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits: the span that all others of the job are below. */
  readonly rootId: string;
}

/**
 * Derives a job's trace from its id, so that every process shows the job in the same trace without having to store
 * or pass on anything. docs/traces.md says how to work it out by hand.
 */
export function traceIdsOf(jobId: string): TraceIds {
  const digits = createHash('sha256').update(`trace of ${jobId}`).digest('hex');
  return { traceId: digits.slice(0, 32), rootId: digits.slice(32, 48) };
}
