/**
 * The fields of one log line, such as `{ stage: 'encode', durationMs: 812 }`.
 *
 * Units are part of the name. A thrown value goes under `error`. Never log a key, a token, a signed link or a
 * member's text.
 */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * The operator's log: one event name and its fields per line. A pino logger implements it without changes.
 *
 * Levels: `error` needs a person, `warn` may soon, `info` is normal operation, `debug` is for investigating.
 *
 * @example log.info({ stage: 'encode', durationMs: 812 }, 'stage-finished');
 */
export interface Log {
  debug(fields: LogFields, event: string): void;
  info(fields: LogFields, event: string): void;
  warn(fields: LogFields, event: string): void;
  error(fields: LogFields, event: string): void;
  /** Returns a log that adds these fields to every line: the job, the tenant, the platform. */
  child(fields: LogFields): Log;
}

/** A log that discards everything. */
export const silentLog: Log = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLog,
};
