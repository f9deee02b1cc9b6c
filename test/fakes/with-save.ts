import type { JobRecords } from '../../src/core/store/store.ts';

/** The same records, with another way to save a job outside of transactions. */
export function withSave(jobs: JobRecords, save: JobRecords['save']): JobRecords {
  return new Proxy(jobs, {
    get(records, name): unknown {
      if (name === 'save') return save;
      const value: unknown = Reflect.get(records, name);
      return typeof value === 'function' ? value.bind(records) : value;
    },
  });
}
