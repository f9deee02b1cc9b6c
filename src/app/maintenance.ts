import { runEvery } from '../core/async/run-every.ts';
import { SWEEP_EVERY_MS, type SweepParts, sweep } from '../core/jobs/manage/sweep.ts';
import { createReconciler, RECONCILE_EVERY_MS, type ReconcileParts } from '../core/jobs/money/reconcile.ts';
import type { NotifyOwners } from '../core/notify/notify-owners.ts';
import type { WalletService } from '../core/ports/provider.ts';
import type { Store } from '../core/ports/store.ts';
import { COMPARE_EVERY_MS, compareUsage } from '../core/wallet/usage/compare-usage.ts';

/** The dependencies of periodic maintenance. */
export interface MaintenanceParts extends SweepParts, ReconcileParts {
  readonly store: Store;
  /** The bot owner's wallet; absent if its history is lost with every restart, as the sandbox's is. */
  readonly wallet?: Pick<WalletService, 'usage'>;
  readonly notifyOwners: NotifyOwners;
}

/**
 * Sweeps, reconciles and compares until the signal aborts, and resolves when all of it has ended. Never
 * rejects.
 */
export async function runMaintenance(parts: MaintenanceParts, signal: AbortSignal): Promise<void> {
  const { store, wallet, clock, log } = parts;
  const { ledger, seen } = store;
  const memory = store.cache<string>('usage');
  const every = (
    name: string,
    everyMs: number,
    task: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> =>
    runEvery(everyMs, task, { clock, onFailure: (error) => log.warn({ error }, `${name}-failed`) }, signal);
  await Promise.all([
    every('sweep', SWEEP_EVERY_MS, (stop) => sweep(parts, stop)),
    every('reconciling', RECONCILE_EVERY_MS, createReconciler(parts)),
    wallet &&
      every('usage-comparison', COMPARE_EVERY_MS, (stop) =>
        compareUsage({ ...parts, wallet, ledger, seen, memory }, stop),
      ),
  ]);
}
