import type { Clock } from '../async/clock.ts';
import type { Service } from '../model/service.ts';

const MOST_FAILURES = 3;
const REST_MS = 10 * 60_000;

/** Whether a service's list is worth reading, by how the last tries went. */
export interface ListBackoff {
  has(service: Service): boolean;
  /** The list answered with jobs that were looked for. */
  helped(service: Service): void;
  /** The list could not be read this time. Several times in a row: leave it alone for a while. */
  failed(service: Service): void;
  /** There is no list, or it does not hold what was looked for: leave it alone for a while. */
  useless(service: Service): void;
}

/** Trusts every list until it disappoints, and again ten minutes later. */
export function createListBackoff(clock: Clock): ListBackoff {
  const failures = new Map<Service, number>();
  const restUntilMs = new Map<Service, number>();

  function rest(service: Service): void {
    failures.delete(service);
    restUntilMs.set(service, clock.now() + REST_MS);
  }

  return {
    has: (service) => clock.now() >= (restUntilMs.get(service) ?? Number.NEGATIVE_INFINITY),
    helped: (service) => {
      failures.delete(service);
    },
    failed(service) {
      const count = (failures.get(service) ?? 0) + 1;
      if (count >= MOST_FAILURES) rest(service);
      else failures.set(service, count);
    },
    useless: rest,
  };
}
