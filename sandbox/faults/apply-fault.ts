import type { ServerResponse } from 'node:http';
import type { SandboxClock } from '../clock.ts';
import { ApiError } from '../http/api-error.ts';
import type { FaultList, Target } from './fault-list.ts';
import { faultAnswer } from './fault-status.ts';

/** Thrown to drop the connection without a response. */
export class Dropped extends Error {}

/**
 * Applies the faults meant for this side of the work.
 *
 * @throws {Dropped | ApiError} the outcome that replaces the response.
 */
export async function applyFault(
  when: 'before' | 'after',
  target: Target,
  response: ServerResponse,
  { clock, faults }: { readonly clock: SandboxClock; readonly faults: FaultList },
): Promise<void> {
  const slow = faults.take('slow', target, (fault) => fault.when === when);
  if (slow !== undefined) await pause(clock, slow.delayMs, response);
  if (faults.take('drop', target, (fault) => fault.when === when) !== undefined) throw new Dropped();
  const status = faults.take('status', target, (fault) => fault.when === when);
  if (status !== undefined) throw faultAnswer(status);
  if (faults.take('garbage', target, (fault) => fault.when === when) !== undefined) {
    throw new ApiError(200, Buffer.from('{"id": 12, "stat\u0000<html>'), {
      'Content-Type': 'application/json',
    });
  }
}

/** Waits; ends early when the client disconnects. */
async function pause(clock: SandboxClock, delayMs: number, response: ServerResponse): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const takeBack = clock.schedule(clock.now() + delayMs, resolve);
  response.once('close', resolve);
  await promise;
  response.off('close', resolve);
  takeBack();
}
