import type { Output } from './job.ts';

/** The result of making a job's outputs. */
export interface Made {
  /** Empty for a service that returns text. */
  readonly outputs: readonly Output[];
  readonly durationMs: number;
  readonly costCents: number;
}

/** The order for a new job. */
export interface JobOrder<Details> {
  readonly details: Details;
  /** Name on the wallet, such as `stem_extraction`. */
  readonly serviceType: string;
  readonly reserveCents: number;
  /** Time from submit to COMPLETED on the sandbox's clock; longer if the outputs are not ready by then. */
  readonly workMs: number;
  /** A file in the work folder that the job takes over; `make` finds it as `INPUT_NAME` in its own folder. */
  readonly inputPath?: string;
  /** Makes the outputs in `dir`, which is deleted with the job. May be called again after a failure. */
  readonly make: (dir: string, signal: AbortSignal) => Promise<Made>;
}

/** Name of a job's input in its folder. */
export const INPUT_NAME = 'input';
