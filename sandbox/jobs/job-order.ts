import type { Output } from './job.ts';

/** What the making of a job's outputs yields. */
export interface Made {
  /** Empty for a service that answers in text. */
  readonly outputs: readonly Output[];
  readonly durationMs: number;
  readonly costCents: number;
}

/** A job to be. */
export interface JobOrder<Details> {
  readonly details: Details;
  /** Name on the wallet, such as `stem_extraction`. */
  readonly serviceType: string;
  readonly reserveCents: number;
  /** From submit to COMPLETED on the sandbox's clock; longer if the outputs are not ready by then. */
  readonly workMs: number;
  /** A file in the work folder that the job takes over; `make` finds it as `INPUT_NAME` in its own folder. */
  readonly inputPath?: string;
  /** Makes the outputs inside `dir`, which belongs to the job and goes with it. It may be called again after a failure. */
  readonly make: (dir: string, signal: AbortSignal) => Promise<Made>;
}

/** Name of a job's input inside its folder. */
export const INPUT_NAME = 'input';
