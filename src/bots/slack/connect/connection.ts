import type { App, Receiver } from '@slack/bolt';
import type { Router } from 'express';
import type { Clock } from '../../../core/async/clock.ts';
import { StartError } from '../../../core/model/start-error.ts';
import type { Log } from '../../../core/ports/log.ts';
import { createHttpEntrance } from './http-entrance.ts';
import { createSocketLine, joinLines } from './socket-line.ts';
import type { Transport } from './transport.ts';

/** How events reach the app: over sockets the bot opens, or requests Slack sends. */
export interface Connection {
  readonly receiver: Receiver;
  /** Only where Slack sends requests. */
  readonly router?: Router;
  /** @throws {StartError} with a message for the bot owner, if Slack refuses the connection. */
  start(app: App): Promise<void>;
  stop(): Promise<void>;
  /** Returns why no events arrive at the moment. */
  problem(): string | undefined;
}

/** Slack closes a socket every few hours with little notice; with two, one is always open. */
const SOCKETS = 2;

/** Creates the connection of a transport. */
export function createConnection(
  transport: Transport,
  parts: { readonly apiUrl: string; readonly clock: Clock; readonly log: Log },
): Connection {
  switch (transport.mode) {
    case 'http': {
      const { receiver, router } = createHttpEntrance({ ...parts, signingSecret: transport.signingSecret });
      return {
        receiver,
        router,
        start: async () => {},
        stop: async () => {},
        problem: () => undefined,
      };
    }
    case 'socket':
      return bySockets(transport, parts);
  }
}

function bySockets(
  { appToken }: Extract<Transport, { mode: 'socket' }>,
  parts: { readonly apiUrl: string; readonly clock: Clock; readonly log: Log },
): Connection {
  const first = createSocketLine({ ...parts, appToken });
  const others = Array.from({ length: SOCKETS - 1 }, () => createSocketLine({ ...parts, appToken }));
  const lines = [first, ...others];
  const stopped = new AbortController();
  let keeping: readonly Promise<void>[] = [];
  return {
    receiver: first.receiver,
    async start(app) {
      joinLines(app, others);
      try {
        await first.connect();
      } catch {
        throw new StartError(
          first.problem === 'unreachable' || first.problem === 'closed'
            ? 'Slack didn’t open a socket. Check the network and SLACK_API_URL, then start again.'
            : `Slack rejected SLACK_APP_TOKEN (${first.problem}). Use a token that starts with xapp- and has the scope connections:write, and turn Socket Mode on for the app.`,
        );
      }
      keeping = lines.map((line) => line.keep(stopped.signal));
    },
    async stop() {
      stopped.abort();
      await Promise.all(lines.map((line) => line.close()));
      await Promise.all(keeping);
    },
    problem: () =>
      lines.some(({ isConnected }) => isConnected)
        ? undefined
        : `no socket to Slack is open (${first.problem ?? 'closed'})`,
  };
}
