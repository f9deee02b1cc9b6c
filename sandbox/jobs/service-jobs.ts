import { linkSync, mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { SandboxClock } from '../clock.ts';
import type { FileStore } from '../files/file-store.ts';
import type { Call } from '../http/route.ts';
import type { Reservation } from '../wallet/wallet.ts';
import { corruptOutput } from './corrupt-output.ts';
import { isTerminal, type Job, type JobState } from './job.ts';
import { INPUT_NAME, type JobOrder } from './job-order.ts';
import { type Run, readyAtMs } from './run.ts';

/** Dependencies shared by the jobs of every service. */
export interface JobDeps {
  readonly clock: SandboxClock;
  readonly fileStore: FileStore;
  readonly workDir: string;
  /** The number of each service's first job. */
  readonly firstJobId: number;
  readonly log: (line: string) => void;
  /** Called when a job has ended. `serviceType` is its service's name on the wallet. */
  readonly onEnded: (job: Job<unknown>, serviceType: string) => void;
}

/** Percentages of the work at which progress is reported. The first one starts processing. */
const PROGRESS_STEPS = [20, 40, 60, 80];

/** The jobs of one service: numbered, driven by the clock, paid from their account's wallet, kept in memory. */
export class ServiceJobs<Details> {
  readonly service: string;
  readonly #deps: JobDeps;
  readonly #jobs = new Map<number, Job<Details>>();
  readonly #runs = new Map<number, Run<Details>>();
  #submits = 0;

  constructor(service: string, deps: JobDeps) {
    this.service = service;
    this.#deps = deps;
  }

  /** The number of jobs ever made, including deleted ones. */
  get submits(): number {
    return this.#submits;
  }

  /** All jobs, newest first. */
  get all(): readonly Job<Details>[] {
    return [...this.#jobs.values()].toReversed();
  }

  find(id: number): Job<Details> | undefined {
    return this.#jobs.get(id);
  }

  /**
   * Creates a job and starts it. Faults of kinds `fail`, `hold` and `damaged-audio` are taken from the call.
   *
   * @throws {ApiError} 402 when the balance is too low; no job exists then.
   */
  submit(order: JobOrder<Details>, call: Call): Job<Details> {
    const { clock } = this.#deps;
    const reservation = call.account.wallet.reserve(order.reserveCents);
    const createdMs = clock.now();
    this.#submits += 1;
    const id = this.#deps.firstJobId + this.#submits - 1;
    const job: Job<Details> = {
      service: this.service,
      id,
      account: call.account,
      createdMs,
      details: order.details,
      state: { status: 'PENDING' },
    };
    const run = this.#newRun(job, order, call, reservation);
    mkdirSync(run.dir, { recursive: true });
    // Linked immediately, because the request that brought the file deletes its own folder.
    if (order.inputPath !== undefined) linkSync(order.inputPath, path.join(run.dir, INPUT_NAME));
    this.#jobs.set(id, job);
    this.#start(job, run);
    return job;
  }

  /**
   * Retries a failed job under its own id, without a charge (AudioPod API notes 2.5).
   *
   * Faults are taken as at submit. Returns false when there is no such job or it did not fail.
   */
  retry(id: number, call: Call): boolean {
    const job = this.#jobs.get(id);
    const failed = this.#runs.get(id);
    if (job === undefined || failed === undefined || job.state.status !== 'FAILED') return false;
    job.state = { status: 'PENDING' };
    this.#start(job, this.#newRun(job, failed.order, call));
    return true;
  }

  /** Continues a job held by a `hold` fault. Returns false when no such job is held. */
  release(id: number): boolean {
    const run = this.#runs.get(id);
    const job = this.#jobs.get(id);
    if (run === undefined || job === undefined || !run.held) return false;
    run.held = false;
    this.#tryFinish(job, run);
    return true;
  }

  /** Ends a running job as CANCELLED; its money is released or charged. Returns false when it is not running. */
  cancel(id: number, money: 'released' | 'charged' = 'released'): boolean {
    const job = this.#jobs.get(id);
    const run = this.#runs.get(id);
    if (job === undefined || run === undefined || isTerminal(job.state)) return false;
    if (money === 'charged') this.#charge(job, run, 0, run.reservation?.cents ?? 0);
    this.#release(job, run);
    this.#end(job, run, { status: 'CANCELLED', completedMs: this.#deps.clock.now() });
    return true;
  }

  /**
   * Deletes a job and its files; a running one is stopped, and costs nothing unless it is to be charged. Returns
   * false when it is unknown.
   */
  async remove(id: number, money: 'released' | 'charged' = 'released'): Promise<boolean> {
    this.cancel(id, money);
    const run = this.#runs.get(id);
    if (!this.#jobs.delete(id) || run === undefined) return false;
    this.#runs.delete(id);
    this.#deps.fileStore.removeJob(this.service, id);
    await run.work;
    await rm(run.dir, { recursive: true, force: true });
    return true;
  }

  /** Resolves when the job has ended, with any outcome, or never existed. */
  async settled(id: number): Promise<void> {
    await this.#runs.get(id)?.ended.promise;
  }

  /** Resolves when every job that is due on the clock and not held has ended. */
  async dueSettled(): Promise<void> {
    const now = this.#deps.clock.now();
    const due = [...this.#runs.values()].filter((run) => readyAtMs(run) <= now && !run.held);
    await Promise.all(due.map((run) => run.ended.promise));
  }

  /** Deletes every job and restarts the numbering. Resolves when no work is still running. */
  async clear(): Promise<void> {
    await Promise.all([...this.#jobs.keys()].map((id) => this.remove(id)));
    this.#submits = 0;
  }

  #newRun(job: Job<Details>, order: JobOrder<Details>, call: Call, reservation?: Reservation): Run<Details> {
    const { clock, workDir } = this.#deps;
    const fail = call.take('fail');
    const damaged = call.take('damaged-audio');
    return {
      order,
      ...(reservation && { reservation }),
      dir: path.join(workDir, 'jobs', `${this.service}-${job.id}`),
      abort: new AbortController(),
      appointments: [],
      ended: Promise.withResolvers(),
      faults: { ...(fail && { fail }), ...(damaged && { damaged }) },
      startMs: clock.now(),
      held: call.take('hold') !== undefined,
      work: Promise.resolve(),
    };
  }

  #start(job: Job<Details>, run: Run<Details>): void {
    const { clock } = this.#deps;
    const { workMs } = run.order;
    this.#runs.set(job.id, run);
    run.work = this.#make(job, run);
    for (const percent of PROGRESS_STEPS) {
      const report = () => this.#advance(job, { status: 'PROCESSING', progressPercent: percent });
      run.appointments.push(clock.schedule(run.startMs + (workMs * percent) / 100, report));
    }
    run.appointments.push(clock.schedule(readyAtMs(run), () => this.#tryFinish(job, run)));
  }

  async #make(job: Job<Details>, run: Run<Details>): Promise<void> {
    try {
      if (run.faults.fail !== undefined) return;
      const made = await run.order.make(run.dir, run.abort.signal);
      if (run.faults.damaged !== undefined) await corruptOutput(made.outputs, run.faults.damaged);
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

  #tryFinish(job: Job<Details>, run: Run<Details>): void {
    const { clock, fileStore } = this.#deps;
    const completedMs = clock.now();
    if (isTerminal(job.state) || run.held || completedMs < readyAtMs(run)) return;
    if (run.faults.fail !== undefined) {
      const { reason, field } = run.faults.fail;
      this.#release(job, run);
      this.#end(job, run, { status: 'FAILED', reason, field, completedMs });
    } else if (run.made instanceof Error) {
      this.#release(job, run);
      const reason = 'The audio could not be processed.';
      this.#end(job, run, { status: 'FAILED', reason, field: 'error_message', completedMs });
    } else if (run.made !== undefined) {
      const { outputs, durationMs, costCents } = run.made;
      const chargedCents = this.#charge(job, run, durationMs, costCents);
      for (const output of outputs) fileStore.put(`${job.service}/${job.id}/${output.fileName}`, output);
      this.#end(job, run, { status: 'COMPLETED', outputs, durationMs, chargedCents, completedMs });
    }
  }

  #release({ account }: Job<Details>, { reservation }: Run<Details>): void {
    if (reservation !== undefined) account.wallet.release(reservation);
  }

  #charge(
    { account }: Job<Details>,
    { reservation, order }: Run<Details>,
    durationMs: number,
    cents: number,
  ) {
    const line = { serviceType: order.serviceType, durationMs, cents, atMs: this.#deps.clock.now() };
    return reservation === undefined ? 0 : account.wallet.capture(reservation, line);
  }

  #end(job: Job<Details>, run: Run<Details>, state: JobState): void {
    job.state = state;
    for (const takeBack of run.appointments) takeBack();
    run.abort.abort();
    run.ended.resolve();
    this.#deps.onEnded(job, run.order.serviceType);
  }
}
