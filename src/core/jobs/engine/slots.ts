/** The slots of a process for jobs that are active. A job that only waits for something outside uses none. */
export interface Slots {
  /** Returns how many are free; negative when many jobs stopped waiting together. */
  free(): number;
  /** Keeps up to so many slots for jobs that are about to arrive, until it is disposed of. */
  keep(most: number): KeptSlots;
  /** Has {@link createSlots}’ `onFree` called as soon as a slot is free: more jobs are due than there were slots. */
  want(): void;
  /** Occupies a slot, until it is disposed of. */
  occupy(): Slot;
}

/** Slots that are kept free. */
export interface KeptSlots extends Disposable {
  readonly places: number;
}

/** The slot of one run. */
export interface Slot extends Disposable {
  /** Called when the run starts and stops waiting for something outside. */
  onPark(isParked: boolean): void;
  /** Whether so many jobs are active that one which stops waiting should not go on here. */
  isCrowded(): boolean;
}

/**
 * Creates the slots of a process.
 *
 * @param mostAfterWait from how many active jobs on one that stops waiting should go elsewhere. One process watches for
 *   all, so where there are others they take their share of what comes after.
 * @param onFree called when a slot is free that was wanted before.
 */
export function createSlots(maxActive: number, mostAfterWait: number, onFree: () => void): Slots {
  let active = 0;
  let kept = 0;
  let isWanted = false;
  const free = (): number => maxActive - active - kept;
  const give = (): void => {
    if (!isWanted || free() <= 0) return;
    isWanted = false;
    onFree();
  };
  /** Returns what undoes something once, however often it is called. */
  const once = (undo: () => void): Disposable => {
    let isDone = false;
    return {
      [Symbol.dispose]() {
        if (isDone) return;
        isDone = true;
        undo();
        give();
      },
    };
  };
  return {
    free,
    want() {
      isWanted = true;
      give();
    },
    keep(most) {
      const places = Math.max(0, Math.min(most, free()));
      if (places === 0) isWanted = true;
      kept += places;
      return { places, ...once(() => (kept -= places)) };
    },
    occupy() {
      active += 1;
      return {
        onPark(isParked) {
          active += isParked ? -1 : 1;
          give();
        },
        isCrowded: () => free() < 0 || active > mostAfterWait,
        ...once(() => (active -= 1)),
      };
    },
  };
}
