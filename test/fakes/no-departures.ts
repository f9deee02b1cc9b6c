import type { Departures } from '../../src/core/model/departures.ts';

/** Remembers no departures, for tests in which nobody leaves. */
export const noDepartures: Pick<Departures, 'leave' | 'comeBack' | 'known'> = {
  leave: async () => undefined,
  comeBack: async () => undefined,
  known: async () => [],
};
