/** What a platform proves about a caller, at the moment of the request. */
export interface CallerPermissions {
  /** Whether they may change the spending rules of their tenant. */
  readonly isAdmin: boolean;
  /** Set if they are an admin only because an admin added them, so that they may not add others. */
  readonly isWalletAdmin?: true;
  /** Their roles there, by the platform's own ids. Absent if the platform has no roles. */
  readonly roles?: readonly string[];
  /** Who counts as an admin there, in their language; “admins here” when left out. */
  readonly admins?: string;
}

/**
 * Reads the caller's permissions when they matter; each time again, because they may have changed a minute
 * ago.
 *
 * @throws {BotError} `standing-unknown` if the platform is unavailable, `guests-refused` for guests and
 * strangers.
 */
export type FindCallerPermissions = (signal: AbortSignal) => Promise<CallerPermissions>;

/** The permissions of a caller without any proof. */
export const NO_PERMISSIONS: CallerPermissions = { isAdmin: false };
