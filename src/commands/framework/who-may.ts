import { BotError } from '../../core/model/errors.ts';
import type { Origin } from '../../core/model/job/origin.ts';
import type { Locale } from '../../core/model/locale.ts';
import type { Allowed, TenantRules } from '../../core/model/money/spending-rules.ts';
import type { Service } from '../../core/model/service.ts';
import { translate } from '../../core/text/words.ts';
import { type CallerPermissions, type FindCallerPermissions, NO_PERMISSIONS } from './caller-permissions.ts';
import type { Call, Services } from './command.ts';

/** The command behind each service, for buttons, which don't name one. */
export const COMMAND_OF: Readonly<Record<Service, string>> = {
  speech: 'tts',
  stems: 'stems',
  music: 'music',
  transcription: 'transcribe',
  diarization: 'diarize',
  denoise: 'denoise',
  clone: 'voice',
};

/**
 * The command whose list names wallet admins. Being on it grants what admins may do, instead of restricting
 * the command.
 */
export const DELEGATES = 'wallet';

/** Who alone may use an action. */
export type OnlyFor = 'admins' | 'owners';

/** Who makes a request, and the rules in effect. */
export type Caller = Pick<Call, 'origin' | 'findPermissions' | 'tenantRules'>;

/** Creates the caller of one request: the tenant's rules are read once for it, when first needed. */
export function callerOf(
  { rules, isOwner }: Pick<Services, 'rules' | 'isOwner'>,
  origin: Origin,
  find: FindCallerPermissions = async () => NO_PERMISSIONS,
): Caller {
  let reading: Promise<TenantRules> | undefined;
  const tenantRules = (): Promise<TenantRules> => {
    reading ??= rules.tenant(origin.tenant);
    return reading;
  };
  return { origin, tenantRules, findPermissions: provenBy(find, origin, { isOwner, tenantRules }) };
}

/**
 * Combines what a platform proves with what the bot stores: owners are admins everywhere, and so are wallet
 * admins in their tenant. The platform is asked about those too, because they may have become guests.
 */
export function provenBy(
  find: FindCallerPermissions,
  origin: Origin,
  { isOwner, tenantRules }: Pick<Services, 'isOwner'> & Pick<Call, 'tenantRules'>,
): FindCallerPermissions {
  return async (signal) => {
    if (isOwner(origin)) {
      const found = await find(signal).catch(() => NO_PERMISSIONS);
      signal.throwIfAborted();
      return { ...found, isAdmin: true };
    }
    const found = await find(signal);
    if (found.isAdmin) return found;
    const { allowed } = await tenantRules();
    const isNamed = names(allowed[DELEGATES] ?? [], origin.member, []);
    return isNamed ? { ...found, isAdmin: true, isWalletAdmin: true } : found;
  };
}

/**
 * Whether a caller may use a paid command.
 *
 * @throws {BotError} `ledger-unavailable`, and what reading the permissions throws.
 */
export async function isOpen(
  command: string,
  { origin, findPermissions, tenantRules }: Caller,
  signal: AbortSignal,
): Promise<boolean> {
  const list = (await tenantRules()).allowed[command];
  if (list === undefined || names(list, origin.member, [])) return true;
  const { isAdmin, roles = [] } = await findPermissions(signal);
  return isAdmin || names(list, origin.member, roles);
}

/**
 * Refuses a paid command to a caller who may not use it. If the rules are unavailable, nobody may.
 *
 * @throws {BotError} `command-not-open`, `ledger-unavailable`, and what reading the permissions throws.
 */
export async function requireOpen(command: string, caller: Caller, signal: AbortSignal): Promise<void> {
  if (await isOpen(command, caller, signal)) return;
  throw new BotError('command-not-open', `${command} is not open to this member`, { facts: { command } });
}

/**
 * Returns the call of a caller who may use an action that is only for some, with the permissions that were proven for
 * it: within the call, the platform isn’t asked twice.
 *
 * @throws {BotError} `wallet-admins-only` naming who is, `owners-only`, and what reading the permissions throws.
 */
export async function admitted(call: Call, onlyFor: OnlyFor | undefined): Promise<Call> {
  if (onlyFor === undefined) return call;
  if (onlyFor === 'owners') {
    if (call.services.isOwner(call.origin)) return call;
    throw new BotError('owners-only', 'Not an owner of the bot');
  }
  const permissions = await requireAdmin(call, call.origin.locale, call.signal);
  return { ...call, findPermissions: async () => permissions };
}

/**
 * Refuses a caller who is no admin of the tenant.
 *
 * @throws {BotError} `wallet-admins-only` naming who is, and what reading the permissions throws.
 */
export async function requireAdmin(
  { findPermissions }: Pick<Caller, 'findPermissions'>,
  locale: Locale,
  signal: AbortSignal,
): Promise<CallerPermissions> {
  const permissions = await findPermissions(signal);
  if (permissions.isAdmin) return permissions;
  const { admins = translate(locale, 'wallet.admins') } = permissions;
  throw new BotError('wallet-admins-only', 'Not an admin of the tenant', { facts: { admins } });
}

/** Whether the caller sees what only admins may see. If that is unknown, they see what everybody sees. */
export async function isAdmin(call: Pick<Call, 'findPermissions' | 'signal'>): Promise<boolean> {
  const permissions = await call.findPermissions(call.signal).catch(() => undefined);
  call.signal.throwIfAborted();
  return permissions?.isAdmin === true;
}

function names(list: readonly Allowed[], member: string, roles: readonly string[]): boolean {
  return list.some(({ kind, id }) => (kind === 'member' ? id === member : roles.includes(id)));
}
