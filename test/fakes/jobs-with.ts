import type { JobRecords } from '../../src/core/ports/store.ts';

/** Returns the same job records with some operations outside of transactions replaced. */
export function jobsWith(jobs: JobRecords, others: Partial<JobRecords>): JobRecords {
  return new Proxy(jobs, {
    get(records, name): unknown {
      const value: unknown = Reflect.get(Object.hasOwn(others, name) ? others : records, name);
      return typeof value === 'function' ? value.bind(records) : value;
    },
  });
}
