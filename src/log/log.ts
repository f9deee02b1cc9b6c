import { type DestinationStream, type Logger, pino } from 'pino';
import type { Config } from '../config/model.ts';
import type { Log } from '../core/ports/log.ts';
import { safeFields } from './safe-fields.ts';

/**
 * Creates the program's log: one JSON object per line, with `level`, `time` (ISO 8601), `event` and the
 * fields. Secrets are never written, whatever is passed; see log/safe-fields.ts.
 *
 * @param destination where lines go; standard output when absent.
 */
export function createLog(level: Config['logLevel'], destination?: DestinationStream): Log {
  const options = {
    level,
    messageKey: 'event',
    timestamp: pino.stdTimeFunctions.isoTime,
    base: null,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: safeFields,
    },
  };
  return asLog(destination === undefined ? pino(options) : pino(options, destination));
}

/** pino runs its formatters only over a line's own fields, so a child's fields are made safe here. */
function asLog(logger: Logger): Log {
  return {
    debug: (fields, event) => logger.debug(fields, event),
    info: (fields, event) => logger.info(fields, event),
    warn: (fields, event) => logger.warn(fields, event),
    error: (fields, event) => logger.error(fields, event),
    child: (fields) => asLog(logger.child(safeFields(fields))),
  };
}
