import express, { type RequestHandler } from 'express';
import type { Clock } from '../../../core/async/clock.ts';
import { endLateBodies } from '../../late-bodies.ts';

/** Reads JSON, or the form of the login page, of at most `limit`. It must arrive within half a minute. */
export function readBody(
  kind: 'json' | 'form',
  limit: string,
  clock: Pick<Clock, 'timeout'>,
): readonly [RequestHandler, RequestHandler] {
  const parse =
    kind === 'json' ? express.json({ limit, strict: true }) : express.urlencoded({ extended: false, limit });
  return [endLateBodies(clock), parse];
}
