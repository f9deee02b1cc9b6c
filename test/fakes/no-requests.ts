import type { OpenRequests } from '../../src/core/ports/open-requests.ts';

/** Keeps no requests: every one is the first. */
export const noRequests: OpenRequests = {
  record: async () => {},
  claim: async () => true,
  answered: async () => {},
  takeOver: async () => [],
  expire: async () => [],
};
