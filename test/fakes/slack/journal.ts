import { setTimeout as delay } from 'node:timers/promises';
import { HUNG_MS } from '../until.ts';
import type { RecordedRequest } from './fake-slack.ts';

/** What happened, in order, and what of it should not have. */
export type Journal = ReturnType<typeof createJournal>;

/** What happens within the app is not seen from here, so that it is looked for this often too. */
const LOOK_EVERY_MS = 20;

/** Starts empty. `secrets` must never be written anywhere. */
export function createJournal(secrets: readonly string[]) {
  const requests: RecordedRequest[] = [];
  const violations: string[] = [];
  let told = 0;
  const waiting = new Set<() => void>();

  function changed(): void {
    for (const look of waiting) look();
  }

  function lastRequests(): string {
    const lines = requests.slice(-8).map(({ method, answer }) => {
      return `${method} ${answer === undefined ? 'unanswered' : (answer.error ?? answer.status)}`;
    });
    return lines.length === 0 ? 'no requests at all' : `the last requests: ${lines.join(', ')}`;
  }

  return {
    requests,
    /** Notes a request, and then how it was answered. */
    request(request: Omit<RecordedRequest, 'answer'>) {
      const at = requests.push(request) - 1;
      changed();
      return {
        answered(status: number, error?: string): void {
          requests[at] = { ...request, answer: { status, ...(error !== undefined && { error }) } };
          changed();
        },
      };
    },
    violation: (sentence: string): void => {
      violations.push(sentence);
    },
    /** Notes a violation when something the app wrote holds one of the secrets it was given. */
    checkSecrets(method: string, written: unknown): void {
      const text = JSON.stringify(written);
      if (secrets.some((secret) => text.includes(secret))) violations.push(`${method}: shows a secret.`);
    },
    /** Something else happened that somebody may be waiting for. */
    changed,
    async until<T>(what: string, find: () => T | undefined | false): Promise<T> {
      const found = Promise.withResolvers<T>();
      const stop = new AbortController();
      const look = () => {
        try {
          const value = find();
          if (value !== undefined && value !== false) found.resolve(value);
        } catch (cause) {
          found.reject(cause);
        }
      };
      waiting.add(look);
      look();
      const looks = setInterval(look, LOOK_EVERY_MS);
      const late = delay(HUNG_MS, undefined, { signal: stop.signal }).then(() => {
        throw new Error(`Never: ${what}; ${lastRequests()}; ${violations.join(' ')}`);
      });
      try {
        return await Promise.race([found.promise, late]);
      } finally {
        waiting.delete(look);
        clearInterval(looks);
        late.catch(() => undefined);
        stop.abort();
      }
    },
    assertClean(except: readonly RegExp[]): void {
      // Each is told once: what one test did is not held against the next.
      const fresh = violations.slice(told);
      told = violations.length;
      const left = fresh.filter((sentence) => !except.some((pattern) => pattern.test(sentence)));
      if (left.length > 0) throw new Error(`Slack's contract was broken:\n${left.join('\n')}`);
    },
  };
}
