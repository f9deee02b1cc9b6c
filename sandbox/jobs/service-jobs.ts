import { linkSync, mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { SandboxClock } from '../clock.ts';
import type { FaultOf } from '../faults/fault.ts';
import type { FileShelf } from '../files/file-shelf.ts';
import type { Call } from '../http/route.ts';
import type { Reservation, Wallet } from '../wallet/wallet.ts';
import { damage } from './damage.ts';
import { isTerminal, type Job, type JobState, type Output } from './job.ts';

/** What the making of a job's audio yields. */
export interface Made {
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
  /** From submit to COMPLETED on the sandbox's clock; longer if the audio is not ready by then. */
  readonly workMs: number;
  /** A file in the work folder that the job takes over; `make` finds it as `INPUT_NAME` in its own folder. */
  readonly inputPath?: string;
  /** Makes the audio inside `dir`, which belongs to the job and goes with it. */
  readonly make: (dir: string, signal: AbortSignal) => Promise<Made>;
}

/** Name of a job's input inside its folder. */
export const INPUT_NAME = 'input';

/** What every service's jobs share. */
export interface JobDeps {
  readonly clock: SandboxClock;
  readonly wallet: Wallet;
  readonly shelf: FileShelf;
  readonly workDir: string;
  readonly log: (line: string) => void;
}

/** The part of a job only its run knows. */
interface Run {
  readonly reservation: Reservation;
  readonly serviceType: string;
  readonly dir: string;
  readonly abort: AbortController;
  readonly appointments: (() => void)[];
  readonly ended: PromiseWithResolvers<void>;
  readonly faults: { readonly fail?: FaultOf<'fail'>; readonly damaged?: FaultOf<'damaged-audio'> };
  readyAtMs: number;
  held: boolean;
  work: Promise<void>;
  made?: Made | Error;
}

/** Parts of the work after which progress is reported, in percent. The first one starts the processing. */
const PROGRESS_STEPS = [20, 40, 60, 80];

/** The jobs of one service: numbered from 1, driven by the clock, paid from the wallet, kept in memory. */
export class ServiceJobs<Details> {
  readonly service: string;
  readonly #deps: JobDeps;
  readonly #jobs = new Map<number, Job<Details>>();
  readonly #runs = new Map<number, Run>();
  #submits = 0;

  constructor(service: string, deps: JobDeps) {
    this.service = service;
    this.#deps = deps;
  }

  /** How many jobs were ever made here, deleted ones included. */
  get submits(): number {
    return this.#submits;
  }

  /** Newest first. */
  get all(): readonly Job<Details>[] {
    return [...this.#jobs.values()].toReversed();
  }

  find(id: number): Job<Details> | undefined {
    return this.#jobs.get(id);
  }

  /**
   * Makes a job and starts it. Faults of kinds `fail`, `hold` and `damaged-audio` are taken from the call.
   *
   * @throws {ApiError} 402 when the wallet is short; there is no job then.
   */
  submit(order: JobOrder<Details>, call: Call): Job<Details> {
    const { clock, wallet, workDir } = this.#deps;
    const reservation = wallet.reserve(order.reserveCents);
    const createdMs = clock.now();
    this.#submits += 1;
    const id = this.#submits;
    const job: Job<Details> = {
      service: this.service,
      id,
      createdMs,
      details: order.details,
      state: { status: 'PENDING' },
    };
    const fail = call.take('fail');
    const damaged = call.take('damaged-audio');
    const run: Run = {
      reservation,
      serviceType: order.serviceType,
      dir: path.join(workDir, 'jobs', `${this.service}-${id}`),
      abort: new AbortController(),
      appointments: [],
      ended: Promise.withResolvers(),
      faults: { ...(fail && { fail }), ...(damaged && { damaged }) },
      readyAtMs: createdMs + order.workMs,
      held: call.take('hold') !== undefined,
      work: Promise.resolve(),
    };
    mkdirSync(run.dir, { recursive: true });
    // At once, because the request that brought the file clears up after itself.
    if (order.inputPath !== undefined) linkSync(order.inputPath, path.join(run.dir, INPUT_NAME));
    this.#jobs.set(id, job);
    this.#runs.set(id, run);
    run.work = this.#make(job, run, order);
    for (const percent of PROGRESS_STEPS) {
      const report = () => this.#advance(job, { status: 'PROCESSING', progressPercent: percent });
      run.appointments.push(clock.schedule(createdMs + (order.workMs * percent) / 100, report));
    }
    run.appointments.push(clock.schedule(run.readyAtMs, () => this.#tryFinish(job, run)));
    return job;
  }

  /** Lets a job of a `hold` fault go on. False when no such job is held. */
  release(id: number): boolean {
    const run = this.#runs.get(id);
    const job = this.#jobs.get(id);
    if (run === undefined || job === undefined || !run.held) return false;
    run.held = false;
    this.#tryFinish(job, run);
    return true;
  }

  /** Ends a running job as CANCELLED and gives its money back. False when it is not running. */
  cancel(id: number): boolean {
    const job = this.#jobs.get(id);
    const run = this.#runs.get(id);
    if (job === undefined || run === undefined || isTerminal(job.state)) return false;
    this.#deps.wallet.release(run.reservation);
    this.#end(job, run, { status: 'CANCELLED', completedMs: this.#deps.clock.now() });
    return true;
  }

  /** Deletes a job and its files; a running one is stopped and costs nothing. False when it is unknown. */
  async remove(id: number): Promise<boolean> {
    this.cancel(id);
    const run = this.#runs.get(id);
    if (!this.#jobs.delete(id) || run === undefined) return false;
    this.#runs.delete(id);
    this.#deps.shelf.removeJob(this.service, id);
    await run.work;
    await rm(run.dir, { recursive: true, force: true });
    return true;
  }

  /** Resolves when the job has ended, whichever way, or was never there. */
  async settled(id: number): Promise<void> {
    await this.#runs.get(id)?.ended.promise;
  }

  /** Resolves when every job that is due on the clock, and not held, has ended. */
  async dueSettled(): Promise<void> {
    const now = this.#deps.clock.now();
    const due = [...this.#runs.values()].filter((run) => run.readyAtMs <= now && !run.held);
    await Promise.all(due.map((run) => run.ended.promise));
  }

  /** Forgets every job; numbering starts again. Resolves when no work is left running. */
  async clear(): Promise<void> {
    await Promise.all([...this.#jobs.keys()].map((id) => this.remove(id)));
    this.#submits = 0;
  }

  async #make(job: Job<Details>, run: Run, order: JobOrder<Details>): Promise<void> {
    try {
      if (run.faults.fail !== undefined) return;
      const made = await order.make(run.dir, run.abort.signal);
      if (run.faults.damaged !== undefined) await damage(made.outputs, run.faults.damaged.how);
      run.made = made;
    } catch (cause) {
      run.made = cause instanceof Error ? cause : new Error('the audio could not be made');
      if (!run.abort.signal.aborted) this.#deps.log(`${job.service} job ${job.id}: ${run.made.message}`);
    }
    this.#tryFinish(job, run);
  }

  #advance(job: Job<Details>, state: JobState): void {
    if (!isTerminal(job.state)) job.state = state;
  }

  #tryFinish(job: Job<Details>, run: Run): void {
    const { clock, wallet, shelf } = this.#deps;
    const completedMs = clock.now();
    if (isTerminal(job.state) || run.held || completedMs < run.readyAtMs) return;
    if (run.faults.fail !== undefined) {
      const { reason, field } = run.faults.fail;
      wallet.release(run.reservation);
      this.#end(job, run, { status: 'FAILED', reason, field, completedMs });
    } else if (run.made instanceof Error) {
      wallet.release(run.reservation);
      const reason = 'The audio could not be processed.';
      this.#end(job, run, { status: 'FAILED', reason, field: 'error_message', completedMs });
    } else if (run.made !== undefined) {
      const { outputs, durationMs, costCents } = run.made;
      const line = { serviceType: run.serviceType, durationMs, cents: costCents, atMs: completedMs };
      const chargedCents = wallet.capture(run.reservation, line);
      for (const output of outputs) shelf.put(`${job.service}/${job.id}/${output.fileName}`, output);
      this.#end(job, run, { status: 'COMPLETED', outputs, durationMs, chargedCents, completedMs });
    }
  }

  #end(job: Job<Details>, run: Run, state: JobState): void {
    job.state = state;
    for (const takeBack of run.appointments) takeBack();
    run.abort.abort();
    run.ended.resolve();
  }
}
