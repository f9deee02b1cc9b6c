/**
 * The sandbox's own time, in milliseconds since the Unix epoch.
 *
 * Jobs, link expiry and timestamps follow it.
 */
export interface SandboxClock {
  now(): number;
  /** Calls `run` once `atMs` is reached. The returned function cancels the call. */
  schedule(atMs: number, run: () => void): () => void;
  /** Moves time forward immediately, running every scheduled call on the way in order. */
  advance(durationMs: number): void;
  /** Cancels every scheduled call and leaves no timer behind. */
  close(): void;
}

/** How a clock starts and runs. */
export interface ClockOptions {
  /** Sandbox seconds per real second; 0 freezes time, so that only `advance` moves it. */
  readonly speedUp: number;
  readonly startMs?: number;
  /** Real milliseconds, as `performance.now` counts them. */
  readonly realMs?: () => number;
}

interface Appointment {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** Node's longest timer; a longer one would fire immediately. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** Creates a clock that follows real time at its own pace. */
export function createClock(options: ClockOptions): SandboxClock {
  const { speedUp, startMs = Date.now(), realMs = () => performance.now() } = options;
  const realStartMs = realMs();
  const appointments: Appointment[] = [];
  let advancedMs = 0;
  let order = 0;
  let timer: NodeJS.Timeout | undefined;

  const now = () => Math.floor(startMs + advancedMs + (realMs() - realStartMs) * speedUp);

  function takeDue(untilMs: number): Appointment | undefined {
    const first = appointments[0];
    return first !== undefined && first.atMs <= untilMs ? appointments.shift() : undefined;
  }

  function keepDue(): void {
    for (let due = takeDue(now()); due !== undefined; due = takeDue(now())) due.run();
    arm();
  }

  function arm(): void {
    clearTimeout(timer);
    timer = undefined;
    const first = appointments[0];
    if (first === undefined || speedUp <= 0) return;
    const waitMs = Math.ceil(Math.max(0, first.atMs - now()) / speedUp);
    timer = setTimeout(keepDue, Math.min(waitMs, LONGEST_TIMER_MS));
    timer.unref();
  }

  return {
    now,
    schedule(atMs, run) {
      // Whole milliseconds, like `now()`: a callback must never read a time before `atMs`.
      const appointment = { atMs: Math.ceil(atMs), order: order++, run };
      appointments.push(appointment);
      appointments.sort((a, b) => a.atMs - b.atMs || a.order - b.order);
      arm();
      return () => {
        const index = appointments.indexOf(appointment);
        if (index >= 0) appointments.splice(index, 1);
        arm();
      };
    },
    advance(durationMs) {
      const untilMs = now() + Math.max(0, durationMs);
      for (let due = takeDue(untilMs); due !== undefined; due = takeDue(untilMs)) {
        advancedMs += Math.max(0, due.atMs - now());
        due.run();
      }
      advancedMs += Math.max(0, untilMs - now());
      arm();
    },
    close() {
      appointments.length = 0;
      clearTimeout(timer);
    },
  };
}
