import type { Clock } from '../async/clock.ts';
import { withDeadline } from '../async/deadline.ts';
import type { BoxKeys } from '../model/secret-box.ts';
import type { Log } from '../ports/log.ts';
import type { WebhookEndpoint, WebhookService } from '../ports/provider-services.ts';
import type { Seen } from '../ports/store.ts';
import type { WebhookEndpointRecord, WebhookEndpointRecords } from '../ports/webhooks.ts';
import { openSecret, sealSecret, type WebhookSecret } from './webhook-secret.ts';

/** What registering needs. */
export interface RegistrationParts {
  readonly webhooks: WebhookService;
  readonly records: WebhookEndpointRecords;
  readonly secret: WebhookSecret;
  readonly seen: Pick<Seen, 'first'>;
  /** Identifies the key. */
  readonly account: string;
  /** Where AudioPod is to send events. */
  readonly url: string;
  readonly box: BoxKeys;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

/** Marks an endpoint as made by this program. Those of others have no such description, or another address. */
export const DESCRIPTION = 'audiopod-bot';
const EVENTS = ['job.completed', 'job.failed', 'job.cancelled'] as const;

/** How long one process has for its turn; others wait. The work itself must end before. */
const TURN_MS = 60_000;
const WORK_MS = 45_000;
const OTHERS_TURN_MS = 5_000;
const CHECK_EVERY_MS = 60 * 60_000;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 30 * 60_000;

/**
 * Keeps one endpoint for the key registered at AudioPod until the signal aborts. Never rejects: without it,
 * jobs are polled as before.
 *
 * Of several processes one works at a time, and the others read what it stored. The address of the process
 * that started last applies, so that an old one doesn't take it back while it is being replaced.
 */
export async function keepRegistered(parts: RegistrationParts, signal: AbortSignal): Promise<void> {
  const { seen, secret, account, clock, random, log } = parts;
  let failures = 0;
  let isStart = true;
  while (!signal.aborted) {
    let pauseMs = CHECK_EVERY_MS;
    try {
      if (await seen.first(`webhook-registration:${account}`, TURN_MS)) {
        await withDeadline({ clock, durationMs: WORK_MS, signal }, (bounded) =>
          register(parts, isStart, bounded),
        );
        isStart = false;
      } else {
        pauseMs = isStart ? OTHERS_TURN_MS : TURN_MS;
      }
      await secret.reread();
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      log.warn({ error }, 'webhook-registration-failed');
      pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS);
      // Otherwise this process would wait for its own turn to expire.
      pauseMs = Math.max(pauseMs, TURN_MS) * (1 + random() / 10);
      failures += 1;
    }
    await clock.sleep(pauseMs, signal).catch(() => undefined);
  }
}

/**
 * Registers if necessary, and removes copies. Turns are taken by the clocks of processes, so two may work at
 * once after all: then one stores its endpoint, and the other takes back only its own.
 */
async function register(parts: RegistrationParts, isStart: boolean, signal: AbortSignal): Promise<void> {
  const { webhooks, records, account, log } = parts;
  const stored = await records.get(account);
  const isKept = stored !== undefined && (await isUsable(parts, stored, isStart, signal));
  const listed = await webhooks.endpoints(signal);
  const endpoint = isKept ? stored : await create(parts, stored?.id, signal);
  if (endpoint === undefined || (await records.get(account))?.id !== endpoint.id) return;
  const isCopy = ({ id, url, description }: WebhookEndpoint): boolean =>
    id !== endpoint.id && (id === stored?.id || (description === DESCRIPTION && isSame(url, endpoint.url)));
  for (const { id } of listed.filter(isCopy)) {
    await webhooks.remove(id, signal);
    log.info({ endpoint: id }, 'webhook-copy-removed');
  }
}

/** Whether the stored endpoint still exists as stored, its secret is readable, and its address is right. */
async function isUsable(
  { webhooks, records, url, box }: RegistrationParts,
  stored: WebhookEndpointRecord,
  isStart: boolean,
  signal: AbortSignal,
): Promise<boolean> {
  if (isStart && !isSame(stored.url, url)) return false;
  if ((await openSecret(records, stored, box)) === undefined) return false;
  const found = await webhooks.endpoint(stored.id, signal);
  return found !== undefined && isSame(found.url, stored.url);
}

/** Creates and stores an endpoint; `undefined` if another process stored one in the meantime. */
async function create(
  parts: RegistrationParts,
  before: string | undefined,
  signal: AbortSignal,
): Promise<WebhookEndpointRecord | undefined> {
  const { webhooks, records, account, url, box, clock, log } = parts;
  const { id, secret } = await webhooks.create({ url, events: EVENTS, description: DESCRIPTION }, signal);
  const endpoint = { account, id, url, sealed: sealSecret(secret, id, box), createdAtMs: clock.now() };
  // If this fails, the next turn finds the endpoint as a copy and removes it.
  if (await records.replace(endpoint, before)) {
    log.info({ endpoint: id }, 'webhook-registered');
    return endpoint;
  }
  await webhooks.remove(id, signal);
  return undefined;
}

function isSame(one: string, other: string): boolean {
  if (!URL.canParse(one) || !URL.canParse(other)) return one === other;
  return new URL(one).href === new URL(other).href;
}
