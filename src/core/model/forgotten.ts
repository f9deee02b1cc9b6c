/**
 * Replaces the ids of members who asked to be forgotten by random ones. Sums of money stay as they are, and so does what
 * counts toward a limit: a day that isn't over everywhere, that has money reserved, or that something is carried over
 * from keeps the id until then.
 */
export interface Forgotten {
  /** Replaces what can be replaced now, and remembers the rest. Asking again is harmless. */
  ask(who: { readonly tenant: string; readonly member: string }, nowMs: number): Promise<void>;
  /** Does the same for everyone who did something in a tenant. The next sweeps do what remains of many. */
  askAll(tenant: string, nowMs: number): Promise<void>;
  /** Replaces what could not be replaced when it was asked for. */
  sweep(nowMs: number): Promise<void>;
}
