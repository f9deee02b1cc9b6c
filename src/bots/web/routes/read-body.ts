import express, { type RequestHandler } from 'express';
import type { Clock } from '../../../core/async/clock.ts';
import { WebProblem } from './problem.ts';

/** A line or a form arrives at once; whoever sends it byte by byte wants to hold the connection. */
const ARRIVES_WITHIN_MS = 30_000;

/** Reads JSON, or the form of the login page, of at most `limit`. The body must arrive within half a minute. */
export function readBody(
  kind: 'json' | 'form',
  limit: string,
  clock: Pick<Clock, 'timeout'>,
): RequestHandler {
  const parse =
    kind === 'json' ? express.json({ limit, strict: true }) : express.urlencoded({ extended: false, limit });
  return (request, response, next) => {
    const late = clock.timeout(ARRIVES_WITHIN_MS);
    const end = (): void => {
      response.set('Connection', 'close');
      // The parser reports it as a request that broke off.
      request.destroy(new WebProblem('request', 408));
    };
    late.addEventListener('abort', end, { once: true });
    parse(request, response, (error?: unknown) => {
      late.removeEventListener('abort', end);
      next(error);
    });
  };
}
