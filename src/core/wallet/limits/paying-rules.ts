import { BotError } from '../../model/errors.ts';
import type { OperatorRules, TenantRules } from '../../model/money/spending-rules.ts';
import type { Records } from '../../ports/store.ts';
/** The rules and the key under which a tenant starts a job. */
export interface PayingRules {
  readonly tenant: TenantRules;
  readonly operator: OperatorRules;
  /** The tenant's own AudioPod key that pays; `undefined` for the bot owner's. */
  readonly keyId: string | undefined;
}

/**
 * Returns the rules in effect for what a tenant starts now, and the key that pays for it. Call it only inside
 * the transaction that starts it: from then on the key is kept until the job is over.
 *
 * @throws {BotError} `own-key-lost` when the rules name a key that is not stored: the bot owner's wallet
 * never pays instead. `ledger-unavailable` when the rules cannot be read.
 */
export async function payingRules(
  { rules, keys }: Pick<Records, 'rules' | 'keys'>,
  tenant: string,
): Promise<PayingRules> {
  const read = await rules.both(tenant);
  const named = read.tenant.key?.id;
  if (named === undefined) return { ...read, keyId: undefined };
  const isThere = (await keys.lock(named)) !== undefined;
  // The rules may have changed while this waited for the lock on the key.
  const now = await rules.both(tenant);
  const keyId = now.tenant.key?.id;
  if (keyId === undefined) return { ...now, keyId };
  if (keyId === named ? isThere : (await keys.lock(keyId)) !== undefined) return { ...now, keyId };
  throw new BotError('own-key-lost', `The connected key of ${tenant} is not stored`);
}
