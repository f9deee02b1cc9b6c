import type { Environment, VariableName } from './environment.ts';
import type { Config, DiscordConfig, SlackConfig, SlackTransport } from './model.ts';
import { missing, type Problem } from './problem.ts';

/** Which platforms are on, and what is wrong with their variables. */
export interface PlatformReading {
  readonly platforms: Config['platforms'];
  /** The variable that turned the first platform on; `undefined` when none is on. */
  readonly turnedOnBy: VariableName | undefined;
  readonly problems: readonly Problem[];
}

const OAUTH = ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_STATE_SECRET'] as const;
const SLACK_ON = ['SLACK_SIGNING_SECRET', 'SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', ...OAUTH] as const;

/** Reads which platforms are on. A platform with incomplete variables counts as on. */
export function readPlatforms(env: Environment): PlatformReading {
  const problems: Problem[] = [];
  const discord = readDiscord(env, problems);
  const slack = readSlack(env, problems);
  const slackBy = SLACK_ON.find((name) => env[name] !== undefined);
  return {
    platforms: { ...(discord && { discord }), ...(slack && { slack }) },
    turnedOnBy: discord === undefined ? slackBy : 'DISCORD_TOKEN',
    problems,
  };
}

function readDiscord(env: Environment, problems: Problem[]): DiscordConfig | undefined {
  const shards = readShards(env, problems);
  if (env.DISCORD_TOKEN === undefined) return undefined;
  return {
    token: env.DISCORD_TOKEN,
    apiUrl: env.DISCORD_API_URL,
    ...(env.DISCORD_DEV_GUILD !== undefined && { devGuild: env.DISCORD_DEV_GUILD }),
    shards,
  };
}

function readShards(env: Environment, problems: Problem[]): DiscordConfig['shards'] {
  const texts = env.SHARD_IDS?.filter((id) => id !== 'auto') ?? [];
  const isAutoCount = env.SHARD_COUNT === undefined || env.SHARD_COUNT === 'auto';
  if (isAutoCount) {
    if (texts.length > 0) problems.push(missing('SHARD_COUNT', 'because SHARD_IDS is set'));
    return 'auto';
  }
  const count = Number(env.SHARD_COUNT);
  const ids = texts.map(Number);
  if (ids.some((id) => id >= count) || new Set(ids).size !== ids.length) {
    problems.push({
      variable: 'SHARD_IDS',
      fault: `must be different shard numbers below SHARD_COUNT (${count}), but is ${JSON.stringify(texts.join(','))}`,
      example: '0',
    });
  }
  return { ids: ids.length === 0 ? 'all' : ids, count };
}

function readSlack(env: Environment, problems: Problem[]): SlackConfig | undefined {
  if (SLACK_ON.every((name) => env[name] === undefined)) return undefined;
  const transport = readTransport(env, problems);
  return transport && { apiUrl: env.SLACK_API_URL, transport };
}

function readTransport(env: Environment, problems: Problem[]): SlackTransport | undefined {
  const need = (names: readonly VariableName[], because: string) => {
    for (const name of names) if (env[name] === undefined) problems.push(missing(name, because));
  };
  const {
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_BOT_TOKEN: botToken,
    SLACK_APP_TOKEN: appToken,
    SLACK_CLIENT_ID: clientId,
    SLACK_CLIENT_SECRET: clientSecret,
    SLACK_STATE_SECRET: stateSecret,
  } = env;

  const oauthBy = OAUTH.find((name) => env[name] !== undefined);
  if (oauthBy !== undefined) {
    need(['SLACK_SIGNING_SECRET', ...OAUTH], `because ${oauthBy} is set, and Slack OAuth needs all four`);
    if (!signingSecret || !clientId || !clientSecret || !stateSecret) return undefined;
    return { mode: 'oauth', signingSecret, clientId: clientId.reveal(), clientSecret, stateSecret };
  }
  if (signingSecret !== undefined) {
    need(['SLACK_BOT_TOKEN'], 'because SLACK_SIGNING_SECRET is set');
    return botToken && { mode: 'http', signingSecret, botToken };
  }
  need(['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN'], 'because Slack needs both tokens in socket mode');
  return botToken && appToken && { mode: 'socket', botToken, appToken };
}
