/**
 * Prints the description of the Slack app, to be pasted at https://api.slack.com/apps under “Create New App”,
 * “From a manifest”.
 *
 *   npm run manifest -- slack --transport socket
 *   PUBLIC_URL=https://bot.example.org npm run --silent manifest -- slack --transport http
 */
import { type ManifestTransport, slackManifest } from '../src/bots/slack/manifest.ts';
import { type Arguments, runScript, UsageError } from '../src/command-line.ts';
import { COMMANDS } from '../src/commands/catalog.ts';
import { describe } from '../src/commands/framework/describe.ts';

const COMMAND_LINE = {
  usage: `Usage: npm run --silent manifest -- slack [--transport socket|http] [--url <address>]

Prints the manifest of the Slack app. Paste it at https://api.slack.com/apps:
Create New App, From a manifest.

  --transport socket   The bot connects to Slack; needs no public address (the default)
  --transport http     Slack connects to the bot
  --url <address>      Public https address of the bot, for http; PUBLIC_URL by default
  -h, --help           Show this help
`,
  options: { transport: { type: 'string', default: 'socket' }, url: { type: 'string' } },
  takesWords: true,
} as const;

/** Returns how Slack reaches the bot. @throws {UsageError} when the arguments don't determine it. */
export function transportOf(
  { values, words }: Arguments<typeof COMMAND_LINE.options>,
  publicUrl: string | undefined,
): ManifestTransport {
  if (words.join(' ') !== 'slack') throw new UsageError('Name the platform: npm run manifest -- slack');
  if (values.transport === 'socket') return { mode: 'socket' };
  if (values.transport !== 'http') throw new UsageError('Set --transport to socket or http.');
  const url = URL.parse(values.url ?? publicUrl ?? '');
  if (url?.protocol !== 'https:') {
    throw new UsageError(
      'Over HTTP, Slack needs the public https address of the bot. Set PUBLIC_URL or add --url https://bot.example.org.',
    );
  }
  return { mode: 'http', publicUrl: url.href };
}

if (import.meta.main) {
  await runScript(COMMAND_LINE, (typed) => {
    const transport = transportOf(typed, process.env['PUBLIC_URL']);
    process.stdout.write(`${JSON.stringify(slackManifest(describe(COMMANDS, 'en'), transport), null, 2)}\n`);
  });
}
