import type { ErrorCode } from '../../model/error-codes.ts';
import type { Job } from '../../model/job/job.ts';

/** What a trace says about the job itself. Nothing that a person wrote, named or sent. */
export type TracedJob = Pick<Job, 'id' | 'createdAtMs' | 'attempt'> & {
  readonly request: Pick<Job['request'], 'service'>;
  readonly origin: Pick<Job['origin'], 'platform'>;
};

/** How a step of a job ended. `retry` means it will be tried again. */
export type StepOutcome = 'ok' | 'failed' | 'retry' | 'cancelled';

/** Receives the outcome of a step, and the code of the error that decided it. */
export type EndStep = (outcome: StepOutcome, code?: ErrorCode) => void;

/**
 * Follows each job from step to step, through all processes that work on it. A step that ends without an outcome
 * was superseded: another process has the job. Nothing depends on what a tracer does.
 */
export interface Tracer {
  /** Runs one step of a job. What is requested, downloaded or encoded meanwhile is part of it. */
  step<T>(job: TracedJob, step: string, work: (end: EndStep) => Promise<T>): Promise<T>;
  /** The outcome of a job was posted for the first time, or it was given up. */
  delivered(job: TracedJob, outcome: 'done' | 'undeliverable'): void;
}

/** A tracer that follows nothing. */
export const silentTracer: Tracer = {
  step: (_job, _step, work) => work(() => {}),
  delivered: () => {},
};
