/**
 * Prints the description of the app: for Discord, links and texts to be copied to the pages of the application; for
 * Slack, a manifest to be pasted at https://api.slack.com/apps under “Create New App”,
 * “From a manifest”.
 *
 *   npm run manifest -- discord --application 81384788765712384
 *   npm run manifest -- slack --transport socket
 *   PUBLIC_URL=https://bot.example.org npm run --silent manifest -- slack --transport http
 *   npm run manifest -- slack --commands umbrella
 *   PUBLIC_URL=https://bot.example.org npm run --silent manifest -- slack --transport http --workspaces many
 */
import { appListing } from '../src/bots/discord/app-listing.ts';
import { type ManifestNames, type ManifestTransport, slackManifest } from '../src/bots/slack/manifest.ts';
import { type Arguments, runScript, UsageError } from '../src/command-line.ts';
import { COMMANDS } from '../src/commands/catalog.ts';
import { describe } from '../src/commands/framework/describe.ts';

const COMMAND_LINE = {
  usage: `Usage: npm run --silent manifest -- slack [--transport socket|http] [--url <address>] [--commands all|umbrella]
       [--workspaces one|many]
       npm run --silent manifest -- discord [--application <id>] [--url <address>]

For Discord, prints the links that install the bot, and texts, tags and addresses for your application at
https://discord.com/developers/applications and its page in the App Directory.

  --application <id>   The Application ID, for the links
  --url <address>      Public https address of the bot, for its pages; PUBLIC_URL by default

For Slack, prints the manifest of the Slack app. Paste it at https://api.slack.com/apps:
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
    application: { type: 'string', default: 'APPLICATION_ID' },
  },
  takesWords: true,
} as const;

/** Returns how Slack reaches the bot. @throws {UsageError} when the arguments don't determine it. */
export function transportOf(
  { values, words }: Arguments<Pick<typeof COMMAND_LINE.options, 'transport' | 'url'>>,
  publicUrl: string | undefined,
): ManifestTransport {
  if (words.join(' ') !== 'slack')
    throw new UsageError('Name the platform: npm run manifest -- slack, or discord.');
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

/** Returns what to copy to the application’s pages at Discord. @throws {UsageError} for another id or address. */
export function discordListing(
  { values }: Pick<Arguments<Pick<typeof COMMAND_LINE.options, 'application' | 'url'>>, 'values'>,
  publicUrl: string | undefined,
): Readonly<Record<string, unknown>> {
  const { application, url = publicUrl } = values;
  if (!/^(?:\d{17,20}|APPLICATION_ID)$/.test(application))
    throw new UsageError('Set --application to the Application ID, which has 17 to 20 digits.');
  if (url !== undefined && URL.parse(url)?.protocol !== 'https:')
    throw new UsageError('Set PUBLIC_URL or --url to a public https address: https://bot.example.org');
  return appListing(application, url);
}

function print(description: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(description, null, 2)}\n`);
}

/** Returns which names the commands get. @throws {UsageError} for any other word. */
export function namesOf(typed: string | undefined): ManifestNames {
  if (typed === 'all' || typed === 'umbrella') return typed;
  throw new UsageError('Set --commands to all or umbrella.');
}

if (import.meta.main) {
  await runScript(COMMAND_LINE, (typed) => {
    const publicUrl = process.env['PUBLIC_URL'];
    if (typed.words.join(' ') === 'discord') {
      print(discordListing(typed, publicUrl));
      return;
    }
    const manifest = slackManifest(
      describe(COMMANDS, 'en'),
      transportOf(typed, publicUrl),
      namesOf(typed.values.commands),
      installsAt(typed, publicUrl),
    );
    print(manifest);
  });
}
