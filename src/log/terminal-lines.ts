import { prettyFactory } from 'pino-pretty';
import { z } from 'zod';

/** Where the terminal's lines are written. */
export interface Terminal {
  write(text: string): unknown;
}

/** An error as safe-error.ts reduces it. */
const safeErrorShape = z.object({
  name: z.string(),
  message: z.string(),
  code: z.union([z.string(), z.number()]).optional(),
  facts: z.record(z.string(), z.unknown()).optional(),
  stack: z.string().optional(),
  cause: z.unknown().optional(),
});

/**
 * Turns the log's JSON into lines for people: `[15:21:35] INFO: submitted {"job":"j1"}`, an error below its
 * line. Each line is written before the call returns, so nothing is lost when the process exits.
 */
export function terminalLines(terminal: Terminal, colors: boolean) {
  const pretty = prettyFactory({
    colorize: colors,
    messageKey: 'event',
    translateTime: 'SYS:HH:MM:ss',
    singleLine: true,
    customPrettifiers: {
      error: (error, _key, line) => describeError(error, 'level' in line && line.level === 'error'),
    },
  });
  // JSON escapes only the older half of the control characters.
  return { write: (line: string) => void terminal.write(pretty(line).replace(/[\u0080-\u009f]/g, ' ')) };
}

/** Shows an error and its causes, one per line. The stack only helps with unforeseen errors. */
function describeError(error: unknown, withStack: boolean): string {
  const read = safeErrorShape.safeParse(error);
  if (!read.success) return withoutControls(JSON.stringify(error) ?? '');
  const { name, message, code, facts, stack, cause } = read.data;
  const head = `${code === undefined ? name : `${name} (${code})`}: ${message}`;
  return [
    withoutControls(facts === undefined ? head : `${head} ${JSON.stringify(facts)}`),
    ...(withStack && stack !== undefined ? stack.split('\n').map(withoutControls) : []),
    ...(cause === undefined ? [] : [`caused by ${describeError(cause, withStack)}`]),
  ].join('\n');
}

/** Text quoted in a message must not move the cursor, change colors, or start a new line. */
function withoutControls(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}
