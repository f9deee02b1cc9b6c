import type { Generated } from 'kysely';

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

/** The key that encrypts contents, itself encrypted with `SECRET_KEY`; see records/data-keys.ts. */
interface DataKeysTable {
  id: string;
  sealed: string;
  created_at: number;
}

/** Who asked to be forgotten, as long as their id is still needed; see records/forgotten.ts. */
interface ForgottenMembersTable {
  tenant: string;
  member: string;
  pseudonym: string;
  asked_at: number;
}

/** Whether the bot was removed from a tenant, or came back to it; see records/departures.ts. */
interface DeparturesTable {
  tenant: string;
  /** Null while the bot is there. */
  left_at: number | null;
  /** When it last came back. */
  back_at: number | null;
}

/** A voice that is to be deleted in the bot owner's AudioPod account. */
interface UnwantedVoicesTable {
  voice_id: string;
  since: number;
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
  /** Encrypted. */
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
  /** Encrypted. */
  value: string;
  expires_at: number | null;
}

/** The tables of what is kept beside jobs and money. */
export interface RecordTables {
  rules: RulesTable;
  rule_changes: RuleChangesTable;
  wallet_keys: WalletKeysTable;
  data_keys: DataKeysTable;
  forgotten_members: ForgottenMembersTable;
  departures: DeparturesTable;
  unwanted_voices: UnwantedVoicesTable;
  webhook_endpoints: WebhookEndpointsTable;
  installations: InstallationsTable;
  organization_tenants: OrganizationTenantsTable;
  clones: ClonesTable;
  seen: SeenTable;
  kv: KvTable;
}
