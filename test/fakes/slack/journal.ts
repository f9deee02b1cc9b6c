import { setTimeout as delay } from 'node:timers/promises';
import { HUNG_MS } from '../until.ts';
import type { RecordedRequest } from './fake-slack.ts';

/** The record of events, in order, and of the violations among them. */
export type Journal = ReturnType<typeof createJournal>;

/** The interval of extra checks, because events within the app are not visible to the fake. */
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
    /** Records a request, and then its response. */
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
    /** Records a violation when text the app wrote contains one of its secrets. */
    checkSecrets(method: string, written: unknown): void {
      const text = JSON.stringify(written);
      if (secrets.some((secret) => text.includes(secret))) violations.push(`${method}: shows a secret.`);
    },
    /** Reports another event that a test may be waiting for. */
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
      // Each is reported once: violations of one test do not count against the next.
      const fresh = violations.slice(told);
      told = violations.length;
      const left = fresh.filter((sentence) => !except.some((pattern) => pattern.test(sentence)));
      if (left.length > 0) throw new Error(`Slack's contract was broken:\n${left.join('\n')}`);
    },
  };
}
