import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Secret } from '../model/secret.ts';

/** The headers that authenticate an event. */
export interface Signature {
  /** As sent, because that text is signed. */
  readonly timestamp: string;
  readonly digest: Buffer;
}

/** An older event, or one from further in the future, is a replay or comes from a clock that is wrong. */
export const LONGEST_AGE_MS = 5 * 60_000;

/**
 * Reads the headers of an event (AudioPod API notes 11), before its body is worth reading.
 *
 * @returns `unsigned` without usable headers, `old` for a timestamp too far from now.
 */
export function readSignature(headers: IncomingHttpHeaders, nowMs: number): Signature | 'unsigned' | 'old' {
  const timestamp = headers['x-audiopod-timestamp'];
  const signature = headers['x-audiopod-signature'];
  if (typeof timestamp !== 'string' || !/^\d{1,12}$/.test(timestamp)) return 'unsigned';
  const hex = typeof signature === 'string' ? /^sha256=([0-9a-f]{64})$/i.exec(signature)?.[1] : undefined;
  if (hex === undefined) return 'unsigned';
  if (Math.abs(nowMs - Number(timestamp) * 1000) > LONGEST_AGE_MS) return 'old';
  return { timestamp, digest: Buffer.from(hex, 'hex') };
}

/** Whether the signature was made with this secret over exactly these bytes. Takes the same time either way. */
export function isSignedWith(secret: Secret, { timestamp, digest }: Signature, body: Buffer): boolean {
  const expected = createHmac('sha256', secret.reveal()).update(`${timestamp}.`).update(body).digest();
  // Both have 32 bytes, as the comparison requires.
  return timingSafeEqual(expected, digest);
}
