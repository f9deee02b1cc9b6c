import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Config, ConfigError, readConfig } from '../config/config.ts';
import { BotError } from '../core/model/errors.ts';
import { StartError } from '../core/model/start-error.ts';
import { StoreCopyError } from '../core/store/database/copy-error.ts';
import { StoreOpenError } from '../core/store/database/store-open-error.ts';
import { parseStoreUrl } from '../core/store/store-url.ts';

/** Reads the same settings as the bot, from `.env` too. No job is started, so AudioPod's key is not required. */
export function readSettings(): Config {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return readConfig({ ...process.env, SANDBOX: 'on' });
}

/**
 * Returns the path of the SQLite database.
 *
 * @throws {StartError} if the bot is set to PostgreSQL.
 */
export function sqlitePath(config: Pick<Config, 'store'>, insteadDo: string): string {
  const location = parseStoreUrl(config.store.url.reveal());
  if (location.kind === 'sqlite') return resolve(location.path);
  throw new StartError(`STORE_URL is ${location.shown}, and this is for SQLite. ${insteadDo}`);
}

/** Errors whose message is a sentence for the bot owner. */
const EXPLAINED = [StoreCopyError, BotError, ConfigError, StartError, StoreOpenError];

/** Returns what a script prints for an error: a sentence if the bot owner can do something about it. */
export function explainError(error: unknown): string {
  if (error instanceof Error && EXPLAINED.some((known) => error instanceof known)) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
