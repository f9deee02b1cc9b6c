import type { LeftRequest, OpenRequests, RequestsToTakeOver } from '../../src/core/ports/open-requests.ts';

/** Takes over all requests of a platform that are not answered, unless the terms leave some alone. */
export function takeOverLeft(
  requests: OpenRequests,
  platform: string,
  terms: Partial<RequestsToTakeOver> = {},
): Promise<readonly LeftRequest[]> {
  return requests.takeOver({ platform, idleMs: 0, unclaimedMs: 0, except: [], limit: 100, ...terms });
}
