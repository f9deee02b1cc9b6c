import { isDeepStrictEqual } from 'node:util';
import { BotError } from '../../core/model/errors.ts';
import type { Allowed, TenantRules } from '../../core/model/money/spending-rules.ts';
import { action } from '../framework/action.ts';
import type { CallerPermissions } from '../framework/caller-permissions.ts';
import type { Call } from '../framework/command.ts';
import { choice, toggle, type Values } from '../framework/option.ts';
import { inform } from '../framework/reply.ts';
import { COMMAND_OF, DELEGATES } from '../framework/who-may.ts';
import { member, memberNamed, role } from '../options/people-options.ts';
import { changeLines, changer, type Setting } from './rule-change.ts';
import { delegates, openTo } from './rule-words.ts';

const OPTIONS = {
  command: choice([...Object.values(COMMAND_OF), DELEGATES], { required: true }),
  role: role(),
  user: member(),
  everyone: toggle(),
  remove: toggle(),
} as const;
type Given = Values<typeof OPTIONS>;

/**
 * The subcommand that sets who may use a paid command, besides admins. The first person or role named closes
 * it to all others; `everyone` opens it again, or closes it to all but admins. People named for the wallet
 * become wallet admins, and are named one by one.
 */
export const allow = action({
  options: OPTIONS,
  bare: ['command'],
  onlyFor: 'admins',
  run: async (given, call) => {
    const { command } = given;
    const permissions = await call.findPermissions(call.signal);
    if (command === DELEGATES && permissions.isWalletAdmin === true) {
      throw new BotError('delegates-by-admins', 'A wallet admin tried to add wallet admins');
    }
    const named = namedIn(given, permissions, call);
    const { tenant } = call.origin;
    const { before, after } = await call.services.rules.changeTenant(tenant, changer(call), (rules) => ({
      ...rules,
      allowed: changed(rules.allowed, given, named),
    }));
    const setting = settingOf(command, before.allowed[command], after.allowed[command], call);
    return inform(changeLines([setting], call).join('\n'));
  },
});

/**
 * Returns whom a rule is for.
 * @throws {BotError} if nobody is named, or the combination is impossible.
 */
function namedIn(
  { command, role: roleId, user, everyone }: Given,
  { roles }: CallerPermissions,
  call: Call,
): readonly Allowed[] {
  const isNamed = roleId !== undefined || user !== undefined;
  if (everyone === true ? isNamed : everyone === undefined && !isNamed) {
    throw new BotError('allow-for-whom', 'Neither or both of a member or role and everyone were given', {
      facts: { options: 'role, user, everyone' },
    });
  }
  if (command === DELEGATES && (roleId !== undefined || everyone === true)) {
    throw new BotError('delegates-one-by-one', 'The wallet was opened to a role or to everyone');
  }
  if (roleId !== undefined && roles === undefined) {
    throw new BotError('roles-unknown-here', 'The platform has no roles');
  }
  return [
    ...(roleId === undefined ? [] : [{ kind: 'role', id: roleId } as const]),
    ...(user === undefined ? [] : [{ kind: 'member', id: memberNamed(user, call.origin) } as const]),
  ];
}

/**
 * Returns the changed list. Once the last entry is removed, only admins may use the command; only `everyone`
 * opens it to all.
 */
function changed(
  all: TenantRules['allowed'],
  { command, everyone, remove }: Given,
  named: readonly Allowed[],
) {
  const { [command]: list, ...others } = all;
  if (everyone === true) return others;
  const isNamed = (one: Allowed): boolean => named.some((other) => isDeepStrictEqual(one, other));
  const kept = everyone === false ? [] : (list ?? []).filter((one) => !isNamed(one));
  return { ...others, [command]: remove === true ? kept : [...kept, ...named] };
}

function settingOf(
  command: string,
  before: readonly Allowed[] | undefined,
  after: readonly Allowed[] | undefined,
  call: Call,
): Setting {
  if (command === DELEGATES) {
    const what = call.say('rules.what.delegates');
    return { what, before: delegates(before, call), after: delegates(after, call) };
  }
  const what = call.say('rules.what.allowed', { command });
  return { what, before: openTo(before, call), after: openTo(after, call) };
}
