import { BotError } from '../model/errors.ts';
import type { OperatorRules, TenantRules } from '../model/money/spending-rules.ts';
import type { Records } from '../ports/store.ts';

/** An AudioPod key that a tenant connected, as it is stored. */
export interface WalletKey {
  readonly id: string;
  readonly tenant: string;
  /** The key itself, encrypted; see key-safe.ts. */
  readonly sealed: string;
  readonly lastFour: string;
  readonly createdAtMs: number;
}

/** The connected keys on record. One stays as long as a job needs it that began with it. */
export interface WalletKeys {
  insert(key: WalletKey): Promise<void>;
  get(id: string): Promise<WalletKey | undefined>;
  /**
   * The same, and until the transaction ends nobody else gets past this line for that key. So whoever begins a job
   * with it and whoever erases it take turns.
   */
  lock(id: string): Promise<WalletKey | undefined>;
  /** Puts another encryption in the place of this one, unless somebody else was faster. */
  reseal(id: string, from: string, to: string): Promise<void>;
  /** Erases one. It may be gone already. */
  remove(id: string): Promise<void>;
  all(): Promise<readonly WalletKey[]>;
}

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

/**
 * Erases a key that no rule names and no job in flight began with.
 *
 * @returns whether it is erased now, and how many jobs still need it.
 */
export async function eraseUnused(
  { rules, keys, jobs }: Pick<Records, 'rules' | 'keys' | 'jobs'>,
  id: string,
): Promise<{ readonly isErased: boolean; readonly jobs: number }> {
  const key = await keys.lock(id);
  if (key === undefined) return { isErased: true, jobs: 0 };
  const using = await jobs.using(id);
  if (using > 0 || (await rules.tenant(key.tenant)).key?.id === id) return { isErased: false, jobs: using };
  await keys.remove(id);
  return { isErased: true, jobs: 0 };
}
