import type { MemberDefaults } from '../accounts/member-defaults.ts';
import type { Job } from '../model/job/job.ts';
import type { MicroDollars } from '../model/money/money.ts';
import type { TenantRules } from '../model/money/spending-rules.ts';
import type { SpendingSum, TenantCharge } from '../model/money/tenant-charges.ts';
import type { Store } from '../ports/store.ts';
import { exactDollars, type FileOfText, fileOfText } from '../wallet/usage/usage-csv.ts';

/** What an export reads. */
export interface ExportParts {
  readonly store: Pick<Store, 'rules' | 'clones' | 'jobs' | 'ledger'>;
  readonly defaults: Pick<MemberDefaults, 'ofTenant'>;
}

/** More of each is left out, newest first; the file says so. */
const MOST = 10_000;
const JOBS_AT_ONCE = 200;

/**
 * Writes what is kept of a tenant as JSON: rules and who changed them, members' defaults, cloned voices, spending, and
 * jobs. No secrets, and nothing that members typed, sent or got: admins may not read private jobs.
 */
export async function exportTenant(
  { store, defaults }: ExportParts,
  tenant: string,
  nowMs: number,
): Promise<FileOfText> {
  const charges = await store.ledger.charges(tenant, MOST);
  const jobs = await jobsOf(store, tenant);
  const document = {
    format: 1,
    tenant,
    exported_on: time(nowMs).slice(0, 'YYYY-MM-DD'.length),
    is_complete: charges.length < MOST && jobs.length < MOST,
    rules: rulesView(await store.rules.tenant(tenant)),
    rule_changes: (await store.rules.changes(tenant, MOST)).map(({ atMs, ...change }) => ({
      at: time(atMs),
      ...change,
    })),
    defaults: await defaults.ofTenant(tenant),
    voices: (await store.clones.ofTenant(tenant)).map(({ jobId, member, name, state, keyId, consent }) => ({
      ...{ name, member, job: jobId, state, in_own_account: keyId !== undefined },
      consent: { member: consent.member, at: time(consent.atMs) },
    })),
    ledger: charges.map(chargeView),
    ledger_sums: (await store.ledger.sums(tenant)).map(sumView),
    jobs: jobs.map(jobView),
  };
  return fileOfText(JSON.stringify(document, undefined, 1), {
    extension: 'json',
    mimeType: 'application/json',
  });
}

async function jobsOf({ jobs }: ExportParts['store'], tenant: string): Promise<readonly Job[]> {
  const found: Job[] = [];
  for (;;) {
    const before = found.at(-1);
    const page = await jobs.list({ tenant, limit: JOBS_AT_ONCE, ...(before && { before }) });
    found.push(...page);
    if (page.length < JOBS_AT_ONCE || found.length >= MOST) return found.slice(0, MOST);
  }
}

function rulesView({ allowance, limits, confirmAbove, key, ...rules }: TenantRules): object {
  return {
    ...rules,
    budget_usd: amounts(allowance),
    limits_usd: amounts(limits),
    confirm_above_usd: amountOf(confirmAbove),
    ...(key && { connected_key: { last_four: key.lastFour, since: time(key.sinceMs) } }),
  };
}

function chargeView(charge: TenantCharge): object {
  const { jobId, member, service, isOwnKey, reserved, spent, state, basis } = charge;
  return {
    ...{ job: jobId, member, service, own_key: isOwnKey, state, basis },
    reserved_usd: exactDollars(reserved),
    ...(spent !== undefined && { spent_usd: exactDollars(spent) }),
    created_at: time(charge.createdAtMs),
    updated_at: time(charge.updatedAtMs),
  };
}

function sumView({ reserved, spent, ...sum }: SpendingSum): object {
  return { ...sum, reserved_usd: exactDollars(reserved), spent_usd: exactDollars(spent) };
}

function jobView({ id, origin, request, createdAtMs, work, delivery, money }: Job): object {
  return {
    ...{ id, member: origin.member, service: request.service, visibility: origin.visibility },
    ...{ created_at: time(createdAtMs), state: work.stage, delivery: delivery.state, money: money.state },
    ...('amount' in money && { amount_usd: exactDollars(money.amount) }),
  };
}

function amounts(
  settings: Readonly<Record<string, MicroDollars | string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, amountOf(value)]));
}

function amountOf(setting: MicroDollars | string): string {
  return typeof setting === 'string' ? setting : exactDollars(setting);
}

function time(atMs: number): string {
  return new Date(atMs).toISOString();
}
