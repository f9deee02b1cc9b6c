import { BotError } from '../../model/errors.ts';
import type { OperatorRules, TenantRules } from '../../model/money/spending-rules.ts';
import type { Records } from '../../ports/store.ts';
/** What a tenant begins a job under. */
export interface PayingRules {
  readonly tenant: TenantRules;
  readonly operator: OperatorRules;
  /** The tenant's own AudioPod key that pays; `undefined` for the operator's. */
  readonly keyId: string | undefined;
}

/**
 * The rules that hold for what a tenant begins now, and the key that pays for it. To be called inside the transaction
 * that begins it, and by nothing else: from then on the key stays until the job is over.
 *
 * @throws {BotError} `own-key-lost` when the rules name a key that is not on record: the operator's wallet does not
 *   step in for it. `ledger-unavailable` when the rules cannot be read.
 */
export async function payingRules(
  { rules, keys }: Pick<Records, 'rules' | 'keys'>,
  tenant: string,
): Promise<PayingRules> {
  const read = await rules.both(tenant);
  const named = read.tenant.key?.id;
  if (named === undefined) return { ...read, keyId: undefined };
  const isThere = (await keys.lock(named)) !== undefined;
  // The rules may have changed while this waited for its turn at the key.
  const now = await rules.both(tenant);
  const keyId = now.tenant.key?.id;
  if (keyId === undefined) return { ...now, keyId };
  if (keyId === named ? isThere : (await keys.lock(keyId)) !== undefined) return { ...now, keyId };
  throw new BotError('own-key-lost', `The connected key of ${tenant} is not on record`);
}
