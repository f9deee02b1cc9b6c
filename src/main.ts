import { readFileSync } from 'node:fs';
import { type Program, startProgram } from './app/program.ts';
import { readCommandLine, UsageError } from './command-line.ts';
import { type Config, ConfigError, readConfig } from './config/config.ts';
import { systemClock } from './core/async/clock.ts';
import { BotError } from './core/model/errors.ts';
import { StartError } from './core/model/start-error.ts';
import type { Log } from './core/ports/log.ts';
import { StoreOpenError } from './core/store/database/store-open-error.ts';
import { createLog } from './log/log.ts';

/** The whole drain stays well under the 30 s that containers grant. */
const DRAIN_DEADLINE_MS = 25_000;

/** The usage is a file because script/start prints it before Node is available. */
const COMMAND_LINE = {
  usage: readFileSync(new URL('usage.txt', import.meta.url), 'utf8'),
  options: { port: { type: 'string' } },
} as const;

/** Starts the program. Returns its exit code once it has drained, or immediately if it cannot start. */
async function main(): Promise<number> {
  const typed = readCommandLine(process.argv.slice(2), COMMAND_LINE);
  if (typed === 'help') {
    process.stdout.write(COMMAND_LINE.usage);
    return 0;
  }
  const { port } = typed.values;
  const config = readConfig({ ...process.env, ...(port !== undefined && { PORT: port }) });
  for (const warning of config.warnings) process.stderr.write(`Note: ${warning}\n`);
  const log = await createLogFor(process.stdout, config.logLevel);
  const stopped = new Promise<string>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });
  const program = await startProgram(config, log);
  greet(program, log);
  const stopping = new AbortController();
  const looked = sayFirstToMend(config, log, stopping.signal);
  log.info({ signal: await stopped }, 'draining');
  stopping.abort();
  await drain(program);
  await looked;
  return 0;
}

/** Creates the log: lines for a person at a terminal, JSON for any other standard output. */
async function createLogFor(
  stdout: NodeJS.WriteStream,
  level: Parameters<typeof createLog>[0],
): Promise<Log> {
  if (!stdout.isTTY) return createLog(level);
  // A closed terminal must not end the program.
  stdout.on('error', () => undefined);
  // Loaded only for a terminal.
  const { terminalLines } = await import('./log/terminal-lines.ts');
  return createLog(level, terminalLines(stdout, stdout.hasColors()));
}

/** Writes two lines for people. If standard output is for machines, it holds the log alone. */
function greet({ greeting, facts }: Program, log: Log): void {
  const { stdout, stderr } = process;
  log[stdout.isTTY ? 'debug' : 'info'](facts, 'started');
  (stdout.isTTY ? stdout : stderr).write(`${greeting.join('\n')}\n`);
}

/** Looks at the clock and the disk once the bot is up, so that the start takes no longer. Never rejects. */
async function sayFirstToMend(config: Config, log: Log, signal: AbortSignal): Promise<void> {
  try {
    const { lookAtStart } = await import('./operate/doctor/at-start.ts');
    const line = await lookAtStart({ config, clock: systemClock }, signal);
    if (line === undefined || signal.aborted) return;
    const { stdout, stderr } = process;
    log[stdout.isTTY ? 'debug' : 'warn']({ reason: line }, 'mend-first');
    (stdout.isTTY ? stdout : stderr).write(`${line}\n`);
  } catch (error) {
    log.warn({ error }, 'start-look-failed');
  }
}

async function drain(program: Program): Promise<void> {
  // Not cleared: work that the drain could not finish must not keep the process alive after it.
  setTimeout(() => process.exit(0), DRAIN_DEADLINE_MS).unref();
  await program.drain();
}

/** Errors whose message is a sentence for the bot owner. */
const EXPLAINED = [ConfigError, StartError, StoreOpenError, BotError];

/** Returns text for the bot owner instead of a stack, if the cause is one they can fix. */
function explain(error: unknown): string {
  const isExplained = EXPLAINED.some((known) => error instanceof known);
  // A system error, such as a full disk, is not a bug of the program: its message is enough.
  const isOfSystem = error instanceof Error && 'syscall' in error;
  if (error instanceof Error && (isExplained || isOfSystem)) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

// A promise that nobody awaits has failed: the program's state is unknown, and the stored records are safe.
process.on('unhandledRejection', (error) => {
  process.stderr.write(`audiopod-bot stopped: ${explain(error)}\n`);
  process.exit(1);
});

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(
    error instanceof UsageError ? `${error.message}\n` : `audiopod-bot did not start.\n${explain(error)}\n`,
  );
  process.exitCode = 1;
}
