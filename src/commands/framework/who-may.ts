import { BotError } from '../../core/model/errors.ts';
import type { Origin } from '../../core/model/job/origin.ts';
import type { Allowed, TenantRules } from '../../core/model/money/spending-rules.ts';
import type { Service } from '../../core/model/service.ts';
import { type CallerPermissions, type FindCallerPermissions, NO_PERMISSIONS } from './caller-permissions.ts';
import type { Call, Services } from './command.ts';

/** The command behind each service, for buttons, which name none. */
export const COMMAND_OF: Readonly<Record<Service, string>> = {
  speech: 'tts',
  stems: 'stems',
  music: 'music',
  transcription: 'transcribe',
  diarization: 'diarize',
  denoise: 'denoise',
  clone: 'voice',
};

/** Whoever is named for this command may change what admins may, instead of being the only ones to use it. */
export const DELEGATES = 'wallet';

/** Who makes a request, and under which rules. */
export type Caller = Pick<Call, 'origin' | 'standing' | 'tenantRules'>;

/** Opens a request of one caller: the rules of the tenant are read once for it, when first needed. */
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
  return { origin, tenantRules, standing: provenBy(find, origin, { isOwner, tenantRules }) };
}

/**
 * Completes what a platform proves with what is decided here: owners are admins everywhere, and people whom an admin
 * named for the wallet are admins too. The platform is asked for those as well, because it may have made them guests.
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
 * Refuses a command that costs to whom it is not open here. Rules that cannot be read open nothing.
 *
 * @throws {BotError} `command-not-open`, `ledger-unavailable`, and what the standing throws.
 */
export async function requireOpen(
  command: string,
  { origin, standing, tenantRules }: Caller,
  signal: AbortSignal,
): Promise<void> {
  const list = (await tenantRules()).allowed[command];
  if (list === undefined || names(list, origin.member, [])) return;
  const { isAdmin, roles = [] } = await standing(signal);
  if (isAdmin || names(list, origin.member, roles)) return;
  throw new BotError('command-not-open', `${command} is not open to this member`, { facts: { command } });
}

/**
 * Refuses whoever is no admin here.
 *
 * @throws {BotError} `wallet-admins-only` saying who is, and what the standing throws.
 */
export async function requireAdmin(call: Call): Promise<CallerPermissions> {
  const standing = await call.standing(call.signal);
  if (standing.isAdmin) return standing;
  const { admins = call.say('wallet.admins') } = standing;
  throw new BotError('wallet-admins-only', 'Not an admin of the tenant', { facts: { admins } });
}

/** Whether they are told what only admins are; whoever cannot be told for one is shown what anybody may see. */
export async function isAdmin(call: Call): Promise<boolean> {
  const standing = await call.standing(call.signal).catch(() => undefined);
  call.signal.throwIfAborted();
  return standing?.isAdmin === true;
}

/** @throws {BotError} `owners-only` for anybody but those who run the bot. */
export function requireOwner(call: Call): void {
  if (call.services.isOwner(call.origin)) return;
  throw new BotError('owners-only', 'Not an owner of the bot');
}

function names(list: readonly Allowed[], member: string, roles: readonly string[]): boolean {
  return list.some(({ kind, id }) => (kind === 'member' ? id === member : roles.includes(id)));
}
