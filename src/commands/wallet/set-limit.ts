import type { ScopeName } from '../../core/model/money/counter.ts';
import { formatUsd, type MicroDollars } from '../../core/model/money/money.ts';
import type { LimitSetting, TenantRules } from '../../core/model/money/spending-rules.ts';
import { action } from '../framework/action.ts';
import type { Call } from '../framework/command.ts';
import { toggle, type Values } from '../framework/option.ts';
import { inform } from '../framework/reply.ts';
import { dollars } from '../options/money-option.ts';
import { changeLines, changer, requireSetting, type Setting, spentLines } from './rule-change.ts';
import { settingWords, type ToldRule } from './rule-words.ts';

const OPTIONS = {
  monthly: dollars('none'),
  daily: dollars('none'),
  per_user_daily: dollars('none', 'default'),
  per_job: dollars('none', 'default'),
  per_link: dollars('none', 'default'),
  confirm_above: dollars('none'),
  links: toggle(),
} as const;
type Given = Values<typeof OPTIONS>;

/** The rule behind each option, and what counts toward it. */
const RULES: Readonly<
  Record<
    keyof Given,
    {
      readonly what: ToldRule;
      readonly scope?: ScopeName;
      readonly of: (rules: TenantRules) => LimitSetting | boolean;
    }
  >
> = {
  monthly: { what: 'limits.monthly', scope: 'tenant-month', of: ({ limits }) => limits.monthly },
  daily: { what: 'limits.daily', scope: 'tenant-day', of: ({ limits }) => limits.daily },
  per_user_daily: { what: 'limits.memberDaily', scope: 'member-day', of: ({ limits }) => limits.memberDaily },
  per_job: { what: 'limits.perJob', of: ({ limits }) => limits.perJob },
  per_link: { what: 'limits.perLink', of: ({ limits }) => limits.perLink },
  confirm_above: { what: 'confirmAbove', of: ({ confirmAbove }) => confirmAbove },
  links: { what: 'links', of: ({ links }) => links },
};
const NAMES = [
  'monthly',
  'daily',
  'per_user_daily',
  'per_job',
  'per_link',
  'confirm_above',
  'links',
] as const;

/**
 * The subcommand with which admins limit their tenant's spending. It can only be less than the owners'
 * budget: the lower of the two applies.
 */
export const setLimit = action({
  options: OPTIONS,
  onlyFor: 'admins',
  run: async (given, call) => {
    const set = requireSetting(given, NAMES);
    const { tenant } = call.origin;
    const { before, after } = await call.services.rules.changeTenant(tenant, changer(call), (rules) =>
      limited(rules, given),
    );
    const scopes = set.flatMap((name) => RULES[name].scope ?? []);
    const lines = [
      ...changeLines(
        set.map((name) => settingOf(name, before, after, call)),
        call,
      ),
      ...allowanceLines(after, given, call),
      ...(await spentLines(call.origin, scopes, call)),
    ];
    return inform(lines.join('\n'));
  },
});

function limited(rules: TenantRules, given: Given): TenantRules {
  const { monthly, daily, per_user_daily: memberDaily, per_job: perJob, per_link: perLink } = given;
  return {
    ...rules,
    limits: {
      monthly: monthly ?? rules.limits.monthly,
      daily: daily ?? rules.limits.daily,
      memberDaily: memberDaily ?? rules.limits.memberDaily,
      perJob: perJob ?? rules.limits.perJob,
      perLink: perLink ?? rules.limits.perLink,
    },
    confirmAbove: given.confirm_above ?? rules.confirmAbove,
    links: given.links ?? rules.links,
  };
}

function settingOf(name: keyof Given, before: TenantRules, after: TenantRules, call: Call): Setting {
  const { memberDaily, perJob, perLink } = call.services.budgetReader.defaults;
  // Only these have a default.
  const standards: Partial<Record<keyof Given, MicroDollars>> = {
    per_user_daily: memberDaily,
    per_job: perJob,
    per_link: perLink,
  };
  const { what, of } = RULES[name];
  const words = (rules: TenantRules): string => {
    const value = of(rules);
    if (typeof value === 'boolean') return call.say(value ? 'rules.on' : 'rules.off');
    return settingWords(value, call, standards[name]);
  };
  return { what: call.say(`rules.what.${what}`), before: words(before), after: words(after) };
}

/** Informs an admin who sets more than the owners' budget, or no limit, which limit applies instead. */
function allowanceLines(
  { allowance, key }: TenantRules,
  { monthly, daily }: Given,
  { origin, services, say }: Call,
): readonly string[] {
  if (key !== undefined) return [];
  const { tenantMonthly, personalMonthly, tenantDaily } = services.budgetReader.defaults;
  const standard = origin.personal === true ? personalMonthly : tenantMonthly;
  const perMonth = allowance.monthly === 'default' ? standard : allowance.monthly;
  const perDay = allowance.daily === 'default' ? tenantDaily : allowance.daily;
  const isOver = (set: LimitSetting | undefined, allowed: MicroDollars): boolean =>
    set === 'none' || (typeof set === 'number' && set > allowed);
  return [
    ...(isOver(monthly, perMonth) ? [say('rules.allowance-month', { amount: formatUsd(perMonth) })] : []),
    ...(perDay !== null && perDay !== 'none' && isOver(daily, perDay)
      ? [say('rules.allowance-day', { amount: formatUsd(perDay) })]
      : []),
  ];
}
