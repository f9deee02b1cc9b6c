import type { IsOwner } from '../../core/accounts/bot-owners.ts';
import type { BudgetRequests } from '../../core/accounts/budget-requests.ts';
import type { MemberDefaults } from '../../core/accounts/member-defaults.ts';
import type { OwnKeyService } from '../../core/accounts/own-key-service.ts';
import type { TenantVoices } from '../../core/accounts/tenant-voices.ts';
import type { GenreCatalog } from '../../core/audiopod/catalogs/genre-catalog.ts';
import type { JobDeleter } from '../../core/jobs/manage/job-deleter.ts';
import type { MemberJobs } from '../../core/jobs/manage/member-jobs.ts';
import type { TenantEraser } from '../../core/jobs/manage/tenant-eraser.ts';
import type { Origin } from '../../core/model/job/origin.ts';
import type { RuleStore, TenantRules } from '../../core/model/money/spending-rules.ts';
import type { Charts } from '../../core/pictures/charts.ts';
import type { WordKey } from '../../core/text/words.ts';
import type { BudgetReader } from '../../core/wallet/limits/budget-reader.ts';
import type { FileOfText } from '../../core/wallet/usage/usage-csv.ts';
import type { AnyAction } from './action.ts';
import type { FindCallerPermissions } from './caller-permissions.ts';

/** What commands may use to reply. Small interfaces; the composition root provides them. */
export interface Services {
  readonly voices: TenantVoices;
  readonly defaults: MemberDefaults;
  readonly genres: GenreCatalog;
  readonly budgetReader: BudgetReader;
  readonly isOwner: IsOwner;
  readonly budgetRequests: BudgetRequests;
  readonly rules: RuleStore;
  readonly jobs: MemberJobs;
  readonly deleter: JobDeleter;
  readonly eraser: TenantEraser;
  /** Writes what is kept of a tenant. */
  readonly exportTenant: (tenant: string, nowMs: number) => Promise<FileOfText>;
  readonly keys: OwnKeyService;
  readonly charts: Charts;
}

/** Returns the text for a key in the reader's language. */
export type Say = (key: WordKey, facts?: Readonly<Record<string, string | number | boolean>>) => string;

/** The context of one request for a command. */
export interface Call {
  readonly origin: Origin;
  /**
   * Reads the caller's permissions, each time again; see {@link FindCallerPermissions}. Owners are admins
   * everywhere.
   */
  readonly findPermissions: FindCallerPermissions;
  /**
   * Reads the tenant's rules, once per request, when first needed. Code that changes rules, or spends under
   * them, reads them itself.
   *
   * @throws {BotError} `ledger-unavailable`.
   */
  readonly tenantRules: () => Promise<TenantRules>;
  readonly services: Services;
  readonly say: Say;
  readonly commands: readonly Command[];
  readonly nowMs: number;
  readonly signal: AbortSignal;
}

/** What people want to do, in the order in which help shows it. */
export const TASKS = ['create', 'edit', 'read', 'voices', 'account'] as const;

export type Task = (typeof TASKS)[number];

interface Named {
  readonly name: string;
  /** Other names of the command, such as `speak` where a platform has its own `tts`. */
  readonly aliases: readonly string[];
  /** Under which task help lists it; absent for help itself. */
  readonly task?: Task;
}

/** A command: either a single action, or subcommands. */
export type Command =
  | (Named & { readonly action: AnyAction })
  | (Named & { readonly subcommands: Readonly<Record<string, AnyAction>> });
