import { formatUsd, type MicroDollars } from '../../core/model/money/money.ts';
import { zoneAt } from '../../core/model/money/periods.ts';
import { type OperatorRules, type TenantRules, UTC } from '../../core/model/money/spending-rules.ts';
import { type LimitsInForce, limitsUnder } from '../../core/wallet/limits/limits.ts';
import { action } from '../framework/action.ts';
import type { Call } from '../framework/command.ts';
import { informInGroups, runs } from '../framework/reply.ts';
import { DELEGATES, isAdmin } from '../framework/who-may.ts';
import { auditLine, delegates, openTo, settingWords } from './rule-words.ts';
import { zoneLines } from './timezone.ts';

/** Entries of the audit; all of it would not fit a message. */
const LATEST = 8;
const OPERATOR = 'operator';

/**
 * The subcommand that shows the rules in effect and who decided them; for admins also who changed what, and
 * for owners the rules that apply everywhere.
 */
export const limits = action({
  options: {},
  run: async (_values, call) => {
    const { rules, budgetReader } = call.services;
    const { tenant, operator } = await rules.both(call.origin.tenant);
    const keyId = tenant.key?.id;
    const found = limitsUnder(call.origin, budgetReader.defaults, call.nowMs, { tenant, operator, keyId });
    const isChangeable = await isAdmin(call);
    const lines = [
      ...(operator.paused ? [call.say('rules.paused')] : []),
      ...(tenant.key === undefined ? [] : [call.say('rules.key', { lastFour: tenant.key.lastFour })]),
      ...zoneLines(tenant.zones, call),
      ...(found.linksOffBy === undefined ? [] : [call.say(`rules.links-off.${found.linksOffBy}`)]),
      ...openLines(tenant, call),
      ...(call.services.isOwner(call.origin) ? await ownerLines(operator, call) : []),
      ...(isChangeable ? await tenantAuditLines(tenant, call) : []),
      call.say('rules.shown'),
    ];
    const actions = isChangeable ? runs('wallet set-limit', 'wallet balance') : runs('wallet balance');
    return informInGroups([lines.map((text) => ({ text }))], {
      actions,
      table: {
        columns: [
          call.say('wallet.column.limit'),
          call.say('wallet.column.amount'),
          call.say('rules.column.by'),
        ],
        rows: rowsOf(found, tenant, call),
      },
    });
  },
});

function rowsOf(
  { scopes, perJob, perLink, confirmAbove }: LimitsInForce,
  { limits: set }: TenantRules,
  call: Call,
): readonly (readonly string[])[] {
  const row = (name: string, amount: MicroDollars | null, by: 'owner' | 'admin') =>
    amount === null
      ? [name, call.say('rules.none'), '']
      : [name, formatUsd(amount), call.say(`rules.by.${by}`)];
  const byOf = (setting: TenantRules['limits']['perJob']) => (setting === 'default' ? 'owner' : 'admin');
  return [
    ...scopes
      .filter(({ scope }) => !scope.startsWith(OPERATOR))
      .map(({ scope, limit, raisedBy }) =>
        row(
          call.say(`wallet.limit.${scope}`),
          limit,
          scope === 'member-day' ? byOf(set.memberDaily) : raisedBy,
        ),
      ),
    row(call.say('rules.per-job'), perJob, byOf(set.perJob)),
    row(call.say('rules.per-link'), perLink, byOf(set.perLink)),
    row(call.say('rules.confirm-above'), confirmAbove, 'admin'),
  ];
}

function openLines({ allowed }: TenantRules, call: Call): readonly string[] {
  return Object.entries(allowed).map(([command, list]) =>
    command === DELEGATES
      ? call.say('rules.delegates', { who: delegates(list, call) })
      : call.say('rules.open', { command, who: openTo(list, call) }),
  );
}

async function ownerLines({ ceiling }: OperatorRules, call: Call): Promise<readonly string[]> {
  const { operatorMonthly, operatorDaily } = call.services.budgetReader.defaults;
  const facts = {
    monthly: settingWords(ceiling.monthly, call, operatorMonthly),
    daily: settingWords(ceiling.daily, call, operatorDaily),
  };
  return [
    call.say('rules.ceiling', facts),
    ...(await auditLines(OPERATOR, 'rules.operator-changes', UTC.zone, call)),
  ];
}

async function tenantAuditLines({ zones }: TenantRules, call: Call): Promise<readonly string[]> {
  return auditLines(call.origin.tenant, 'rules.changes', zoneAt(zones.day, call.nowMs), call);
}

async function auditLines(
  subject: string,
  head: 'rules.changes' | 'rules.operator-changes',
  zone: string,
  call: Call,
): Promise<readonly string[]> {
  const changes = await call.services.rules.changes(subject, LATEST);
  const lines = changes.flatMap((change) => auditLine(change, zone, call) ?? []);
  return lines.length === 0 ? [] : [call.say(head), ...lines];
}
