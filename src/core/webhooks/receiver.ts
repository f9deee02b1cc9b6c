import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../async/clock.ts';
import type { Service } from '../model/service.ts';
import type { Log } from '../ports/log.ts';
import type { Observer, WebhookOutcome } from '../ports/observer.ts';
import type { Seen } from '../ports/store.ts';
import { type JobEvent, readJobEvent } from './job-event.ts';
import { isSignedWith, readSignature, type Signature } from './signature.ts';
import type { WebhookSecret } from './webhook-secret.ts';

/** Why an event was not accepted. */
export type WebhookRejection = Exclude<WebhookOutcome, 'accepted' | 'repeated' | 'test' | 'failed'>;

/** Receives the events of one AudioPod key. */
export interface WebhookReceiver {
  /** Checks what can be checked without the body, which is read only if this returns a signature. */
  begin(headers: IncomingHttpHeaders): Signature | WebhookRejection;
  /**
   * Checks an event over exactly the bytes that were received. Work follows after this has resolved, so that
   * AudioPod gets its response first.
   */
  finish(signature: Signature, body: Buffer): Promise<'accepted' | WebhookRejection>;
  /** Counts an event that was rejected before it came this far. */
  reject(reason: WebhookRejection): void;
  /** Waits for the work on accepted events. */
  settled(): Promise<void>;
}

/** Longer than an event can be repeated: its timestamp is too old by then. */
const REMEMBERED_MS = 60 * 60_000;

/**
 * Creates the receiver. An accepted event is announced once; what it says about the job is not believed.
 *
 * @param announce called with each service that may have the job.
 */
export function createWebhookReceiver(parts: {
  readonly secret: WebhookSecret;
  readonly seen: Pick<Seen, 'first'>;
  readonly announce: (service: Service, providerId: string) => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: Pick<Observer, 'webhookEvent'>;
}): WebhookReceiver {
  const { secret, seen, announce, clock, log, observer } = parts;
  const underWay = new Set<Promise<void>>();

  const handle = async ({ id, job }: JobEvent): Promise<void> => {
    try {
      if (!(await seen.first(`audiopod-event:${id}`, REMEMBERED_MS))) {
        observer.webhookEvent('repeated');
        return;
      }
      observer.webhookEvent(job === undefined ? 'test' : 'accepted');
      for (const service of job?.services ?? []) announce(service, job?.providerId ?? '');
    } catch (error) {
      // The job is polled all the same.
      observer.webhookEvent('failed');
      log.warn({ error }, 'webhook-event-dropped');
    }
  };

  const reject = (reason: WebhookRejection): WebhookRejection => {
    observer.webhookEvent(reason);
    return reason;
  };

  /** Whether the event is authentic. Another process may have registered again, so a mismatch is looked up. */
  const isAuthentic = async (signature: Signature, body: Buffer): Promise<boolean | undefined> => {
    const before = secret.current();
    if (before !== undefined && isSignedWith(before, signature, body)) return true;
    await secret.reread().catch((error: unknown) => log.warn({ error }, 'webhook-secret-not-read'));
    const now = secret.current();
    if (now === undefined) return undefined;
    return now !== before && isSignedWith(now, signature, body);
  };

  return {
    begin(headers) {
      const signature = readSignature(headers, clock.now());
      return typeof signature === 'string' ? reject(signature) : signature;
    },
    async finish(signature, body) {
      const authentic = await isAuthentic(signature, body);
      if (authentic !== true) return reject(authentic === undefined ? 'not-ready' : 'forged');
      const event = readJobEvent(body);
      if (event === undefined) return reject('malformed');
      const work = handle(event).finally(() => underWay.delete(work));
      underWay.add(work);
      return 'accepted';
    },
    reject: (reason) => void reject(reason),
    async settled() {
      await Promise.all(underWay);
    },
  };
}
