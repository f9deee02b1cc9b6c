import { type Program, startProgram } from './app/program.ts';
import { ConfigError, readConfig } from './config/config.ts';
import { BotError } from './core/model/errors.ts';
import { StartError } from './core/model/start-error.ts';
import { StoreOpenError } from './core/store/store-open-error.ts';
import { createLog } from './log/log.ts';

/** The whole drain stays well under the 30 s that containers grant. */
const DRAIN_DEADLINE_MS = 25_000;

/** Starts the program and answers its exit code once it has drained, or at once when it cannot start. */
async function main(): Promise<number> {
  const config = readConfig(process.env);
  for (const warning of config.warnings) process.stderr.write(`Note: ${warning}\n`);
  const log = createLog(config.logLevel);
  const stopped = new Promise<string>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });
  const program = await startProgram(config, log);
  process.stdout.write(`${program.greeting}\n`);
  log.info({ signal: await stopped }, 'draining');
  await drain(program);
  return 0;
}

async function drain(program: Program): Promise<void> {
  // Left running: what the drain could not bring to an end must not keep the process alive after it either.
  setTimeout(() => process.exit(0), DRAIN_DEADLINE_MS).unref();
  await program.drain();
}

/** Errors whose message is a sentence for the operator. */
const EXPLAINED = [ConfigError, StartError, StoreOpenError, BotError];

/** Words for the operator instead of a stack, wherever the cause is one they can mend. */
function explain(error: unknown): string {
  if (EXPLAINED.some((known) => error instanceof known))
    return String(error instanceof Error ? error.message : error);
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return 'The port is taken by another program. Set PORT to a free one, for example PORT=3001.';
  if (code === 'EACCES') return `No permission: ${String(error)}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

// A promise nobody waits for has failed: the state of the program is unknown, and the record is safe.
process.on('unhandledRejection', (error) => {
  process.stderr.write(`audiopod-bot stopped: ${explain(error)}\n`);
  process.exit(1);
});

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`audiopod-bot did not start.\n${explain(error)}\n`);
  process.exitCode = 1;
}
