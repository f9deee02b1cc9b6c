import type { RequestHandler } from 'express';
import { createRateLimit } from '../guard/rate-limit.ts';
import { senderOf } from '../guard/sender.ts';
import type { RouteContext } from './context.ts';
import { WebProblem } from './problem.ts';

/** What a page sends while it opens, and what a person who types and listens needs each second. */
const BURST = 200;
const GAIN_MS = 50;

/** Refuses requests of a member, or of an address without one, that come faster than a page sends them. */
export function requestLimits({ visitors, isBehindProxy, clock }: RouteContext): RequestHandler {
  const limit = createRateLimit(BURST, GAIN_MS, clock);
  return (request, response, next) => {
    const seconds = limit.take(visitors.of(request)?.member ?? senderOf(request, isBehindProxy));
    if (seconds > 0) {
      response.set('Retry-After', String(seconds));
      throw new WebProblem('busy');
    }
    next();
  };
}
