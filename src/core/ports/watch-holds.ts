/** Who watches the jobs of a key. */
export type KeyWatch =
  /** This process, as of now. `fullInMs` is when its read budget is full again; unknown after a crash. */
  | { readonly by: 'this'; readonly fullInMs: number | undefined }
  /** Another process, which is alive. */
  | { readonly by: 'other'; readonly process: string };

/**
 * Stores which process watches all jobs of an AudioPod key, so that together they stay inside its read budget.
 *
 * Only a process that is entered in {@link Processes} and counts as alive can have a key.
 */
export interface WatchHolds {
  /**
   * Takes the key for a process, unless a living one has it.
   *
   * @param keyId a tenant's own key; `undefined` for the bot owner's.
   */
  take(keyId: string | undefined, process: string): Promise<KeyWatch>;
  /** Gives the key up, and leaves to the next process how much of its budget is used. */
  release(keyId: string | undefined, process: string, fullInMs: number): Promise<void>;
}
