import { createHash } from 'node:crypto';

/** Returns the entity tag of a file: the same bytes always have the same. */
export function tagOf(body: string | Buffer): string {
  return `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
}
