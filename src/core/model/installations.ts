/** An installation of the bot, by a tenant or by an organization of several, as it is stored. */
export interface InstallationRecord {
  /** Begins with the platform, such as `slack:T024BE7LD`. An organization’s differs from every tenant’s. */
  readonly id: string;
  /** The adapter’s own description with its credentials, encrypted. */
  readonly sealed: string;
  readonly installedAtMs: number;
}

/** Stores who installed the bot. Removing an installation erases its credentials and nothing else. */
export interface Installations {
  get(id: string): Promise<InstallationRecord | undefined>;
  /** Lists up to `limit` installations, in order, after the id `after`. */
  list(after: string, limit: number): Promise<readonly InstallationRecord[]>;
  /** Stores an installation, in place of an earlier one. One that is newer stays. */
  put(record: InstallationRecord): Promise<void>;
  /**
   * Removes an installation, unless it is newer than `untilMs`: news of a removal may arrive after the next
   * installation. Returns whether it was removed.
   */
  remove(id: string, untilMs: number): Promise<boolean>;
  /** Replaces the encrypted value if it is still `from`. */
  reseal(id: string, from: string, to: string): Promise<void>;
  /** Notes that a tenant belongs to an organization, whose installation then serves it too. */
  assign(tenant: string, organization: string): Promise<void>;
  /** Lists the tenants that were last assigned to an organization. */
  tenantsOf(organization: string): Promise<readonly string[]>;
  /** Returns the organization that a tenant was last assigned to. */
  organizationOf(tenant: string): Promise<string | undefined>;
}
