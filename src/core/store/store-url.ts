import { StoreOpenError } from './database/store-open-error.ts';

/** Names where the store is. */
export type StoreLocation =
  /** `path` is as written, relative to the working directory; `:memory:` keeps everything in memory. */
  | { readonly kind: 'sqlite'; readonly path: string }
  /** `shown` names the server and the database without the credentials, for messages. */
  | { readonly kind: 'postgres'; readonly url: string; readonly shown: string };

const SQLITE = 'sqlite://';

/**
 * Reads `STORE_URL`. What follows `sqlite://` is a plain path: `sqlite://data/bot.sqlite` is relative,
 * `sqlite:///var/lib/bot.sqlite` is absolute.
 *
 * @throws {StoreOpenError} when it is neither SQLite nor PostgreSQL.
 */
export function parseStoreUrl(url: string): StoreLocation {
  if (url.startsWith(SQLITE) && url.length > SQLITE.length) {
    return { kind: 'sqlite', path: url.slice(SQLITE.length) };
  }
  if (/^postgres(ql)?:\/\//.test(url) && URL.canParse(url)) {
    const { hostname, port, pathname } = new URL(url);
    const where = port === '' ? hostname : `${hostname}:${port}`;
    return { kind: 'postgres', url, shown: `postgres://${where}${pathname}` };
  }
  throw new StoreOpenError(
    'STORE_URL must be sqlite://path/to/file or postgres://user:password@host/database.',
  );
}
