import { ExpressReceiver } from '@slack/bolt';
import { type RequestHandler, Router } from 'express';
import type { Clock } from '../../../core/async/clock.ts';
import type { Secret } from '../../../core/model/secret.ts';
import type { Log } from '../../../core/ports/log.ts';
import { sdkLog } from '../web/sdk-log.ts';

/** The one address Slack calls: events, commands, buttons, forms and suggestions. */
export const EVENTS_PATH = '/slack/events';

/** A signature older than five minutes is refused by Bolt; one from the future is refused here. */
const MOST_SKEW_S = 60;

/** Takes signed requests of Slack. @returns the receiver for the app, and the router for the HTTP server. */
export function createHttpEntrance(parts: {
  readonly signingSecret: Secret;
  readonly clock: Clock;
  readonly log: Log;
}): { readonly receiver: ExpressReceiver; readonly router: Router } {
  const receiver = new ExpressReceiver({
    signingSecret: parts.signingSecret.reveal(),
    endpoints: EVENTS_PATH,
    logger: sdkLog(parts.log),
    processEventErrorHandler: async ({ error, response }) => {
      parts.log.warn({ reason: error.message.slice(0, 200) }, 'slack-event-failed');
      if (!response.headersSent) response.writeHead(500).end();
      return false;
    },
  });
  const router = Router();
  router.post(EVENTS_PATH, refuseFuture(parts.clock));
  router.use(receiver.router);
  return { receiver, router };
}

/**
 * Bolt checks the age of a signature in one direction only, so a request dated ahead could be kept and sent
 * for as long as that date is away. The date is part of what is signed.
 */
function refuseFuture(clock: Clock): RequestHandler {
  return (request, response, next) => {
    const seconds = Number(request.headers['x-slack-request-timestamp']);
    if (seconds > clock.now() / 1_000 + MOST_SKEW_S) {
      response.status(401).end();
      return;
    }
    next();
  };
}
