/** How long what admins and members have set is kept after the bot was removed. */
export const KEPT_AFTER_LEAVING_MS = 30 * 86_400_000;

/** News that the bot was removed from a tenant, or is in it again. */
export interface TenantNews {
  readonly tenant: string;
  readonly atMs: number;
  /**
   * Whether the platform says when it happened, because its news may arrive in any order. Otherwise they are taken in
   * the order in which they arrive, whatever the clock says.
   */
  readonly isDated?: boolean;
}

/** A tenant of which something is kept. */
export interface KnownTenant {
  readonly tenant: string;
  /** When the bot was removed from it; absent while it is there. */
  readonly leftAtMs?: number;
}

/** A voice that nobody may use any more, in the bot owner's AudioPod account. */
export interface UnwantedVoice {
  readonly voiceId: string;
  readonly sinceMs: number;
}

/**
 * Remembers which tenants the bot was removed from, and what of them is still to be deleted. Every call may be repeated.
 */
export interface Departures {
  /** Notes that the bot was removed. An earlier removal stays the one that counts; a newer return does too. */
  leave(news: TenantNews): Promise<void>;
  /** Notes that the bot is there. Nothing is forgotten then, unless the removal is newer. */
  comeBack(news: TenantNews): Promise<void>;
  /** Lists the tenants whose ids begin like this and of which something would be forgotten, or that have left. */
  known(prefix: string): Promise<readonly KnownTenant[]>;
  /** Lists up to `limit` tenants that left before a moment and are still gone, in order, after the named one. */
  leftBefore(beforeMs: number, after: string, limit: number): Promise<readonly string[]>;
  /**
   * Returns when the tenant left, and keeps it from coming back until the transaction ends; `undefined` if it is there, or
   * left later than `beforeMs`.
   */
  lockLeft(tenant: string, beforeMs: number): Promise<number | undefined>;
  /** Deletes the defaults of all members of a tenant. */
  forgetDefaults(tenant: string): Promise<void>;
  /** Removes the note that a tenant left at that moment: there is nothing more to forget. */
  end(tenant: string, leftAtMs: number): Promise<void>;
  /** Removes notes of returns before a moment; no news of an earlier removal can arrive any more. */
  sweep(beforeMs: number): Promise<void>;
  /** Notes that a voice is to be deleted at AudioPod. */
  addUnwanted(voice: UnwantedVoice): Promise<void>;
  /** Lists up to `limit` voices to be deleted, longest waiting first. */
  unwanted(limit: number): Promise<readonly UnwantedVoice[]>;
  /** Notes that a voice is deleted, or given up. */
  removeUnwanted(voiceId: string): Promise<void>;
}
