/**
 * Prints the description of the Slack app, to be pasted at https://api.slack.com/apps under “Create New App”,
 * “From a manifest”.
 *
 *   npm run manifest -- slack --transport socket
 *   PUBLIC_URL=https://bot.example.org npm run --silent manifest -- slack --transport http
 */
import { parseArgs } from 'node:util';
import { type ManifestTransport, slackManifest } from '../src/bots/slack/manifest.ts';
import { COMMANDS } from '../src/commands/catalog.ts';
import { describe } from '../src/commands/framework/describe.ts';

const USAGE = 'npm run manifest -- slack --transport socket|http [--url https://bot.example.org]';

/** Reads the arguments. @throws {TypeError} a sentence for whoever typed them. */
export function readArguments(args: readonly string[], publicUrl: string | undefined): ManifestTransport {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { transport: { type: 'string', default: 'socket' }, url: { type: 'string' } },
  });
  if (positionals.join(' ') !== 'slack') throw new TypeError(`Which platform? Try: ${USAGE}`);
  if (values.transport === 'socket') return { mode: 'socket' };
  if (values.transport !== 'http') throw new TypeError(`The transport is socket or http. Try: ${USAGE}`);
  const url = URL.parse(values.url ?? publicUrl ?? '');
  if (url?.protocol !== 'https:') {
    throw new TypeError(
      'Over HTTP, Slack has to know the public https address of the bot. Set PUBLIC_URL or add --url https://bot.example.org.',
    );
  }
  return { mode: 'http', publicUrl: url.href };
}

if (import.meta.main) {
  try {
    const transport = readArguments(process.argv.slice(2), process.env['PUBLIC_URL']);
    process.stdout.write(`${JSON.stringify(slackManifest(describe(COMMANDS, 'en'), transport), null, 2)}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
