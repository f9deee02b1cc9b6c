import type { Clock } from '../../../core/async/clock.ts';

const MINUTE_MS = 60_000;
/** Attempts in a minute that wait for nothing. */
const FREE_OF_SENDER = 10;
const FREE_OF_ALL = 100;
/** After those, one attempt of a sender and ten of all are compared each second. */
const TURN_EVERY_MS = 1_000;
const TURNS_OF_ALL = 10;
/** Waiting attempts hold a connection each. */
const WAITING_OF_SENDER = 20;
const WAITING_OF_ALL = 200;

/** Who tries to log in. A browser that was let in before competes with nobody. */
export interface LoginSender {
  readonly id: string;
  readonly isKnown: boolean;
}

/** Slows down who tries tokens, without a moment in which the right one would be refused. */
export interface LoginTurns {
  /**
   * Waits until a token of this sender may be compared, and counts the attempt.
   *
   * @returns false if others are waiting in its place; the token must not be compared then.
   */
  take(sender: LoginSender, signal: AbortSignal): Promise<boolean>;
  /** Forgets the attempts of a sender who had the right token. */
  forget(sender: LoginSender): void;
}

interface Waiting {
  readonly sender: LoginSender;
  readonly settle: (isTurn: boolean) => void;
}

/**
 * Creates the turns of one login.
 *
 * Attempts beyond the free ones wait. Each second the newest of every sender gets a turn, senders with the
 * fewest attempts first, then the newest: who types a token once is ahead of those who try many. If too many
 * wait, the oldest of the sender with the most gives way.
 */
export function createLoginTurns(clock: Clock): LoginTurns {
  let compared: readonly { readonly sender: LoginSender; readonly atMs: number }[] = [];
  let waiting: readonly Waiting[] = [];
  let isServing = false;

  const recent = () => {
    const fromMs = clock.now() - MINUTE_MS;
    compared = compared.filter(({ atMs }) => atMs > fromMs);
    return compared;
  };
  const attemptsOf = ({ id }: LoginSender): number =>
    recent().filter(({ sender }) => sender.id === id).length;
  const isFree = (sender: LoginSender): boolean =>
    attemptsOf(sender) < FREE_OF_SENDER &&
    (sender.isKnown || recent().filter((one) => !one.sender.isKnown).length < FREE_OF_ALL);
  const count = (sender: LoginSender): void => {
    compared = [...compared, { sender, atMs: clock.now() }];
  };
  const end = (one: Waiting, isTurn: boolean): void => {
    waiting = waiting.filter((other) => other !== one);
    if (isTurn) count(one.sender);
    one.settle(isTurn);
  };

  const giveTurns = (): void => {
    // The newest comes last, so its sender keeps it, and the newest of two senders is ahead.
    const newest = new Map(waiting.map((one) => [one.sender.id, one]));
    const ordered = waiting
      .filter((one) => newest.get(one.sender.id) === one)
      .reverse()
      .map((one) => ({ one, attempts: one.sender.isKnown ? 0 : attemptsOf(one.sender) }))
      .sort((a, b) => a.attempts - b.attempts);
    for (const { one } of ordered.slice(0, TURNS_OF_ALL)) end(one, true);
  };
  const serve = async (): Promise<void> => {
    if (isServing) return;
    isServing = true;
    while (waiting.length > 0) {
      await clock.sleep(TURN_EVERY_MS, new AbortController().signal);
      giveTurns();
    }
    isServing = false;
  };
  const makeRoom = (sender: LoginSender): void => {
    const own = waiting.filter((one) => one.sender.id === sender.id);
    const [oldestOwn] = own;
    if (own.length >= WAITING_OF_SENDER && oldestOwn) end(oldestOwn, false);
    if (waiting.length < WAITING_OF_ALL) return;
    const bySender = Map.groupBy(waiting, (one) => one.sender.id);
    const [most] = [...bySender.values()].sort((a, b) => b.length - a.length);
    if (most?.[0]) end(most[0], false);
  };

  return {
    async take(sender, signal) {
      if (isFree(sender)) {
        count(sender);
        return true;
      }
      if (signal.aborted) return false;
      makeRoom(sender);
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const one: Waiting = { sender, settle: resolve };
      const leave = (): void => end(one, false);
      waiting = [...waiting, one];
      signal.addEventListener('abort', leave, { once: true });
      void serve();
      try {
        return await promise;
      } finally {
        signal.removeEventListener('abort', leave);
      }
    },
    forget({ id }) {
      compared = compared.filter(({ sender }) => sender.id !== id);
    },
  };
}
