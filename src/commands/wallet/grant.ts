import { formatUsd } from '../../core/model/money/money.ts';
import type { LimitSetting, TenantRules } from '../../core/model/money/spending-rules.ts';
import { action } from '../framework/action.ts';
import type { Call } from '../framework/command.ts';
import { inform } from '../framework/reply.ts';
import { dollars } from '../options/money-option.ts';
import { tenant, tenantNamed } from '../options/people-options.ts';
import { changeLines, changer, requireSetting, type Setting, SPANS, spentLines } from './rule-change.ts';
import { settingWords } from './rule-words.ts';

/**
 * The subcommand with which owners set a tenant's budget on the bot owner's wallet; by default for the
 * current tenant.
 */
export const grant = action({
  options: { tenant: tenant(), monthly: dollars('default'), daily: dollars('default', 'none') },
  onlyFor: 'owners',
  run: async ({ tenant: id, monthly, daily }, call) => {
    const set = requireSetting({ monthly, daily }, SPANS);
    const whose = id === undefined ? call.origin.tenant : tenantNamed(id, call.origin);
    const { before, after } = await call.services.rules.changeTenant(whose, changer(call), (rules) => ({
      ...rules,
      allowance: { monthly: monthly ?? rules.allowance.monthly, daily: daily ?? rules.allowance.daily },
    }));
    const payer = whose === call.origin.tenant ? call.origin : { tenant: whose, member: call.origin.member };
    const lines = [
      call.say('rules.granted', { tenant: whose }),
      ...changeLines(
        set.map((span) => settingOf(span, before, after, call)),
        call,
      ),
      ...limitLines(after, { monthly, daily }, call),
      ...(await spentLines(
        payer,
        set.map((span) => (span === 'monthly' ? 'tenant-month' : 'tenant-day')),
        call,
      )),
    ];
    return inform(lines.join('\n'));
  },
});

function settingOf(
  span: (typeof SPANS)[number],
  before: TenantRules,
  after: TenantRules,
  call: Call,
): Setting {
  return {
    what: call.say(`rules.what.allowance.${span}`),
    before: settingWords(before.allowance[span], call),
    after: settingWords(after.allowance[span], call),
  };
}

/** Warns an owner whose grant exceeds the tenant's own limit, which stays in effect. */
function limitLines(
  { limits }: TenantRules,
  {
    monthly,
    daily,
  }: { readonly monthly: LimitSetting | undefined; readonly daily: LimitSetting | undefined },
  { say }: Call,
): readonly string[] {
  const isUnder = (
    limit: LimitSetting,
    given: LimitSetting | undefined,
  ): limit is Exclude<LimitSetting, string> =>
    typeof limit === 'number' && (given === 'none' || (typeof given === 'number' && limit < given));
  return [
    ...(isUnder(limits.monthly, monthly)
      ? [say('rules.limit-month', { amount: formatUsd(limits.monthly) })]
      : []),
    ...(isUnder(limits.daily, daily) ? [say('rules.limit-day', { amount: formatUsd(limits.daily) })] : []),
  ];
}
