import type { Account, Accounts } from '../accounts.ts';
import type { SandboxClock } from '../clock.ts';
import type { FaultRule, FaultRuleInput } from '../faults/fault.ts';
import type { FaultList } from '../faults/fault-list.ts';
import type { LoggedRequest, RequestLog } from '../http/request-log.ts';
import { isoTime, type JobState } from '../jobs/job.ts';
import type { ServiceJobs } from '../jobs/service-jobs.ts';
import type { Settings, SettingsHolder, SettingsPatch } from '../settings.ts';
import type { UsageLine, WalletFigures } from '../wallet/wallet.ts';
import type { Deliveries } from '../webhooks/deliveries.ts';
import type { Endpoints } from '../webhooks/endpoints.ts';
import { deliveryView } from '../webhooks/webhook-routes.ts';

/** A job as the control API shows it. */
export interface JobView {
  readonly service: string;
  readonly id: number;
  readonly createdAt: string;
  readonly state: JobState;
}

/** One wallet as the control API shows it. */
export interface WalletControl {
  figures(): WalletFigures;
  usage(): readonly UsageLine[];
  setAvailableCents(cents: number): void;
}

/** Everything a test can inspect and change, in process. The HTTP control API mirrors it path by path. */
export interface Control {
  readonly faults: {
    /** @throws {ZodError} when the rule is invalid. */
    add(rule: FaultRuleInput): FaultRule;
    remove(id: number): boolean;
    list(): readonly FaultRule[];
    clear(): void;
  };
  /** The wallet of every key without its own account. */
  readonly wallet: WalletControl;
  readonly accounts: {
    /** Gives a key its own account: its wallet, jobs and voices are then separate from all others. */
    open(key: string, balanceCents: number): WalletControl;
    /** Returns the wallet behind a key. */
    wallet(key: string): WalletControl;
  };
  readonly jobs: {
    /** Returns jobs, newest first within a service. */
    list(service?: string): readonly JobView[];
    /**
     * Counts jobs ever made, by service, including deleted ones: proof that a job was submitted exactly once.
     */
    submits(): Readonly<Record<string, number>>;
    /** Lets a held job continue. */
    release(service: string, id: number): boolean;
    cancel(service: string, id: number): boolean;
    /** Resolves when the job has ended, with any outcome. */
    settled(service: string, id: number): Promise<void>;
  };
  readonly requests: { list(): readonly LoggedRequest[]; clear(): void };
  readonly time: {
    nowMs(): number;
    /** Moves the clock, then waits until every job that is due and not held has ended. */
    advance(durationMs: number): Promise<void>;
  };
  readonly settings: { current(): Settings; change(patch: SettingsPatch): void };
  readonly webhooks: {
    /** Returns what was sent to webhook endpoints of all accounts, newest first. */
    deliveries(): readonly ReturnType<typeof deliveryView>[];
    /** Resolves when no event is being sent. */
    settled(): Promise<void>;
  };
  /** Returns to the initial state: no jobs, files, faults or requests; initial balance; default settings. */
  reset(): Promise<void>;
}

/** The parts the control API reads and changes. */
export interface ControlDeps {
  readonly clock: SandboxClock;
  readonly faults: FaultList;
  readonly accounts: Accounts;
  readonly requests: RequestLog;
  readonly settings: SettingsHolder;
  readonly services: readonly ServiceJobs<unknown>[];
  readonly endpoints: Endpoints;
  readonly deliveries: Deliveries;
}

/** Builds the control API of a running sandbox. */
export function createControl(deps: ControlDeps): Control {
  const { clock, faults, accounts, requests, settings, services, endpoints, deliveries } = deps;
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
    webhooks: {
      deliveries: () => deliveries.all.map(deliveryView),
      settled: () => deliveries.settled(),
    },
    reset: async () => {
      // First, so that the end of these jobs is of no interest to anyone.
      endpoints.clear();
      await Promise.all(services.map((jobs) => jobs.clear()));
      await deliveries.clear();
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
