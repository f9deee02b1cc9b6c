import type { Generated, Kysely } from 'kysely';
import type { ScopeName } from '../../model/money/counter.ts';
import type { ProcessTables } from './process-tables.ts';

/**
 * One job. The columns beside `record` repeat what is searched for; `record` and `version` are authoritative.
 */
export interface JobsTable {
  id: string;
  version: number;
  tenant: string;
  member: string;
  platform: string;
  stage: string;
  /** 1 while the job counts against the limits on concurrent jobs. */
  in_flight: number;
  /** 1 once nothing is left to do. */
  over: number;
  /** 1 once its contents were erased. */
  erased: number;
  /** The tenant's own AudioPod key it began with; null for the bot owner's. */
  key_id: string | null;
  created_at: number;
  updated_at: number;
  /** When the job next needs attention; null for never. */
  wake_at: number | null;
  /** The process that works on it; null while none does. */
  held_by: Generated<string | null>;
  /** Raised each time a process takes it: tells a holder from an earlier one. */
  epoch: Generated<number>;
  /** The format of its record; 0 if the release before this column wrote it. */
  format: Generated<number>;
  /** Consecutive runs that failed for no reason the job's stages know. */
  attempts_failed: Generated<number>;
  /** Since when nothing works on it any more, because every run failed; null otherwise. */
  dead_at: Generated<number | null>;
  dead_reason: Generated<string | null>;
  /** When its member is next to be told that it stopped; null if they were, or nobody has to be. */
  dead_tell_at: Generated<number | null>;
  /** The leases of the former release; see jobs/older-release.ts. */
  /** The leases of the former release; see holds/older-release.ts. */
  lease_owner: string | null;
  lease_until: number | null;
  /** JSON, see jobs/job-record.ts. */
  record: string;
}

/** One row per tenant, only used for locking. */
interface TenantsTable {
  id: string;
}

/** How full one limit is. Amounts are micro-dollars. */
export interface ScopeCountersTable {
  scope: ScopeName;
  subject: string;
  period: string;
  held: number;
  spent: number;
  /** By how much jobs of this period cost more than was reserved for them; part of `spent`. */
  overshoot: Generated<number>;
  /** By how much earlier periods exceeded their limit; counts like `spent`, but is not part of it. */
  debt: Generated<number>;
  /** The limit that money was last reserved under; null for none. */
  capped_at: Generated<number | null>;
}

/** Money reserved for one job. Amounts are micro-dollars. */
export interface ReservationsTable {
  id: string;
  job_id: string;
  /** The job's tenant, member and service; empty for reservations older than these columns. */
  tenant: Generated<string>;
  member: Generated<string>;
  service: Generated<string>;
  /** The tenant's own AudioPod key that pays; null for the bot owner's. */
  key_id: Generated<string | null>;
  amount: number;
  state: 'held' | 'in-doubt' | 'settled' | 'released';
  spent: number | null;
  created_at: number;
  updated_at: number;
}

/** The counters a reservation is on, so that they can be found again when it ends. */
interface ReservationScopesTable {
  reservation_id: string;
  scope: ScopeName;
  subject: string;
  period: string;
}

/** Changes of money. Rows are added, never changed, and removed only when their sums are archived. */
export interface LedgerEntriesTable {
  reservation_id: string;
  kind: 'reserve' | 'doubt' | 'settle' | 'release';
  job_id: string;
  amount: number;
  basis: string | null;
  at: number;
}

/** The sums of reservations that ended long ago, by the counters they were on. Amounts are micro-dollars. */
export interface ArchivedSpendingTable {
  scope: ScopeName;
  subject: string;
  /** A month; for members a day, as long as days are shown. */
  period: string;
  /** Empty for the bot owner's counters, on which all tenants are. */
  tenant: string;
  service: string;
  /** What the settlements were based on; `released` for reservations that were released. */
  basis: string;
  jobs: number;
  /** What was reserved. */
  amount: number;
  spent: number;
  /** How much more than reserved was spent; part of `spent`. */
  overshoot: number;
}

/** The sums of the ledger entries of archived reservations. Amounts are micro-dollars. */
export interface ArchivedEntriesTable {
  /** In UTC. */
  month: string;
  kind: LedgerEntriesTable['kind'];
  /** Empty where the entries have none. */
  basis: string;
  /** 1 if a tenant's own AudioPod key paid. */
  own_key: number;
  entries: number;
  amount: number;
}

/** The rules of one tenant, or of the bot owner. */
interface RulesTable {
  /** The tenant, or `operator`. */
  subject: string;
  /** JSON, see records/rules.ts. */
  record: string;
}

/** Rule changes and their authors. Rows are added, never changed. */
interface RuleChangesTable {
  id: string;
  subject: string;
  at: number;
  member: string;
  what: string;
  before: string;
  after: string;
}

/** AudioPod keys that tenants connected, encrypted. A row lives until no job in flight needs it. */
export interface WalletKeysTable {
  id: string;
  tenant: string;
  sealed: string;
  last_four: string;
  created_at: number;
}

/** The webhook endpoint of an AudioPod key, with its secret encrypted. */
export interface WebhookEndpointsTable {
  account: string;
  id: string;
  url: string;
  sealed: string;
  created_at: number;
}

/** An installation of the bot, with its credentials encrypted. */
export interface InstallationsTable {
  id: string;
  sealed: string;
  installed_at: number;
}

/** A tenant that an organization's installation serves. */
export interface OrganizationTenantsTable {
  tenant: string;
  organization: string;
}

/** A voice made from a sample, and its owner. */
export interface ClonesTable {
  job_id: string;
  tenant: string;
  member: string;
  /** AudioPod's id of the voice. */
  voice_id: string;
  name: string;
  /** The tenant's own AudioPod key it was made with; null for the bot owner's. */
  key_id: string | null;
  /** The member who confirmed that the voice may be used, and when. */
  consent_member: string;
  consent_at: number;
  state: 'making' | 'ready';
}

/** Dedupe keys. A key is free again from `expires_at` on. */
interface SeenTable {
  key: string;
  expires_at: number;
  /** 0 for a request that is recorded and that no process works on yet. */
  claimed: Generated<number>;
  /** What follows belongs to a request that is not answered yet, see records/open-requests.ts. */
  platform: Generated<string | null>;
  payload: Generated<string | null>;
  received_at: Generated<number | null>;
  taken_at: Generated<number | null>;
  payload_until: Generated<number | null>;
  attempts: Generated<number>;
}

/** Caches. Losing this table loses nothing that cannot be rebuilt. */
interface KvTable {
  namespace: string;
  key: string;
  value: string;
  expires_at: number | null;
}

/** Every table of the store. Times are milliseconds since the Unix epoch. */
export interface Tables extends ProcessTables {
  jobs: JobsTable;
  tenants: TenantsTable;
  scope_counters: ScopeCountersTable;
  reservations: ReservationsTable;
  reservation_scopes: ReservationScopesTable;
  ledger_entries: LedgerEntriesTable;
  archived_spending: ArchivedSpendingTable;
  archived_entries: ArchivedEntriesTable;
  rules: RulesTable;
  rule_changes: RuleChangesTable;
  wallet_keys: WalletKeysTable;
  webhook_endpoints: WebhookEndpointsTable;
  installations: InstallationsTable;
  organization_tenants: OrganizationTenantsTable;
  clones: ClonesTable;
  seen: SeenTable;
  kv: KvTable;
}

/** The database, or one transaction of it. */
export type Database = Kysely<Tables>;
