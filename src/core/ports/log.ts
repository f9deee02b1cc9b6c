/**
 * The named values of one log line, such as `{ stage: 'encode', durationMs: 812 }`. Units are part of the
 * name. A thrown value goes under `error`. Never a key, a token, a signed link, or a member's text.
 */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Where the operator reads what happens: one event name and its fields per line. Small enough that a pino
 * logger is one as it stands. Levels: `error` needs a person, `warn` may soon, `info` is the course of
 * things, `debug` is for looking into one of them.
 *
 * @example log.info({ stage: 'encode', durationMs: 812 }, 'stage-finished');
 */
export interface Log {
  debug(fields: LogFields, event: string): void;
  info(fields: LogFields, event: string): void;
  warn(fields: LogFields, event: string): void;
  error(fields: LogFields, event: string): void;
  /** A log whose every line also carries these fields: the job, the tenant, the platform. */
  child(fields: LogFields): Log;
}

/** Says nothing. */
export const silentLog: Log = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLog,
};
