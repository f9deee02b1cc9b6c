import type { Clock } from '../../../core/async/clock.ts';
import type { Departures } from '../../../core/model/departures.ts';
import type { InstallationRecord, Installations } from '../../../core/model/installations.ts';
import type { BoxKeys } from '../../../core/model/secret-box.ts';
import type { Log } from '../../../core/ports/log.ts';
import { type Installation, installationId, sealInstallation, unsealInstallation } from './installation.ts';

/** The installations of the bot, as they are stored. */
export interface Installed {
  /**
   * Returns the installation that serves a workspace: its own or its organization’s, whichever is newer. `undefined`
   * if there is none, or no `SECRET_KEY` decrypts it.
   */
  find(teamId: string): Promise<Installation | undefined>;
  /** Stores an installation, in place of an earlier one. */
  put(installation: Installation): Promise<void>;
  /** Notes which organization a workspace is in, so that the organization’s installation is found for it. */
  assign(teamId: string, enterpriseId: string): Promise<void>;
  /**
   * Erases the token, unless it is newer than `untilMs`, and notes that the workspaces it was for have left, unless
   * another token serves them. Jobs and the ledger stay.
   */
  remove(id: string, untilMs: number): Promise<boolean>;
  /** Encrypts again what only the previous `SECRET_KEY` decrypts, in portions. */
  reseal(signal: AbortSignal): Promise<void>;
}

const RESEALED_AT_A_TIME = 100;

/** Creates the access to the stored installations. */
export function createInstalled(parts: {
  readonly records: Installations;
  readonly departures: Pick<Departures, 'leave' | 'comeBack'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly keys: BoxKeys;
  readonly log: Log;
}): Installed {
  const { records, departures, keys, clock, log } = parts;

  const read = (record: InstallationRecord): Installation | undefined => {
    const installation = unsealInstallation(record, keys);
    if (installation === undefined) log.error({ installation: record.id }, 'slack-installation-unreadable');
    return installation;
  };

  const find: Installed['find'] = async (teamId) => {
    const id = installationId(teamId);
    const organization = await records.organizationOf(id);
    const stored = await Promise.all([
      records.get(id),
      organization === undefined ? undefined : records.get(organization),
    ]);
    const [newest] = stored
      .flatMap((record) => (record === undefined ? [] : (read(record) ?? [])))
      .toSorted((one, other) => other.installedAtMs - one.installedAtMs);
    return newest;
  };

  /** Returns the tenants that an installation is for: those of an organization, or the workspace itself. */
  const tenantsOf = async (id: string): Promise<readonly string[]> => {
    const tenants = await records.tenantsOf(id);
    return tenants.length > 0 ? tenants : [id];
  };

  const isServed = async (tenant: string): Promise<boolean> => {
    if ((await records.get(tenant)) !== undefined) return true;
    const organization = await records.organizationOf(tenant);
    return organization !== undefined && (await records.get(organization)) !== undefined;
  };

  return {
    find,
    async put(installation) {
      await records.put(sealInstallation(installation, keys));
      const { id, installedAtMs: atMs } = installation;
      for (const tenant of await tenantsOf(id)) await departures.comeBack({ tenant, atMs, isDated: true });
      log.info({ installation: id }, 'slack-installed');
    },
    assign: (teamId, enterpriseId) => records.assign(installationId(teamId), installationId(enterpriseId)),
    async remove(id, untilMs) {
      const isRemoved = await records.remove(id, untilMs);
      if (isRemoved) log.info({ installation: id }, 'slack-removed');
      // Also when it was removed before: a process may have died between the two.
      for (const tenant of await tenantsOf(id)) {
        if (!(await isServed(tenant))) await departures.leave({ tenant, atMs: clock.now(), isDated: true });
      }
      return isRemoved;
    },
    async reseal(signal) {
      const { current } = keys;
      for (let after = ''; !signal.aborted; ) {
        const portion = await records.list(after, RESEALED_AT_A_TIME);
        for (const record of portion) {
          if (unsealInstallation(record, { current }) !== undefined) continue;
          const installation = read(record);
          if (installation === undefined) continue;
          await records.reseal(record.id, record.sealed, sealInstallation(installation, { current }).sealed);
        }
        const last = portion.at(-1);
        if (last === undefined || portion.length < RESEALED_AT_A_TIME) return;
        after = last.id;
      }
    },
  };
}
