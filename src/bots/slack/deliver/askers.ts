import type { Origin } from '../../../core/model/job/origin.ts';
import type { Members } from '../people/members.ts';
import { handleOf, isReadAlone } from './reply-handle.ts';

/** The names of those who asked, for messages that others read too. Elsewhere nobody needs to be told. */
export interface Askers {
  /** Returns the name; `undefined` where only they read it, or if Slack does not say. */
  find(origin: Origin, signal: AbortSignal): Promise<string | undefined>;
  /** Returns the name if it is known. Sends no request. */
  known(origin: Origin): string | undefined;
}

/** Creates the names from what is known of members. */
export function createAskers(members: Pick<Members, 'find' | 'nameOf'>): Askers {
  return {
    async find(origin, signal) {
      if (isReadAlone(origin)) return undefined;
      const { name } = await members.find(handleOf(origin).userId, signal).catch(() => ({ name: '' }));
      signal.throwIfAborted();
      return name === '' ? undefined : name;
    },
    known: (origin) => (isReadAlone(origin) ? undefined : members.nameOf(handleOf(origin).userId)),
  };
}
