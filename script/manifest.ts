/**
 * Prints the description of the Slack app, to be pasted at https://api.slack.com/apps under “Create New App”,
 * “From a manifest”.
 *
 *   npm run manifest -- slack --transport socket
 *   PUBLIC_URL=https://bot.example.org npm run --silent manifest -- slack --transport http
 *   npm run manifest -- slack --commands umbrella
 *   PUBLIC_URL=https://bot.example.org npm run --silent manifest -- slack --transport http --workspaces many
 */
import { type ManifestNames, type ManifestTransport, slackManifest } from '../src/bots/slack/manifest.ts';
import { type Arguments, runScript, UsageError } from '../src/command-line.ts';
import { COMMANDS } from '../src/commands/catalog.ts';
import { describe } from '../src/commands/framework/describe.ts';

const COMMAND_LINE = {
  usage: `Usage: npm run --silent manifest -- slack [--transport socket|http] [--url <address>] [--commands all|umbrella]
       [--workspaces one|many]

Prints the manifest of the Slack app. Paste it at https://api.slack.com/apps:
Create New App, From a manifest.

  --transport socket   The bot connects to Slack; needs no public address (the default)
  --transport http     Slack connects to the bot
  --url <address>      Public https address of the bot, for http and for many workspaces;
                       PUBLIC_URL by default
  --commands umbrella  Only /audiopod, where other apps own short names such as /tts;
                       by default every command has its own name too
  --workspaces many    Workspaces and organizations install the app themselves, by OAuth;
                       by default the app is for one workspace
  -h, --help           Show this help
`,
  options: {
    transport: { type: 'string', default: 'socket' },
    url: { type: 'string' },
    commands: { type: 'string', default: 'all' },
    workspaces: { type: 'string', default: 'one' },
  },
  takesWords: true,
} as const;

/** Returns how Slack reaches the bot. @throws {UsageError} when the arguments don't determine it. */
export function transportOf(
  { values, words }: Arguments<Pick<typeof COMMAND_LINE.options, 'transport' | 'url'>>,
  publicUrl: string | undefined,
): ManifestTransport {
  if (words.join(' ') !== 'slack') throw new UsageError('Name the platform: npm run manifest -- slack');
  if (values.transport === 'socket') return { mode: 'socket' };
  if (values.transport !== 'http') throw new UsageError('Set --transport to socket or http.');
  return { mode: 'http', publicUrl: addressOf(values.url ?? publicUrl, 'Over HTTP') };
}

/**
 * Returns where workspaces install the app themselves; `undefined` if it is for one.
 *
 * @throws {UsageError} when the arguments don't determine it.
 */
export function installsAt(
  { values }: Pick<Arguments<Pick<typeof COMMAND_LINE.options, 'workspaces' | 'url'>>, 'values'>,
  publicUrl: string | undefined,
): string | undefined {
  if (values.workspaces === 'one') return undefined;
  if (values.workspaces !== 'many') throw new UsageError('Set --workspaces to one or many.');
  return addressOf(values.url ?? publicUrl, 'For many workspaces');
}

function addressOf(text: string | undefined, when: string): string {
  const url = URL.parse(text ?? '');
  if (url?.protocol === 'https:') return url.href;
  throw new UsageError(
    `${when}, Slack needs the public https address of the bot. Set PUBLIC_URL or add --url https://bot.example.org.`,
  );
}

/** Returns which names the commands get. @throws {UsageError} for any other word. */
export function namesOf(typed: string | undefined): ManifestNames {
  if (typed === 'all' || typed === 'umbrella') return typed;
  throw new UsageError('Set --commands to all or umbrella.');
}

if (import.meta.main) {
  await runScript(COMMAND_LINE, (typed) => {
    const publicUrl = process.env['PUBLIC_URL'];
    const manifest = slackManifest(
      describe(COMMANDS, 'en'),
      transportOf(typed, publicUrl),
      namesOf(typed.values.commands),
      installsAt(typed, publicUrl),
    );
    process.stdout.write(`${JSON.stringify(manifest, null, 2)}\n`);
  });
}
