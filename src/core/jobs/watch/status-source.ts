import type { ProviderJob } from '../../audiopod/model.ts';
import type { Page } from '../../audiopod/services.ts';

/** How the states of one service's jobs are read. Each call is one request, without retries of its own. */
export interface StatusSource {
  job(id: string, signal: AbortSignal): Promise<ProviderJob>;
  /** Newest first. Absent where the service has no list. */
  jobs?(page: Page, signal: AbortSignal): Promise<readonly ProviderJob[]>;
}
