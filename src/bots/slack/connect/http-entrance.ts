import { ExpressReceiver } from '@slack/bolt';
import { type RequestHandler, Router } from 'express';
import type { Clock } from '../../../core/async/clock.ts';
import type { Secret } from '../../../core/model/secret.ts';
import type { Log } from '../../../core/ports/log.ts';
import { endLateBodies } from '../../late-bodies.ts';
import { sdkLog } from '../web/sdk-log.ts';

/** The single path Slack sends to: events, commands, buttons, forms and suggestions. */
export const EVENTS_PATH = '/slack/events';

/** Bolt refuses a signature older than five minutes; one from the future is refused below. */
const MOST_SKEW_S = 60;

/** Anybody can send a body, and it is read before its signature can be checked. A view is at most 250 KB. */
const MAX_BODY_BYTES = 2 * 1024 * 1024;

/**
 * Handles signed requests from Slack.
 * @returns the receiver for the app, and the router for the HTTP server.
 */
export function createHttpEntrance(parts: {
  readonly signingSecret: Secret;
  readonly clock: Clock;
  readonly log: Log;
}): { readonly receiver: ExpressReceiver; readonly router: Router } {
  const receiver = new ExpressReceiver({
    signingSecret: parts.signingSecret.reveal(),
    endpoints: EVENTS_PATH,
    bodyLimit: MAX_BODY_BYTES,
    logger: sdkLog(parts.log),
    processEventErrorHandler: async ({ error, response }) => {
      parts.log.warn({ reason: error.message.slice(0, 200) }, 'slack-event-failed');
      if (!response.headersSent) response.writeHead(500).end();
      return false;
    },
  });
  const router = Router();
  router.post(EVENTS_PATH, refuseFuture(parts.clock), endLateBodies(parts.clock));
  router.use(receiver.router);
  return { receiver, router };
}

/**
 * Refuses signatures from the future. Bolt checks their age in one direction only, so a request dated ahead
 * could be kept and replayed until that date. The date is part of what is signed.
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
