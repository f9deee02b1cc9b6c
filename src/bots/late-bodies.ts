import type { RequestHandler } from 'express';
import type { Clock } from '../core/async/clock.ts';

/** A line, a form or an event arrives at once; a body that comes byte by byte only holds the connection. */
const ARRIVES_WITHIN_MS = 30_000;

/** Ends the connection of a request whose body hasn't arrived within half a minute. */
export function endLateBodies(clock: Pick<Clock, 'timeout'>): RequestHandler {
  return (request, _response, next) => {
    const late = clock.timeout(ARRIVES_WITHIN_MS);
    // The reader of the body then sees that it broke off.
    const end = (): void => void request.destroy();
    const stop = (): void => late.removeEventListener('abort', end);
    late.addEventListener('abort', end, { once: true });
    request.once('end', stop).once('close', stop);
    next();
  };
}
