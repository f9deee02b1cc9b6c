/** Looks at everything that the bot depends on, before anybody does; beside a running bot or before the first start. */
import { existsSync } from 'node:fs';
import { type Arguments, runScript, UsageError } from '../command-line.ts';
import { ConfigError, readConfig } from '../config/config.ts';
import { systemClock } from '../core/async/clock.ts';
import { formatUsd } from '../core/model/money/money.ts';
import { ALL_CHECKS, checksFor, type DoctorParts, isDiscordId } from './doctor/all-checks.ts';
import { configurationProblems } from './doctor/configuration-check.ts';
import { exitCodeOf, lineOf, summaryOf } from './doctor/report.ts';
import { type Reported, runChecks } from './doctor/run-checks.ts';
import { explainError } from './settings.ts';
import { MOST_PAID } from './trials/paid-check.ts';

/** What the script takes. */
export const COMMAND_LINE = {
  usage: `Usage: npm run doctor -- [--channel <id>] [--send <id>] [--attended] [--paid [--yes]]
                            [--json]

Looks at the configuration, this computer, AudioPod, Discord and Slack, and says what to
mend. Charges nothing without --paid, and posts nothing unless you say so. Works beside a
running bot, or before the first start. Reads .env.

  --channel <id>     Also looks at the bot's permissions in this Discord channel; for
                     --attended and --paid, a channel of Discord or Slack
  --send <id>        Also posts test messages in this channel of Discord or Slack, and
                     removes them at once
  --attended         Also posts buttons in the channel of --channel for you to press, and
                     says how fast the running bot responds
  --paid             Also pays AudioPod for one short speech and its transcript (at most
                     $0.05), and posts the speech in the channel of --channel, if any
  --yes              Doesn't ask before paying
  --json             Prints one JSON object instead of lines
  -h, --help         Show this help

Exit code: 0 all in order, 1 something is broken, 2 warnings only. docs/doctor.md lists
all checks.
`,
  options: {
    channel: { type: 'string' },
    send: { type: 'string' },
    attended: { type: 'boolean' },
    paid: { type: 'boolean' },
    yes: { type: 'boolean' },
    json: { type: 'boolean' },
  },
} as const;

const NAME_WIDTH = Math.max(...ALL_CHECKS.map(({ name }) => name.length));
const SLACK_ID = /^[CGD][A-Z0-9]{2,20}$/;
/** In all; each check has a shorter deadline of its own. */
const ALL_MS = 14_000;
/** With what is only tried on request: files of 100 MiB, a person's presses, jobs at AudioPod. */
const TRYING_MS = 180_000;

/** Runs the checks, and prints what they find. */
export async function run({ values }: Arguments<typeof COMMAND_LINE.options>): Promise<void> {
  const { json = false } = values;
  const asked = readAsked(values);
  if (existsSync('.env')) process.loadEnvFile('.env');
  const { stdout } = process;
  const isColored = stdout.isTTY && stdout.hasColors();
  const lines: Reported[] = [];
  for await (const line of reported(asked)) {
    lines.push(line);
    if (!json) stdout.write(`${lineOf(line, NAME_WIDTH, isColored)}\n`);
  }
  const exitCode = exitCodeOf(lines);
  stdout.write(
    json ? `${JSON.stringify({ exitCode, checks: lines }, null, 2)}\n` : `\n${summaryOf(lines)}\n`,
  );
  process.exitCode = exitCode;
}

/** What is looked at besides what always is. */
interface Asked {
  readonly channel: string | undefined;
  readonly send: string | undefined;
  readonly isAttended: boolean;
  readonly paid: 'no' | 'ask' | 'yes';
}

function readAsked(values: Arguments<typeof COMMAND_LINE.options>['values']): Asked {
  const { channel, send, attended: isAttended = false, paid = false, yes = false } = values;
  const isTried = isAttended || paid;
  if (channel !== undefined && !isDiscordId(channel) && !(isTried && SLACK_ID.test(channel))) {
    throw new UsageError(
      isTried
        ? '--channel takes the id of a channel: digits on Discord, C… on Slack.'
        : '--channel takes the id of a Discord channel, in digits.',
    );
  }
  if (send !== undefined && !isDiscordId(send) && !SLACK_ID.test(send)) {
    throw new UsageError('--send takes the id of a channel: digits on Discord, C… on Slack.');
  }
  if (isAttended && channel === undefined)
    throw new UsageError('--attended needs a channel: --channel <id>.');
  if (yes && !paid) throw new UsageError('--yes only goes with --paid.');
  if (paid && !yes && !process.stdin.isTTY) {
    throw new UsageError('--paid asks at a terminal before it pays. Without one, add --yes.');
  }
  return { channel, send, isAttended, paid: paid ? (yes ? 'yes' : 'ask') : 'no' };
}

async function* reported(asked: Asked): AsyncGenerator<Reported> {
  let config: DoctorParts['config'];
  try {
    config = readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    // Everything else is looked at by the configuration.
    yield* configurationProblems(error);
    return;
  }
  const { channel, send, isAttended } = asked;
  requirePlatform('--channel', channel, config);
  requirePlatform('--send', send, config);
  const isPaid = asked.paid === 'yes' || (asked.paid === 'ask' && (await agreesToPay()));
  const isTrying = send !== undefined || isAttended || isPaid;
  const clock = systemClock;
  await using prepared = checksFor({
    ...{ config, searchPath: process.env['PATH'], send, clock },
    ...(channel !== undefined && isDiscordId(channel) && { channel }),
    ...(isAttended && channel !== undefined && { attended: { channel, tell } }),
    ...(isPaid && { paid: channel === undefined ? {} : { channel } }),
  });
  yield* runChecks(prepared.checks, { clock, signal: clock.timeout(isTrying ? TRYING_MS : ALL_MS) });
}

function requirePlatform(
  option: string,
  id: string | undefined,
  { platforms: { discord, slack } }: DoctorParts['config'],
): void {
  if (id === undefined) return;
  if (isDiscordId(id) && discord === undefined)
    throw new UsageError(`${option} ${id} is a channel of Discord. Set DISCORD_TOKEN.`);
  if (!isDiscordId(id) && (slack === undefined || !('botToken' in slack.transport)))
    throw new UsageError(`${option} ${id} is a channel of Slack. Set SLACK_BOT_TOKEN.`);
}

/** Standard output may be JSON for another program. */
function tell(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

async function agreesToPay(): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises');
  using terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(
    `AudioPod will charge your wallet up to ${formatUsd(MOST_PAID)}. Continue? [y/N] `,
  );
  return /^y(?:es)?$/i.test(answer.trim());
}

if (import.meta.main) {
  await runScript(COMMAND_LINE, run, explainError);
}
