import type { FaultOf } from '../faults/fault.ts';
import type { Reservation } from '../wallet/wallet.ts';
import type { JobOrder, Made } from './job-order.ts';

/** The internal state of a running job. */
export interface Run<Details> {
  readonly order: JobOrder<Details>;
  /** Absent for a retry, which costs nothing. */
  readonly reservation?: Reservation;
  readonly dir: string;
  readonly abort: AbortController;
  readonly appointments: (() => void)[];
  readonly ended: PromiseWithResolvers<void>;
  readonly faults: { readonly fail?: FaultOf<'fail'>; readonly damaged?: FaultOf<'damaged-audio'> };
  /** When the work began on the sandbox's clock. */
  readonly startMs: number;
  held: boolean;
  work: Promise<void>;
  made?: Made | Error;
}

/** Returns the earliest time the job may end. */
export function readyAtMs({ startMs, order }: Run<unknown>): number {
  return startMs + order.workMs;
}
