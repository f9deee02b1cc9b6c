import { type Clock, systemClock } from '../../src/core/async/clock.ts';

/** Never aborts: the limit of work that may take as long as it takes, on a busy machine too. */
export const unlimited = (): AbortSignal => new AbortController().signal;

/** Real time, except that no work is ever overdue. A test of a deadline uses a clock that it moves itself. */
export const patientClock: Clock = { ...systemClock, timeout: unlimited };
