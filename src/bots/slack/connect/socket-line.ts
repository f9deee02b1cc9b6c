import { type App, SocketModeReceiver } from '@slack/bolt';
import type { Clock } from '../../../core/async/clock.ts';
import { withDeadline } from '../../../core/async/deadline.ts';
import { doubling, retry } from '../../../core/async/retry.ts';
import { unlessAborted } from '../../../core/async/unless-aborted.ts';
import type { Secret } from '../../../core/model/secret.ts';
import type { Log } from '../../../core/ports/log.ts';
import { sdkLog } from '../web/sdk-log.ts';

/** Holds one socket to Slack, which is opened again whenever it closes. */
export interface SocketLine {
  readonly receiver: SocketModeReceiver;
  readonly isConnected: boolean;
  /** Slack's own word for why the last try failed, such as `invalid_auth`. */
  readonly problem: string | undefined;
  /** Connects once. @throws what Slack or the network says. */
  connect(): Promise<void>;
  /** Keeps it connected until the signal aborts. Never throws. */
  keep(signal: AbortSignal): Promise<void>;
  /** Closes the socket, within two seconds even when Slack does not answer. */
  close(): Promise<void>;
}

const HELLO_MS = 20_000;
const CALL_DEADLINE_MS = 15_000;
const CLOSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

/** Makes a line. Nothing happens before `connect`. */
export function createSocketLine(parts: {
  readonly apiUrl: string;
  readonly appToken: Secret;
  readonly clock: Clock;
  readonly log: Log;
}): SocketLine {
  const { clock, log } = parts;
  // The library's own reconnecting waits five seconds first, and a refusal in it is a rejection that nobody
  // handles. Its options are changed by it, so these are for this one alone.
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
    // Unacknowledged events come again; acknowledging what broke would lose them.
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
    // A socket that opens and stays silent would be waited for without end.
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
      // For ever, as a connection that is made may end; only making one is tried again, with growing pauses.
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
      // A socket closed while it opens leaves a timer of the library behind, which would hold up the exit.
      const closed = connecting.catch(() => {}).then(() => client.disconnect());
      await withDeadline({ clock, durationMs: CLOSE_MS }, (bounded) => unlessAborted(closed, bounded)).catch(
        () => {},
      );
      // The second request to close does not wait for Slack to agree.
      if (isConnected) client.websocket?.disconnect();
    },
  };
}

/** Hands what arrives on every line to the app. The first was given to it when it was made. */
export function joinLines(app: App, lines: readonly SocketLine[]): void {
  for (const { receiver } of lines) receiver.init(app);
}

function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'closed';
  const data: unknown = 'data' in error ? error.data : undefined;
  const word: unknown = typeof data === 'object' && data !== null && 'error' in data ? data.error : undefined;
  return typeof word === 'string' ? word : 'unreachable';
}
