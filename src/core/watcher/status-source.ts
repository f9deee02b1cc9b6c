import type { ProviderJob } from '../model/job/provider-job.ts';
import type { Page } from '../ports/provider.ts';

/** Reads the states of one service's jobs. Each call is one request, without retries. */
export interface StatusSource {
  job(id: string, signal: AbortSignal): Promise<ProviderJob>;
  /** Newest first. Absent if the service has no list. */
  jobs?(page: Page, signal: AbortSignal): Promise<readonly ProviderJob[]>;
}
