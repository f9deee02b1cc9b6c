import type { Account, Accounts } from '../accounts.ts';
import type { SandboxClock } from '../clock.ts';
import type { FaultRule, FaultRuleInput } from '../faults/fault.ts';
import type { FaultList } from '../faults/fault-list.ts';
import type { LoggedRequest, RequestLog } from '../http/request-log.ts';
import { isoTime, type JobState } from '../jobs/job.ts';
import type { ServiceJobs } from '../jobs/service-jobs.ts';
import type { Settings, SettingsHolder, SettingsPatch } from '../settings.ts';
import type { UsageLine, WalletFigures } from '../wallet/wallet.ts';

/** A job as the control side sees it. */
export interface JobView {
  readonly service: string;
  readonly id: number;
  readonly createdAt: string;
  readonly state: JobState;
}

/** One wallet as the control side sees it. */
export interface WalletControl {
  figures(): WalletFigures;
  usage(): readonly UsageLine[];
  setAvailableCents(cents: number): void;
}

/** Everything a test can see and turn, in process. The HTTP control API is the same, path by path. */
export interface Control {
  readonly faults: {
    /** @throws {ZodError} when the rule is not one. */
    add(rule: FaultRuleInput): FaultRule;
    remove(id: number): boolean;
    list(): readonly FaultRule[];
    clear(): void;
  };
  /** The wallet of every key that has no account of its own. */
  readonly wallet: WalletControl;
  readonly accounts: {
    /** Gives a key an account of its own: its wallet, jobs and voices are then apart from all others. */
    open(key: string, balanceCents: number): WalletControl;
    /** The wallet behind a key. */
    wallet(key: string): WalletControl;
  };
  readonly jobs: {
    /** Newest first within a service. */
    list(service?: string): readonly JobView[];
    /** Jobs ever made, by service, deleted ones included: the proof that something was submitted exactly once. */
    submits(): Readonly<Record<string, number>>;
    /** Lets a held job go on. */
    release(service: string, id: number): boolean;
    cancel(service: string, id: number): boolean;
    /** Resolves when the job has ended, whichever way. */
    settled(service: string, id: number): Promise<void>;
  };
  readonly requests: { list(): readonly LoggedRequest[]; clear(): void };
  readonly time: {
    nowMs(): number;
    /** Moves the clock, then waits until every job that is now due, and not held, has ended. */
    advance(durationMs: number): Promise<void>;
  };
  readonly settings: { current(): Settings; change(patch: SettingsPatch): void };
  /** Back to the first state: no jobs, files, faults or requests; first balance; default settings. */
  reset(): Promise<void>;
}

/** What the control reaches into. */
export interface ControlDeps {
  readonly clock: SandboxClock;
  readonly faults: FaultList;
  readonly accounts: Accounts;
  readonly requests: RequestLog;
  readonly settings: SettingsHolder;
  readonly services: readonly ServiceJobs<unknown>[];
}

/** Builds the control over a running sandbox. */
export function createControl(deps: ControlDeps): Control {
  const { clock, faults, accounts, requests, settings, services } = deps;
  const of = (service: string) => services.find((jobs) => jobs.service === service);
  return {
    faults: {
      add: (rule) => faults.add(rule),
      remove: (id) => faults.remove(id),
      list: () => faults.rules,
      clear: () => faults.clear(),
    },
    wallet: walletControl(accounts.main),
    accounts: {
      open: (key, balanceCents) => walletControl(accounts.open(key, balanceCents)),
      wallet: (key) => walletControl(accounts.of(key)),
    },
    jobs: {
      list: (service) =>
        services
          .filter((jobs) => service === undefined || jobs.service === service)
          .flatMap((jobs) => jobs.all)
          .map(({ service: name, id, createdMs, state }) => ({
            service: name,
            id,
            createdAt: isoTime(createdMs),
            state,
          })),
      submits: () => Object.fromEntries(services.map((jobs) => [jobs.service, jobs.submits])),
      release: (service, id) => of(service)?.release(id) ?? false,
      cancel: (service, id) => of(service)?.cancel(id) ?? false,
      settled: async (service, id) => of(service)?.settled(id),
    },
    requests: { list: () => requests.entries, clear: () => requests.clear() },
    time: {
      nowMs: () => clock.now(),
      advance: async (durationMs) => {
        clock.advance(durationMs);
        await Promise.all(services.map((jobs) => jobs.dueSettled()));
      },
    },
    settings: { current: () => settings.current, change: (patch) => settings.change(patch) },
    reset: async () => {
      await Promise.all(services.map((jobs) => jobs.clear()));
      faults.clear();
      requests.clear();
      settings.reset();
      accounts.reset();
    },
  };
}

function walletControl({ wallet }: Account): WalletControl {
  return {
    figures: () => wallet.figures,
    usage: () => wallet.usage,
    setAvailableCents: (cents) => wallet.setAvailable(cents),
  };
}
