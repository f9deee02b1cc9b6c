import type { ProviderJob } from '../model/job/provider-job.ts';
import type { Page } from '../ports/provider.ts';

/** How the states of one service's jobs are read. Each call is one request, without retries of its own. */
export interface StatusSource {
  job(id: string, signal: AbortSignal): Promise<ProviderJob>;
  /** Newest first. Absent where the service has no list. */
  jobs?(page: Page, signal: AbortSignal): Promise<readonly ProviderJob[]>;
}
