import { fromDollars } from '../../../../src/core/model/money/money.ts';
import type { MoneyLimits } from '../../../../src/core/model/money/spending-rules.ts';

/** More than any test spends. */
export const PLENTY = fromDollars(1_000_000);

/** Limits that are never in the way. */
export const NO_LIMITS: MoneyLimits = {
  operatorMonthly: PLENTY,
  operatorDaily: null,
  tenantMonthly: PLENTY,
  tenantDaily: null,
  memberDaily: PLENTY,
  perJob: PLENTY,
  perLink: PLENTY,
  links: true,
  personalMonthly: PLENTY,
};
