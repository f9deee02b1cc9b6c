import { type ForgottenTenant, forgetTenant } from '../../tenants/forget-tenant.ts';
import { removeVoices } from '../../tenants/remove-voices.ts';
import type { SweepDeparturesParts } from '../../tenants/sweep-departures.ts';
import type { JobDeleter, TenantJobErasure } from './job-deleter.ts';

/** What was erased of a tenant. */
export type TenantErasure = TenantJobErasure & ForgottenTenant;

/** Erases what is kept of a tenant. The caller checks the permission. */
export interface TenantEraser {
  /**
   * Deletes a tenant's finished jobs and their results, and forgets what its admins and members have set. Jobs that run
   * go on. Sums of money stay, and so does what counts toward limits. An erasure that was interrupted is finished by the
   * next one.
   */
  erase(tenant: string, signal: AbortSignal): Promise<TenantErasure>;
}

/** How long jobs are deleted at AudioPod: the admin waits for the reply. */
const JOBS_WITHIN_MS = 35_000;
const VOICES_WITHIN_MS = 10_000;

/** Creates a {@link TenantEraser}. */
export function createTenantEraser(
  parts: SweepDeparturesParts & {
    readonly deleter: Pick<JobDeleter, 'eraseTenant'>;
  },
): TenantEraser {
  const { deleter, clock, log } = parts;
  return {
    async erase(tenant, signal) {
      // Jobs first: what a connected key has made can only be deleted with it.
      const jobs = await deleter.eraseTenant(
        tenant,
        AbortSignal.any([signal, clock.timeout(JOBS_WITHIN_MS)]),
      );
      signal.throwIfAborted();
      const settings = await forgetTenant(parts, tenant, clock.now());
      if (settings === undefined) throw new Error('A tenant was kept that needn’t have left');
      const soon = AbortSignal.any([signal, clock.timeout(VOICES_WITHIN_MS)]);
      // The sweep deletes what this doesn't reach.
      await removeVoices(parts, soon).catch((error: unknown) => log.warn({ error }, 'voices-not-removed'));
      log.info({ tenant, ...jobs, ...settings }, 'tenant-erased');
      return { ...jobs, ...settings };
    },
  };
}
