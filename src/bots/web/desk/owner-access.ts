import type { Request } from 'express';
import type { Clock } from '../../../core/async/clock.ts';
import { type Access, createAccess } from '../guard/access.ts';

/** Whether a request is the bot owner's: `login` asks for the owner's token, `closed` that one must be configured. */
export type OwnerDecision = 'granted' | 'login' | 'closed';

/** Decides who may use the owner's desk, of those who may use the playground. */
export interface OwnerAccess extends Pick<Access, 'login'> {
  check(request: Request): OwnerDecision;
}

/**
 * Creates the check. With a token of the owner's own, only its holder is let in. Without, everybody who can open the
 * playground is: the person at the bot's machine, or the one who reads its token there. Where the playground has an
 * address for others, they have its token too, so it proves nothing.
 */
export function createOwnerAccess(settings: {
  readonly token: string | undefined;
  /** Whether the playground is announced under another address than this computer's. */
  readonly isOpenToOthers: boolean;
  readonly hasSecureCookies: boolean;
  readonly clock: Clock;
}): OwnerAccess {
  const { token, isOpenToOthers } = settings;
  const access = createAccess({ ...settings, to: 'desk' });
  return {
    check(request) {
      if (token === undefined) return isOpenToOthers ? 'closed' : 'granted';
      return access.check(request) === 'granted' ? 'granted' : 'login';
    },
    login: access.login,
  };
}
