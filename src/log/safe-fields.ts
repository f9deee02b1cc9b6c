import { maskSecrets } from '../core/model/mask-secrets.ts';
import { Secret } from '../core/model/secret.ts';
import { safeError } from './safe-error.ts';

const REDACTED = '[redacted]';

/** Names of fields that hold credentials, however they are spelled: `apiKey`, `bot_token`, `X-API-Key`. */
const CREDENTIAL =
  /^key$|(api|secret|private|access|signing)[-_]?key|token|secret|passw|authorization|cookie|credential|signature/i;

/** Names of fields that hold what a member wrote or named. */
const MEMBER_TEXT = new Set([
  ...['text', 'prompt', 'lyrics', 'content', 'transcript', 'caption', 'description', 'words'],
  ...['body', 'line', 'query', 'title', 'filename'],
]);

const MAX_DEPTH = 6;
const MAX_ITEMS = 50;

/**
 * Makes a line's fields safe to write, at every depth: credentials and members' texts by field name, links
 * and tokens anywhere in a string, errors reduced to their known parts.
 */
export function safeFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return safeRecord(fields, 0);
}

function safeRecord(record: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record)
      .slice(0, MAX_ITEMS)
      .map(([name, value]) => [name, isRefused(name, value) ? REDACTED : safeValue(value, depth)]),
  );
}

/** Numbers and the like pass under any name: `textLength` and `tokens: 3` reveal nothing. */
function isRefused(name: string, value: unknown): boolean {
  if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) return false;
  return CREDENTIAL.test(name) || MEMBER_TEXT.has(name.toLowerCase());
}

function safeValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return maskSecrets(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Secret) return value.toString();
  if (value instanceof Error) return safeError(value, (facts) => safeRecord(facts, depth));
  if (value instanceof URL) return maskSecrets(value.href);
  if (value instanceof Date) return value;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (depth >= MAX_DEPTH) return '[deep]';
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => safeValue(item, depth + 1));
  if (value instanceof Map || value instanceof Set) return `[${value.size} entries]`;
  return safeRecord(value, depth + 1);
}
