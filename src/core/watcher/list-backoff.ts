import type { Clock } from '../async/clock.ts';
import type { Service } from '../model/service.ts';

const MOST_FAILURES = 3;
const REST_MS = 10 * 60_000;

/** Decides whether a service's list is worth reading, by the results of the last tries. */
export interface ListBackoff {
  has(service: Service): boolean;
  /** Reports that the list contained wanted jobs. */
  helped(service: Service): void;
  /** Reports that the list could not be read. After several in a row, it is skipped for a while. */
  failed(service: Service): void;
  /** Reports that there is no list, or no wanted job in it: it is skipped for a while. */
  useless(service: Service): void;
}

/** Creates a backoff that uses every list until it fails or is useless, and again ten minutes later. */
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
