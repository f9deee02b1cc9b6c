import type { Config } from '../config/config.ts';

/** What the greeting depends on. */
export interface GreetingFacts {
  /** Where the HTTP server listens. */
  readonly url: string;
  readonly hasPlayground: boolean;
  /** What AudioPod says of the key and the wallet; absent for the sandbox. */
  readonly accountLine?: string | undefined;
  readonly config: Pick<Config, 'role' | 'audiopod' | 'platforms' | 'playground'>;
}

/** Returns lines to read once the bot is up: where to go, with which token, and whether jobs cost money. */
export function greeting(facts: GreetingFacts): readonly string[] {
  return [
    whereToGo(facts),
    ...tokenLine(facts),
    facts.config.audiopod.sandbox
      ? 'This is the sandbox: AudioPod is simulated, and nothing is charged.'
      : 'audiopod-bot is running. Jobs are charged to your AudioPod wallet.',
    ...(facts.accountLine === undefined ? [] : [facts.accountLine]),
  ];
}

/** Names the file of the token, which the bot owner has never seen if the bot made it. */
function tokenLine({ hasPlayground, config }: GreetingFacts): readonly string[] {
  const file = hasPlayground && config.role !== 'worker' ? config.playground?.tokenFile : undefined;
  return file === undefined ? [] : [`Its token is in ${file}.`];
}

function whereToGo({ url, hasPlayground, config }: GreetingFacts): string {
  if (config.role === 'worker') return 'This process works on jobs that others receive.';
  if (hasPlayground) return `Open ${visitable(url)} in a browser.`;
  const { discord, slack } = config.platforms;
  // Slack may keep `/help` to itself.
  const ways = [...(discord ? ['/help in Discord'] : []), ...(slack ? ['/audiopod help in Slack'] : [])];
  return ways.length === 0 ? `Listening at ${visitable(url)}.` : `Type ${ways.join(', or ')}.`;
}

/** Returns a URL to visit. A server that listens on every address is visited at this machine's loopback. */
function visitable(url: string): string {
  return url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');
}
