import { createHash } from 'node:crypto';
import type { Clock } from '../core/async/clock.ts';
import type { Secret } from '../core/model/secret.ts';
import type { BoxKeys } from '../core/model/secret-box.ts';
import type { Log } from '../core/ports/log.ts';
import type { Observer } from '../core/ports/observer.ts';
import type { WebhookService } from '../core/ports/provider-services.ts';
import type { Store } from '../core/ports/store.ts';
import type { Watcher } from '../core/watcher/watcher.ts';
import { joinAnnouncements } from '../core/webhooks/announcements.ts';
import { createWebhookReceiver } from '../core/webhooks/receiver.ts';
import { keepRegistered } from '../core/webhooks/registration.ts';
import { createWebhookSecret } from '../core/webhooks/webhook-secret.ts';
import { WEBHOOK_PATH, webhookRoutes } from '../server/webhooks.ts';

/** The webhooks of the bot owner's key. Those of tenants are always polled. */
export interface ProvidedWebhooks {
  /** Absent without `PUBLIC_URL`. Mount it before whatever responds to every path. */
  readonly router?: ReturnType<typeof webhookRoutes>;
  /** Keeps the endpoint registered until the signal aborts. Never rejects. */
  run(signal: AbortSignal): Promise<void>;
  /** Stops passing announcements on. */
  close(): Promise<void>;
}

/**
 * Provides what receives AudioPod's events and passes them to the process that watches the job. A process
 * without `PUBLIC_URL` only listens to the others.
 */
export function provideWebhooks(parts: {
  readonly publicUrl?: string;
  readonly baseUrl: URL;
  readonly operatorKey: Secret;
  readonly webhooks: WebhookService;
  readonly watcher: Pick<Watcher, 'nudge'>;
  readonly box: BoxKeys;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: Observer;
}): ProvidedWebhooks {
  const { publicUrl, store, log, watcher } = parts;
  const announcements = joinAnnouncements({ signals: store.signals, nudge: watcher.nudge, log });
  if (publicUrl === undefined) {
    return {
      run: async () => undefined,
      close: async () => announcements[Symbol.dispose](),
    };
  }
  const shared = {
    ...parts,
    records: store.webhookEndpoints,
    seen: store.seen,
    account: accountOf(parts.baseUrl, parts.operatorKey),
  };
  const secret = createWebhookSecret(shared);
  const receiver = createWebhookReceiver({ ...shared, secret, announce: announcements.announce });
  const url = new URL(WEBHOOK_PATH, publicUrl).href;
  return {
    router: webhookRoutes(receiver),
    run: (signal) => keepRegistered({ ...shared, secret, url, random: Math.random }, signal),
    async close() {
      await receiver.settled();
      announcements[Symbol.dispose]();
    },
  };
}

/** Identifies a key without revealing it. The same key at another AudioPod is another account. */
function accountOf(baseUrl: URL, key: Secret): string {
  return createHash('sha256').update(`${baseUrl.origin} ${key.reveal()}`).digest('hex');
}
