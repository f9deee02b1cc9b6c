import { type RequestHandler, type Response, raw } from 'express';
import type { Clock } from '../../../core/async/clock.ts';
import { endLateBodies } from '../../late-bodies.ts';
import type { ApplicationKey } from './application-key.ts';
import { isFromDiscord } from './verify-signature.ts';

/** Anybody can send a body, and it is read before its signature can be checked. */
const MAX_BODY_BYTES = 2 * 1024 * 1024;

/** What checking a signature needs. */
export interface SignedParts {
  readonly key: ApplicationKey;
  readonly clock: Clock;
  /** Aborts when the bot stops. */
  readonly stopped: AbortSignal;
}

/**
 * Handles what Discord signed, lately. Anything else ends with 401, and everything with 503 while Discord's key is
 * unknown.
 *
 * @param handle gets the parsed body, `undefined` if it isn't JSON, and responds.
 */
export function receiveSigned(
  { key, clock, stopped }: SignedParts,
  handle: (payload: unknown, response: Response) => Promise<void>,
): RequestHandler[] {
  return [
    endLateBodies(clock),
    // The signature is over the bytes, so nothing may parse them first.
    raw({ type: () => true, limit: MAX_BODY_BYTES }),
    async (request, response) => {
      const publicKey = await key.read(stopped);
      if (publicKey === undefined) return end(response, 503);
      const body: unknown = request.body;
      const signed = {
        timestamp: request.header('x-signature-timestamp'),
        signature: request.header('x-signature-ed25519'),
        body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
      };
      if (!isFromDiscord(signed, publicKey, clock.now())) return end(response, 401);
      await handle(parse(signed.body), response);
    },
  ];
}

/** Ends a response with a status alone. */
export function end(response: Response, status: number): void {
  response.status(status).end();
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
