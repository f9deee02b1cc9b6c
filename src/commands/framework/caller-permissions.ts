/** What a platform proves about somebody who asks, at the moment they ask. */
export interface CallerPermissions {
  /** May change what the tenant they ask from spends. */
  readonly isAdmin: boolean;
  /** Is an admin only because one named them, and so may not name others. */
  readonly isWalletAdmin?: true;
  /** Their roles there, by the platform's own ids. Left out where there are no roles. */
  readonly roles?: readonly string[];
  /** Who counts as an admin there, in their language; “admins here” when left out. */
  readonly admins?: string;
}

/**
 * Finds out who asks, when it matters; anew each time, because what was true a minute ago may not be any more.
 *
 * @throws {BotError} `standing-unknown` when the platform does not say, `guests-refused` for guests and strangers.
 */
export type FindCallerPermissions = (signal: AbortSignal) => Promise<CallerPermissions>;

/** Somebody of whom nothing is proven. */
export const NO_PERMISSIONS: CallerPermissions = { isAdmin: false };
