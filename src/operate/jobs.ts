/** Lists jobs that stopped, looks into one, replays or drops it; beside a running bot or without one. */
import { type Arguments, runScript, UsageError } from '../command-line.ts';
import { loadSecretKey } from '../config/config.ts';
import { systemClock } from '../core/async/clock.ts';
import {
  createDeadJobCommands,
  type DeadJobAnswer,
  type DeadJobCommand,
  deadJobAnswerSchema,
} from '../core/jobs/dead/dead-job-commands.ts';
import { silentLog } from '../core/ports/log.ts';
import { openStore } from '../core/store/open-store.ts';
import { controlPath } from '../server/control-socket.ts';
import { askRunningBot } from './control-client.ts';
import { explainError, readSettings } from './settings.ts';

/** What the script takes. */
export const COMMAND_LINE = {
  usage: `Usage: npm run jobs -- list
       npm run jobs -- show|replay|drop <id>

Jobs that the bot stopped working on, because every try failed. Works beside a running
bot, or without one. Reads .env.

  list               Show them: id, stage, age, server, service, money, reason
  show <id>          Show one with its history. Texts of people aren't shown
  replay <id>        Work on it again, from where it was
  drop <id>          End it. The member is told. What was reserved is released if nothing
                     was sent to AudioPod; otherwise it counts until that is known

  -h, --help         Show this help

  STORE_URL, DATA_DIR, SECRET_KEY
                     As the bot has them
`,
  options: {},
  takesWords: true,
} as const;

const VERBS = ['show', 'replay', 'drop'] as const;

function commandOf(words: readonly string[]): DeadJobCommand {
  const [verb, id, ...more] = words;
  if (verb === 'list' && id === undefined) return { verb };
  const known = VERBS.find((one) => one === verb);
  if (known === undefined) throw new UsageError('Name what to do: list, show, replay or drop.');
  if (id === undefined || more.length > 0)
    throw new UsageError(`Name one job: npm run jobs -- ${known} <id>`);
  return { verb: known, id };
}

/** Carries out what was typed, and prints the answer. */
export async function run({ words }: Arguments<typeof COMMAND_LINE.options>): Promise<void> {
  const { ok, lines } = await carryOut(commandOf(words));
  (ok ? process.stdout : process.stderr).write(`${lines.join('\n')}\n`);
  if (!ok) process.exitCode = 1;
}

async function carryOut(command: DeadJobCommand): Promise<DeadJobAnswer> {
  const config = readSettings();
  const { store, dataDir } = config;
  if (store.kind === 'sqlite') {
    // A running bot is the only one that may write to its database.
    const answer = await askRunningBot(controlPath(dataDir), command);
    if (answer !== undefined) return deadJobAnswerSchema.parse(answer);
  }
  const opened = await openStore({
    url: store.url.reveal(),
    clock: systemClock,
    keys: await loadSecretKey(config),
  });
  try {
    const commands = createDeadJobCommands({
      store: opened,
      clock: systemClock,
      log: silentLog,
    });
    return await commands(command);
  } finally {
    await opened.close();
  }
}

if (import.meta.main) {
  await runScript(COMMAND_LINE, run, explainError);
}
