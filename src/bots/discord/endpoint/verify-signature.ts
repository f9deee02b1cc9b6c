import { createPublicKey, type KeyObject, verify } from 'node:crypto';

/** What Discord sends with a request to prove that it’s from Discord. */
export interface Signed {
  /** Seconds since the Unix epoch: `X-Signature-Timestamp`. */
  readonly timestamp: string | undefined;
  /** Hex: `X-Signature-Ed25519`. */
  readonly signature: string | undefined;
  /** The bytes as they arrived. */
  readonly body: Uint8Array;
}

const KEY = /^[0-9a-f]{64}$/i;
const SIGNATURE = /^[0-9a-f]{128}$/i;
const TIMESTAMP = /^\d{1,12}$/;

/** An older request may be a replay; clocks differ by less. */
const MOST_AGE_S = 5 * 60;
/** A request dated ahead could be kept and replayed until that date. */
const MOST_AHEAD_S = 60;

/** Returns an application’s public key. `undefined` if it isn’t an Ed25519 key in hex. */
export function publicKeyOf(hex: string): KeyObject | undefined {
  if (!KEY.test(hex)) return undefined;
  const x = Buffer.from(hex, 'hex').toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}

/**
 * Whether Discord signed a request, and lately (interactions documentation, “Validating Security Request Headers”).
 * The signature covers the timestamp too. Verifying compares public values only, so its time reveals nothing.
 */
export function isFromDiscord(
  { timestamp, signature, body }: Signed,
  key: KeyObject,
  nowMs: number,
): boolean {
  if (timestamp === undefined || signature === undefined) return false;
  if (!TIMESTAMP.test(timestamp) || !SIGNATURE.test(signature)) return false;
  const ageS = nowMs / 1_000 - Number(timestamp);
  if (ageS > MOST_AGE_S || ageS < -MOST_AHEAD_S) return false;
  return verify(null, Buffer.concat([Buffer.from(timestamp), body]), key, Buffer.from(signature, 'hex'));
}
