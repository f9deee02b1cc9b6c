import type { IncomingHttpHeaders } from 'node:http';
import type { Settings } from '../settings.ts';
import { refuse } from './api-error.ts';

/**
 * Accepts a key from `X-API-Key` or `Authorization: Bearer`, either on every route (AudioPod API notes 1.2).
 *
 * @returns the key.
 *
 * @throws {ApiError} 401 when the key is missing or invalid.
 */
export function authenticate(headers: IncomingHttpHeaders, keys: Settings['keys']): string {
  const header = headers['x-api-key'];
  const given = [
    typeof header === 'string' ? header : '',
    /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '',
  ];
  if (given.every((key) => key === '')) throw refuse(401, 'Not authenticated');
  const counts = (key: string) => (keys === 'any' ? /^ap_\S+$/.test(key) : keys.includes(key));
  const key = given.find(counts);
  if (key === undefined) throw refuse(401, 'Invalid API key');
  return key;
}
