import { randomUUID } from 'node:crypto';
import type { Job } from '../jobs/job.ts';
import type { Deliveries, Delivery } from './deliveries.ts';
import type { Endpoint, Endpoints, EventType } from './endpoints.ts';

const TYPES = { COMPLETED: 'job.completed', FAILED: 'job.failed', CANCELLED: 'job.cancelled' } as const;

/** Sends the event of a job that has ended to every endpoint of its account that wants it. */
export function sendJobEvent(
  job: Job<unknown>,
  serviceType: string,
  { endpoints, deliveries }: { readonly endpoints: Endpoints; readonly deliveries: Deliveries },
): void {
  const { state } = job;
  if (state.status === 'PENDING' || state.status === 'PROCESSING') return;
  const type = TYPES[state.status];
  const failure =
    state.status === 'FAILED' ? { error_message: state.reason, failure_reason: state.reason } : {};
  const fields = { job_id: job.id, job_type: serviceType, status: state.status.toLowerCase(), ...failure };
  for (const endpoint of endpoints.of(job.account)) {
    if (endpoint.events.includes(type)) deliveries.begin(endpoint, eventOf(type, fields));
  }
}

/** Sends a `webhook.test` to one endpoint, whatever it subscribed to. */
export function sendTest(endpoint: Endpoint, deliveries: Deliveries): Delivery {
  return deliveries.begin(endpoint, eventOf('webhook.test', {}));
}

function eventOf(type: EventType, fields: Readonly<Record<string, unknown>>) {
  const id = randomUUID();
  return { id, type, body: JSON.stringify({ event_type: type, event_id: id, ...fields }) };
}
