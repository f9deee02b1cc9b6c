import { type App, SocketModeReceiver } from '@slack/bolt';
import type { Clock } from '../../../core/async/clock.ts';
import { withDeadline } from '../../../core/async/deadline.ts';
import { doubling, retry } from '../../../core/async/retry.ts';
import { unlessAborted } from '../../../core/async/unless-aborted.ts';
import type { Secret } from '../../../core/model/secret.ts';
import type { Log } from '../../../core/ports/log.ts';
import { sdkLog } from '../web/sdk-log.ts';

/** A socket to Slack that is reopened whenever it closes. */
export interface SocketLine {
  readonly receiver: SocketModeReceiver;
  readonly isConnected: boolean;
  /** Slack's own error for the last failed try, such as `invalid_auth`. */
  readonly problem: string | undefined;
  /**
   * Connects once.
   * @throws the error of Slack or the network.
   */
  connect(): Promise<void>;
  /** Keeps the socket connected until the signal aborts. Never throws. */
  keep(signal: AbortSignal): Promise<void>;
  /** Closes the socket, within two seconds even if Slack does not respond. */
  close(): Promise<void>;
}

const HELLO_MS = 20_000;
const CALL_DEADLINE_MS = 15_000;
const CLOSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

/** Creates a socket. Nothing happens before `connect`. */
export function createSocketLine(parts: {
  readonly apiUrl: string;
  readonly appToken: Secret;
  readonly clock: Clock;
  readonly log: Log;
}): SocketLine {
  const { clock, log } = parts;
  // The library's own reconnecting waits five seconds first, and a refusal during it is an unhandled
  // rejection. The library modifies its options, so each receiver needs its own.
  const receiver = new SocketModeReceiver({
    appToken: parts.appToken.reveal(),
    autoReconnectEnabled: false,
    logger: sdkLog(log),
    installerOptions: {
      clientOptions: {
        slackApiUrl: parts.apiUrl,
        timeout: CALL_DEADLINE_MS,
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
      },
    },
    // Slack resends unacknowledged events; acknowledging a failed one would lose it.
    processEventErrorHandler: async ({ error }) => {
      log.warn({ reason: error.message.slice(0, 200) }, 'slack-event-failed');
      return false;
    },
  });
  const { client } = receiver;
  let isConnected = false;
  let problem: string | undefined;
  let gone = Promise.resolve();
  let connecting: Promise<void> = Promise.resolve();

  const connectOnce = async (): Promise<void> => {
    const closed = Promise.withResolvers<void>();
    client.once('disconnected', () => {
      isConnected = false;
      closed.resolve();
    });
    const greeted = new AbortController();
    // A socket that opens and stays silent would be waited for forever.
    const silence = clock.sleep(HELLO_MS, greeted.signal).then(
      () => client.disconnect(),
      () => {},
    );
    try {
      await receiver.start();
      gone = closed.promise;
      isConnected = true;
      problem = undefined;
    } catch (error) {
      problem = reasonOf(error);
      throw error instanceof Error ? error : new Error('The socket closed before Slack greeted');
    } finally {
      greeted.abort();
      void silence.catch(() => {});
    }
  };

  const connect = (): Promise<void> => {
    connecting = connectOnce();
    return connecting;
  };

  const reconnect = async (signal: AbortSignal): Promise<void> => {
    await retry(connect, {
      signal,
      pauses: { clock, ms: doubling({ longestMs: LONGEST_PAUSE_MS }) },
      onRetry: (_, { failures, waitMs }) =>
        log.warn({ reason: problem, failures, pauseMs: waitMs }, 'slack-socket-not-opened'),
    });
    log.info({}, 'slack-socket-opened');
  };

  return {
    receiver,
    get isConnected() {
      return isConnected;
    },
    get problem() {
      return problem;
    },
    connect,
    async keep(signal) {
      // Runs until aborted, because an open connection may end too. Only opening is retried, with growing
      // pauses.
      while (!signal.aborted) {
        if (isConnected) {
          await unlessAborted(gone, signal).catch(() => {});
          if (!signal.aborted) log.info({}, 'slack-socket-closed');
        } else {
          await reconnect(signal).catch(() => {});
        }
      }
    },
    async close() {
      // A socket closed while opening leaves a timer of the library behind, which would delay the exit.
      const closed = connecting.catch(() => {}).then(() => client.disconnect());
      await withDeadline({ clock, durationMs: CLOSE_MS }, (bounded) => unlessAborted(closed, bounded)).catch(
        () => {},
      );
      // The second request to close does not wait for Slack's confirmation.
      if (isConnected) client.websocket?.disconnect();
    },
  };
}

/** Passes events of every socket to the app. The first socket was given to the app when it was created. */
export function joinLines(app: App, lines: readonly SocketLine[]): void {
  for (const { receiver } of lines) receiver.init(app);
}

function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'closed';
  const data: unknown = 'data' in error ? error.data : undefined;
  const word: unknown = typeof data === 'object' && data !== null && 'error' in data ? data.error : undefined;
  return typeof word === 'string' ? word : 'unreachable';
}
