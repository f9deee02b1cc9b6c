import { once } from 'node:events';
import { createServer } from 'node:http';
import { App, ExpressReceiver, type Logger, LogLevel, SocketModeReceiver, webApi } from '@slack/bolt';
import { HUNG_MS } from '../until.ts';
import type { FakeSlack } from './fake-slack.ts';

/** A bare app of the real framework, without a listener yet. */
export interface BoltApp extends AsyncDisposable {
  readonly app: App;
  /** Connects it; listeners are to be there by then. */
  start(): Promise<void>;
}

/** What the framework says is not what these tests are about. */
const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  setName: () => undefined,
  getLevel: () => LogLevel.ERROR,
};

/** Slack's own client, which does not try again. */
export function clientOf(slack: FakeSlack, token = slack.botToken): webApi.WebClient {
  return new webApi.WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: HUNG_MS,
    logger: silent,
  });
}

function appFor(slack: FakeSlack, receiver: SocketModeReceiver | ExpressReceiver): App {
  return new App({
    receiver,
    token: slack.botToken,
    botId: slack.botId,
    botUserId: slack.botUserId,
    tokenVerificationEnabled: false,
    convoStore: false,
    logger: silent,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, timeout: HUNG_MS },
  });
}

/** Real Bolt on a socket. */
export function boltOverSocket(slack: FakeSlack): BoltApp {
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    logger: silent,
    clientPingTimeout: 500,
    installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
  });
  const app = appFor(slack, receiver);
  return {
    app,
    async start() {
      await app.start();
      await slack.untilConnected();
    },
    async [Symbol.asyncDispose]() {
      await receiver.client.disconnect();
    },
  };
}

/** Real Bolt behind its Express receiver. */
export function boltOverHttp(slack: FakeSlack): BoltApp {
  const receiver = new ExpressReceiver({
    signingSecret: slack.signingSecret,
    logger: silent,
    unhandledRequestTimeoutMillis: 300,
  });
  const app = appFor(slack, receiver);
  const server = createServer(receiver.app);
  return {
    app,
    async start() {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const bound = server.address();
      if (bound === null || typeof bound === 'string') throw new Error('No port.');
      slack.useHttp(`http://127.0.0.1:${bound.port}/slack/events`);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
