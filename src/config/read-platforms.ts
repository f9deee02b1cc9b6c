import type { Environment, VariableName } from './environment.ts';
import type { Config, DiscordConfig, SlackConfig, SlackServing, SlackTransport } from './model.ts';
import { missing, type Problem } from './problem.ts';

/** Which platforms are on, and what is wrong with their variables. */
export interface PlatformReading {
  readonly platforms: Config['platforms'];
  /** The variable that turned the first platform on; `undefined` when none is on. */
  readonly turnedOnBy: VariableName | undefined;
  readonly problems: readonly Problem[];
}

const OAUTH = ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET'] as const;
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
  const oauthBy = OAUTH.find((name) => env[name] !== undefined);
  const serves = oauthBy === undefined ? readToken(env, problems) : readInstall(env, oauthBy, problems);
  const transport = readTransport(env, oauthBy, problems);
  if (!serves || !transport) return undefined;
  const configToken = env.SLACK_CONFIG_TOKEN;
  return {
    apiUrl: env.SLACK_API_URL,
    transport: { ...transport, ...serves },
    ...(configToken && { configToken }),
  };
}

function readToken(env: Environment, problems: Problem[]): SlackServing | undefined {
  const { SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: signingSecret } = env;
  if (botToken !== undefined) return { botToken };
  const because =
    signingSecret === undefined
      ? 'because Slack needs both tokens in socket mode'
      : 'because SLACK_SIGNING_SECRET is set';
  problems.push(missing('SLACK_BOT_TOKEN', because));
  return undefined;
}

function readInstall(env: Environment, oauthBy: VariableName, problems: Problem[]): SlackServing | undefined {
  const { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret, PUBLIC_URL: publicUrl } = env;
  for (const name of [...OAUTH, 'PUBLIC_URL'] as const) {
    if (env[name] === undefined) problems.push(missing(name, `because ${oauthBy} is set for Slack OAuth`));
  }
  if (env.SLACK_BOT_TOKEN !== undefined) {
    problems.push({
      variable: 'SLACK_BOT_TOKEN',
      fault: `is for one workspace, and ${oauthBy} lets many install the bot; unset one of them`,
      example: '',
    });
  }
  if (!clientId || !clientSecret || publicUrl === undefined) return undefined;
  return { install: { clientId: clientId.reveal(), clientSecret, publicUrl } };
}

function readTransport(
  env: Environment,
  oauthBy: VariableName | undefined,
  problems: Problem[],
): SlackTransport | undefined {
  const { SLACK_SIGNING_SECRET: signingSecret, SLACK_APP_TOKEN: appToken } = env;
  if (signingSecret !== undefined) return { mode: 'http', signingSecret };
  if (appToken !== undefined) return { mode: 'socket', appToken };
  problems.push(
    oauthBy === undefined
      ? missing('SLACK_APP_TOKEN', 'because Slack needs both tokens in socket mode')
      : missing('SLACK_SIGNING_SECRET', `because ${oauthBy} is set; or set SLACK_APP_TOKEN for socket mode`),
  );
  return undefined;
}
