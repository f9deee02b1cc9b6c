import { createHmac, randomBytes } from 'node:crypto';
import type { FaultOf } from '../faults/fault.ts';
import type { Endpoint, EventType } from './endpoints.ts';

/** An event before it is signed. It keeps its id and body however often it is sent. */
export interface WebhookEvent {
  readonly id: string;
  readonly type: EventType;
  readonly body: string;
}

/** One signed request. */
export interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Signs `timestamp + "." + body` with the endpoint's secret (AudioPod API notes 11), or wrongly on request. */
export function signed(
  event: WebhookEvent,
  { secret }: Pick<Endpoint, 'secret'>,
  nowMs: number,
  faults: { readonly forged?: FaultOf<'webhook-forged'>; readonly old?: FaultOf<'webhook-old'> } = {},
): SignedRequest {
  const timestamp = String(Math.floor((nowMs - (faults.old?.ageMs ?? 0)) / 1000));
  const how = faults.forged?.how;
  const key = how === 'wrong-secret' ? `whsec_${randomBytes(24).toString('hex')}` : secret;
  const hex = createHmac('sha256', key).update(`${timestamp}.${event.body}`).digest('hex');
  const signature = `sha256=${how === 'signature' ? randomBytes(32).toString('hex') : hex}`;
  return {
    headers: {
      'Content-Type': 'application/json',
      'X-AudioPod-Event': event.type,
      'X-AudioPod-Event-Id': event.id,
      'X-AudioPod-Timestamp': timestamp,
      ...(how === 'unsigned' ? {} : { 'X-AudioPod-Signature': signature }),
    },
    body: how === 'body' ? event.body.replace('"event_id"', '"event_iD"') : event.body,
  };
}
