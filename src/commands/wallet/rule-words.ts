import { z } from 'zod';
import { formatUsd, type MicroDollars, microDollarsOf } from '../../core/model/money/money.ts';
import type { Allowed, LimitSetting, RuleChange } from '../../core/model/money/spending-rules.ts';
import { formatMomentWithYear } from '../../core/text/format-moment.ts';
import { joinNames } from '../../core/text/join-names.ts';
import { withRemark } from '../../core/text/with-remark.ts';
import type { Call } from '../framework/command.ts';
import { DELEGATES } from '../framework/who-may.ts';

/** How the ids of members begin who asked to be forgotten. */
const FORGOTTEN = 'forgotten:';

type Speaker = Pick<Call, 'say' | 'origin'>;

/** Names of rules in the audit that people are shown. Rules that only follow from another are left out. */
const TOLD = [
  'allowance.monthly',
  'allowance.daily',
  'limits.monthly',
  'limits.daily',
  'limits.memberDaily',
  'limits.perJob',
  'limits.perLink',
  'confirmAbove',
  'links',
  'ceiling.monthly',
  'ceiling.daily',
  'paused',
  'zones.month.zone',
  'zones.month.next.zone',
  'key.lastFour',
  'warnAt.channel',
] as const;
/** A rule that people are shown. */
export type ToldRule = (typeof TOLD)[number];

const ALLOWED = 'allowed.';
/** Not a rule, but a decision about one job. */
const FORGIVEN = 'forgiven.';
const allowedList = z.array(z.object({ kind: z.literal(['role', 'member']), id: z.string() }));
const FOLLOWS = /^zones\.|^key\.|^warnAt\./;

/**
 * Formats a limit. A default is shown with its value, if known.
 *
 * @param standard the value of `default`; `null` for no limit.
 */
export function settingWords(
  setting: LimitSetting,
  { say, origin }: Speaker,
  standard?: MicroDollars | null,
): string {
  if (setting === 'none') return say('rules.none');
  if (setting !== 'default') return formatUsd(setting);
  if (standard === undefined) return say('rules.default');
  const amount = standard === null ? say('rules.none') : formatUsd(standard);
  return withRemark(origin.locale, say('rules.default'), amount);
}

/** Formats who may use a command; `undefined` for an unrestricted command. */
export function openTo(list: readonly Allowed[] | undefined, call: Speaker): string {
  if (list === undefined) return call.say('rules.everyone');
  return list.length === 0
    ? call.say('rules.admins-alone')
    : call.say('rules.admins-and', { names: names(list, call) });
}

/** Formats who the wallet admins are. */
export function delegates(list: readonly Allowed[] | undefined, call: Speaker): string {
  return list === undefined || list.length === 0 ? call.say('rules.nobody') : names(list, call);
}

/**
 * Formats one line of the audit; `undefined` for a rule that only follows from another.
 *
 * @param zone the time zone for dates, as {@link formatMomentWithYear} takes it.
 */
export function auditLine(change: RuleChange, zone: string, call: Speaker): string | undefined {
  const { what, atMs, member } = change;
  const told = TOLD.find((one) => one === what);
  if (told === undefined && FOLLOWS.test(what)) return undefined;
  return call.say('rules.change', {
    at: formatMomentWithYear(call.origin.locale, atMs, zone),
    member: person(member, call),
    what: told === undefined ? nameOf(what, call) : call.say(`rules.what.${told}`),
    before: valueWords(what, change.before, call),
    after: valueWords(what, change.after, call),
  });
}

function nameOf(what: string, { say }: Speaker): string {
  if (what.startsWith(FORGIVEN)) return say('rules.what.forgiven', { job: what.slice(FORGIVEN.length) });
  if (!what.startsWith(ALLOWED)) return what;
  const command = what.slice(ALLOWED.length);
  return command === DELEGATES ? say('rules.what.delegates') : say('rules.what.allowed', { command });
}

/** Returns a member's id, which the platform replaces by a name; the caller reads “you”. Forgotten members have none. */
export function person(member: string, { say, origin }: Speaker): string {
  if (member.startsWith(FORGOTTEN)) return say('rules.forgotten');
  return member === origin.member ? say('rules.you') : say('rules.member', { id: member });
}

/** @param json as stored in the audit. */
function valueWords(what: string, json: string, call: Speaker): string {
  const value: unknown = JSON.parse(json);
  if (what.startsWith(ALLOWED)) {
    const list = allowedList.safeParse(value).data;
    return what === `${ALLOWED}${DELEGATES}` ? delegates(list, call) : openTo(list, call);
  }
  if (value === null) return call.say('rules.none');
  if (typeof value === 'boolean') return call.say(value ? 'rules.on' : 'rules.off');
  if (typeof value === 'number') return formatUsd(microDollarsOf(value));
  return value === 'none' || value === 'default' ? call.say(`rules.${value}`) : String(value);
}

function names(list: readonly Allowed[], call: Speaker): string {
  return joinNames(
    call.origin.locale,
    list.map(({ kind, id }) => (kind === 'member' ? person(id, call) : call.say('rules.role', { id }))),
  );
}
