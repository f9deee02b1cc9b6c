/** Looks at everything that the bot depends on, before anybody does; beside a running bot or before the first start. */
import { existsSync } from 'node:fs';
import { type Arguments, runScript, UsageError } from '../command-line.ts';
import { ConfigError, readConfig } from '../config/config.ts';
import { systemClock } from '../core/async/clock.ts';
import { ALL_CHECKS, checksFor, type DoctorParts, isDiscordId } from './doctor/all-checks.ts';
import { configurationProblems } from './doctor/configuration-check.ts';
import { exitCodeOf, lineOf, summaryOf } from './doctor/report.ts';
import { type Reported, runChecks } from './doctor/run-checks.ts';
import { explainError } from './settings.ts';

/** What the script takes. */
export const COMMAND_LINE = {
  usage: `Usage: npm run doctor -- [--channel <id>] [--send <id>] [--json]

Looks at the configuration, this computer, AudioPod, Discord and Slack, and says what to
mend. Charges nothing, and posts nothing without --send. Works beside a running bot, or
before the first start. Reads .env.

  --channel <id>     Also looks at the bot's permissions in this Discord channel
  --send <id>        Also posts test messages in this channel of Discord or Slack, and
                     removes them at once
  --json             Prints one JSON object instead of lines
  -h, --help         Show this help

Exit code: 0 all in order, 1 something is broken, 2 warnings only. docs/doctor.md lists
all checks.
`,
  options: { channel: { type: 'string' }, send: { type: 'string' }, json: { type: 'boolean' } },
} as const;

const NAME_WIDTH = Math.max(...ALL_CHECKS.map(({ name }) => name.length));
const SLACK_ID = /^[CGD][A-Z0-9]{2,20}$/;
/** In all; each check has a shorter deadline of its own. */
const ALL_MS = 14_000;
/** With test messages, the largest of which are of 100 MiB. */
const SENDING_MS = 150_000;

/** Runs the checks, and prints what they find. */
export async function run({ values }: Arguments<typeof COMMAND_LINE.options>): Promise<void> {
  const { channel, send, json = false } = values;
  if (channel !== undefined && !isDiscordId(channel)) {
    throw new UsageError('--channel takes the id of a Discord channel, in digits.');
  }
  if (send !== undefined && !isDiscordId(send) && !SLACK_ID.test(send)) {
    throw new UsageError('--send takes the id of a channel: digits on Discord, C… on Slack.');
  }
  if (existsSync('.env')) process.loadEnvFile('.env');
  const { stdout } = process;
  const isColored = stdout.isTTY && stdout.hasColors();
  const lines: Reported[] = [];
  for await (const line of reported({ channel, send })) {
    lines.push(line);
    if (!json) stdout.write(`${lineOf(line, NAME_WIDTH, isColored)}\n`);
  }
  const exitCode = exitCodeOf(lines);
  stdout.write(
    json ? `${JSON.stringify({ exitCode, checks: lines }, null, 2)}\n` : `\n${summaryOf(lines)}\n`,
  );
  process.exitCode = exitCode;
}

async function* reported({ channel, send }: Pick<DoctorParts, 'channel' | 'send'>): AsyncGenerator<Reported> {
  let config: DoctorParts['config'];
  try {
    config = readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    // Everything else is looked at by the configuration.
    yield* configurationProblems(error);
    return;
  }
  const { discord, slack } = config.platforms;
  if (channel !== undefined && discord === undefined) {
    throw new UsageError('--channel looks at Discord. Set DISCORD_TOKEN.');
  }
  if (send !== undefined && (isDiscordId(send) ? discord : slack) === undefined) {
    throw new UsageError(`--send ${send} needs the tokens of ${isDiscordId(send) ? 'Discord' : 'Slack'}.`);
  }
  const clock = systemClock;
  await using prepared = checksFor({ config, searchPath: process.env['PATH'], channel, send, clock });
  yield* runChecks(prepared.checks, {
    clock,
    signal: clock.timeout(send === undefined ? ALL_MS : SENDING_MS),
  });
}

if (import.meta.main) {
  await runScript(COMMAND_LINE, run, explainError);
}
