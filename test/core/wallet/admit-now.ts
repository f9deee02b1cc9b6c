import type { MicroDollars } from '../../../src/core/model/money/money.ts';
import type { MoneyLimits } from '../../../src/core/model/money/spending-rules.ts';
import type { Records } from '../../../src/core/ports/store.ts';
import { type AdmissionOrder, admit } from '../../../src/core/wallet/limits/admission.ts';

/** Admits under the rules on record, where the test says which key pays; the operator's when it says nothing. */
export async function admitNow(
  { rules, ledger }: Pick<Records, 'rules' | 'ledger'>,
  { keyId, ...order }: AdmissionOrder & { readonly keyId?: string },
  limits: MoneyLimits,
): Promise<MicroDollars> {
  return admit(ledger, { ...(await rules.both(order.payer.tenant)), keyId }, order, limits);
}
