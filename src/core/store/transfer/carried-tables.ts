import type { Tables } from '../database/schema.ts';

/**
 * Lists the tables that move with a store, by their primary keys: each before those that refer to it. `not carried`
 * for what only means something where it is.
 */
const TABLES = {
  processes: 'not carried',
  duties: 'not carried',
  watch_holds: 'not carried',
  clock_readings: 'not carried',
  tenants: ['id'],
  jobs: ['id'],
  reservations: ['id'],
  reservation_scopes: ['reservation_id', 'scope', 'subject', 'period'],
  ledger_entries: ['reservation_id', 'kind'],
  scope_counters: ['scope', 'subject', 'period'],
  archived_spending: ['scope', 'subject', 'period', 'tenant', 'service', 'basis'],
  archived_entries: ['month', 'kind', 'basis', 'own_key'],
  rules: ['subject'],
  rule_changes: ['id'],
  wallet_keys: ['id'],
  data_keys: ['id'],
  forgotten_members: ['tenant', 'member'],
  departures: ['tenant'],
  unwanted_voices: ['voice_id'],
  clones: ['job_id'],
  webhook_endpoints: ['account'],
  installations: ['id'],
  organization_tenants: ['tenant'],
  seen: ['key'],
  kv: ['namespace', 'key'],
} as const satisfies Readonly<Record<keyof Tables, readonly string[] | 'not carried'>>;

/** A table that moves with a store. */
export interface CarriedTable {
  readonly name: string;
  /** Its primary key. */
  readonly key: readonly string[];
}

/** The tables that move with a store, each before those that refer to it. */
export const CARRIED_TABLES: readonly CarriedTable[] = Object.entries<readonly string[] | 'not carried'>(
  TABLES,
).flatMap(([name, key]) => (key === 'not carried' ? [] : { name, key }));

/** Columns that say who works on a job now. Where it moves to, nobody does. */
export const HOLDS: Readonly<Record<string, readonly string[]>> = { jobs: ['held_by', 'lease_owner'] };
