/** Whether what a job needs next, an AudioPod key or a platform, works at all. */
export interface Gate {
  /**
   * Returns `undefined` if work may begin now, or else how long to wait before asking again. Asking counts:
   * call it only for work that then begins.
   *
   * @param isDoubted whether an outage was known before, perhaps to an earlier process: then only what works
   *   for certain is good enough.
   */
  enter(isDoubted?: boolean): number | undefined;
  /** Whether there is an outage. A failure then says nothing about the work, so no attempt is used up. */
  isDown(): boolean;
}

/** A gate that is always open. */
export const OPEN_GATE: Gate = { enter: () => undefined, isDown: () => false };
