import type { Clock } from '../async/clock.ts';
import { Secret } from '../model/secret.ts';
import { type BoxKeys, seal, unseal } from '../model/secret-box.ts';
import type { WebhookEndpointRecord, WebhookEndpointRecords } from '../ports/webhooks.ts';

/** The secret of the endpoint as this process knows it. Another process may have registered it. */
export interface WebhookSecret {
  current(): Secret | undefined;
  /** Reads the stored endpoint again, at most once a second. */
  reread(): Promise<void>;
}

const REREAD_EVERY_MS = 1_000;

/** Encrypts a secret for storage. It can only be decrypted for this endpoint. */
export function sealSecret(secret: Secret, endpointId: string, box: BoxKeys): string {
  return seal(secret.reveal(), purposeOf(endpointId), box);
}

/**
 * Decrypts a stored secret; `undefined` if no `SECRET_KEY` does. If only the previous one decrypts it, it is
 * encrypted again with the current one.
 */
export async function openSecret(
  records: Pick<WebhookEndpointRecords, 'reseal'>,
  { account, id, sealed }: WebhookEndpointRecord,
  { current, previous }: BoxKeys,
): Promise<Secret | undefined> {
  const opened = unseal(sealed, purposeOf(id), { current });
  if (opened !== undefined) return new Secret(opened);
  const old = previous && unseal(sealed, purposeOf(id), { current: previous });
  if (old === undefined) return undefined;
  const secret = new Secret(old);
  await records.reseal(account, sealed, sealSecret(secret, id, { current }));
  return secret;
}

/** Whether a stored secret can be decrypted. */
export function canOpenSecret(
  { id, sealed }: Pick<WebhookEndpointRecord, 'id' | 'sealed'>,
  box: BoxKeys,
): boolean {
  return unseal(sealed, purposeOf(id), box) !== undefined;
}

/** Creates {@link WebhookSecret} for the endpoint of one key. It knows nothing until it was read. */
export function createWebhookSecret(parts: {
  readonly records: WebhookEndpointRecords;
  readonly account: string;
  readonly box: BoxKeys;
  readonly clock: Clock;
}): WebhookSecret {
  const { records, account, box, clock } = parts;
  let secret: Secret | undefined;
  let readAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  const read = async (): Promise<void> => {
    readAtMs = clock.now();
    const stored = await records.get(account);
    secret = stored && (await openSecret(records, stored, box));
  };

  return {
    current: () => secret,
    async reread() {
      // A flood of forged events must not become a flood of queries.
      if (reading === undefined && clock.now() - readAtMs < REREAD_EVERY_MS) return;
      reading ??= read().finally(() => (reading = undefined));
      await reading;
    },
  };
}

function purposeOf(endpointId: string): string {
  return `webhook-secret:${endpointId}`;
}
