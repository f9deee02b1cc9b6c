import type { CommandDispatcher } from '../../src/commands/dispatch/command-dispatcher.ts';
import type { OpenRequests } from '../../src/core/ports/open-requests.ts';

/** How far a process came with a request when it died. */
export const DEATHS = [
  'before claim',
  'after claim',
  'before dispatch',
  'after dispatch',
  'before note',
] as const;

export type Death = (typeof DEATHS)[number];

/** What a process that dies uses: from its death on, nothing it asked for comes back. */
export interface DyingProcess {
  readonly requests: OpenRequests;
  dispatcher(desk: CommandDispatcher): CommandDispatcher;
  /** How many requests it has come as far with as it will. */
  reached(): number;
  /** Lets everything end that still waits. */
  [Symbol.dispose](): void;
}

/** @param deathOf returns where the process dies over the request with this key. */
export function dyingProcess(
  requests: OpenRequests,
  deathOf: (key: string) => Death | undefined,
): DyingProcess {
  const over = Promise.withResolvers<never>();
  over.promise.catch(() => {});
  const dead = new Set<string>();
  const die = (key: string): Promise<never> => {
    dead.add(key);
    return over.promise;
  };
  return {
    requests: {
      record: (request) => requests.record(request),
      async claim(request) {
        const death = deathOf(request.key);
        if (death === 'before claim') return die(request.key);
        const isFirst = await requests.claim(request);
        return death === 'after claim' ? die(request.key) : isFirst;
      },
      async answered(keys) {
        for (const key of keys) if (deathOf(key) === 'before note') dead.add(key);
        await requests.answered(keys.filter((key) => deathOf(key) === undefined));
      },
      takeOver: (left) => requests.takeOver(left),
      expire: () => requests.expire(),
    },
    dispatcher: (desk) => ({
      describe: (...asked) => desk.describe(...asked),
      choices: (...asked) => desk.choices(...asked),
      mayManage: (...asked) => desk.mayManage(...asked),
      zoneOf: (...asked) => desk.zoneOf(...asked),
      press: (...asked) => desk.press(...asked),
      async run(request, signal) {
        const key = request.identity?.id ?? '';
        const death = deathOf(key);
        if (death === 'before dispatch') return die(key);
        const answer = await desk.run(request, signal);
        return death === 'after dispatch' ? die(key) : answer;
      },
    }),
    reached: () => dead.size,
    [Symbol.dispose]: () => over.reject(new Error('The process is dead')),
  };
}
