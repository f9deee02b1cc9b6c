import { type KeyvStorageAdapter, type KeyvStorageCapability, keyvStorageCapability } from 'keyv';
import type { Clock } from '../async/clock.ts';
import { NO_SEALING, type Sealing } from '../seal/sealing.ts';
import type { Database } from './database/schema.ts';

/** Keys per statement; both databases allow far more parameters than this needs. */
const BATCH = 500;
/** Entries read ahead while iterating. */
const PAGE = 100;

/** Describes the whole adapter except the event emitter, which Keyv treats as optional. */
type Storage = Required<
  Pick<
    KeyvStorageAdapter,
    | 'namespace'
    | 'capabilities'
    | 'get'
    | 'getMany'
    | 'has'
    | 'hasMany'
    | 'set'
    | 'setMany'
    | 'delete'
    | 'deleteMany'
    | 'clear'
    | 'iterator'
    | 'disconnect'
  >
>;

/**
 * Stores Keyv's entries in the `kv` table, one namespace each. Errors of the database are thrown; Keyv turns them
 * into "absent" and an `error` event, so a broken database never stops a command (see `Store.cache`).
 */
export class KeyvStorage implements Storage {
  namespace: string | undefined;
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #sealing: Sealing;

  constructor(db: Database, clock: Clock, sealing = NO_SEALING, namespace?: string) {
    this.#db = db;
    this.#clock = clock;
    this.#sealing = sealing;
    this.namespace = namespace;
  }

  /** Declares the contract of Keyv 6: expiry comes as a moment, not as a duration. */
  get capabilities(): KeyvStorageCapability {
    return keyvStorageCapability(this);
  }

  async get(key: string): Promise<string | undefined> {
    const [value] = await this.getMany([key]);
    return value;
  }

  async getMany(keys: string[]): Promise<(string | undefined)[]> {
    const found = new Map<string, string>();
    for (const batch of batches(keys.map(toStoredKey))) {
      const rows = await this.#live().where('key', 'in', batch).select(['key', 'value']).execute();
      for (const row of rows) found.set(row.key, this.#open(row));
    }
    return keys.map((key) => found.get(toStoredKey(key)));
  }

  async has(key: string): Promise<boolean> {
    return (await this.get(key)) !== undefined;
  }

  async hasMany(keys: string[]): Promise<boolean[]> {
    return (await this.getMany(keys)).map((value) => value !== undefined);
  }

  async set(key: string, value: unknown, expires?: number): Promise<boolean> {
    await this.setMany([expires === undefined ? { key, value } : { key, value, expires }]);
    return true;
  }

  async setMany(entries: { key: string; value: unknown; expires?: number }[]): Promise<boolean[]> {
    // The last of several values for one key wins. Sorted by key, because on PostgreSQL two writers that take
    // the same rows in different orders would deadlock.
    const last = new Map(entries.map((entry) => [toStoredKey(entry.key), entry]));
    const rows = [...last]
      .map(([key, { value, expires }]) => ({
        namespace: this.#space,
        key,
        value: this.#sealing.seal(toText(value), kvIdentity(this.#space, key)),
        expires_at: expires === undefined ? null : this.#onOwnClock(expires),
      }))
      .toSorted((a, b) => (a.key < b.key ? -1 : 1));
    for (const batch of batches(rows)) {
      await this.#db
        .insertInto('kv')
        .values(batch)
        .onConflict((conflict) =>
          conflict.columns(['namespace', 'key']).doUpdateSet((eb) => ({
            value: eb.ref('excluded.value'),
            expires_at: eb.ref('excluded.expires_at'),
          })),
        )
        .execute();
    }
    return entries.map(() => true);
  }

  async delete(key: string): Promise<boolean> {
    const [deleted = false] = await this.deleteMany([key]);
    return deleted;
  }

  async deleteMany(keys: string[]): Promise<boolean[]> {
    const deleted = new Set<string>();
    for (const batch of batches(keys.map(toStoredKey))) {
      const rows = await this.#db
        .deleteFrom('kv')
        .where('namespace', '=', this.#space)
        .where('key', 'in', batch)
        .returning('key')
        .execute();
      for (const row of rows) deleted.add(row.key);
    }
    return keys.map((key) => deleted.has(toStoredKey(key)));
  }

  async clear(): Promise<void> {
    await this.#db.deleteFrom('kv').where('namespace', '=', this.#space).execute();
  }

  async *iterator(): AsyncGenerator<[string, string], void> {
    let after: string | undefined;
    while (true) {
      const page = this.#live().select(['key', 'value']).orderBy('key').limit(PAGE);
      const rows = await (after === undefined ? page : page.where('key', '>', after)).execute();
      for (const row of rows) yield [fromStoredKey(row.key), this.#open(row)];
      after = rows.at(-1)?.key;
      if (rows.length < PAGE) return;
    }
  }

  /** The database belongs to the store, which closes it. */
  async disconnect(): Promise<void> {}

  #open({ key, value }: { readonly key: string; readonly value: string }): string {
    return this.#sealing.open(value, kvIdentity(this.#space, key));
  }

  get #space(): string {
    return this.namespace ?? '';
  }

  /** Converts an expiry from the system clock, which Keyv uses, to the store's clock, which may differ. */
  #onOwnClock(expiresMs: number): number {
    return this.#clock.now() + (expiresMs - Date.now());
  }

  #live() {
    return this.#db
      .selectFrom('kv')
      .where('namespace', '=', this.#space)
      .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', this.#clock.now())]));
  }
}

/** Returns what a value is bound to. */
export function kvIdentity(namespace: string, storedKey: string): string {
  return `kv:${namespace}:${storedKey}`;
}

/**
 * Escapes a key as JSON does, so that any string is a distinct key: PostgreSQL refuses the character U+0000
 * in text, and half of a surrogate pair would turn into a replacement character on both databases.
 */
function toStoredKey(key: string): string {
  return JSON.stringify(key).slice(1, -1);
}

function fromStoredKey(stored: string): string {
  return String(JSON.parse(`"${stored}"`));
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new TypeError('Only text can be stored; Keyv needs a serializer');
}

function* batches<T>(items: readonly T[]): Generator<T[]> {
  for (let start = 0; start < items.length; start += BATCH) yield items.slice(start, start + BATCH);
}
