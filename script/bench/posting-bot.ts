import { createSecretKey, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import express from 'express';
import type { Bot, CommandDispatcher } from '../../src/bots/bot.ts';
import { createDiscordBot } from '../../src/bots/discord/discord-bot.ts';
import { createSlackBot, type SlackBot } from '../../src/bots/slack/slack-bot.ts';
import { COMMANDS } from '../../src/commands/catalog.ts';
import { describe } from '../../src/commands/framework/describe.ts';
import { systemClock } from '../../src/core/async/clock.ts';
import { Secret } from '../../src/core/model/secret.ts';
import { silentLog } from '../../src/core/ports/log.ts';
import type { RunningStation } from './stations/start-station.ts';
import { type StemsBot, startStemsBot } from './stems-bot.ts';

const MIB = 2 ** 20;
/** Any command works: every request finds its job already finished by AudioPod. */
const CALL = { name: 'stems', options: { url: 'https://example.org/song.wav' } };

/** A real chat bot in front of the engine. */
export interface PostingBot extends AsyncDisposable, Pick<StemsBot, 'stages'> {
  /** Has a member start a job, and resolves once the stems were posted in reply. */
  post(): Promise<void>;
}

/** Starts the bot of one platform in this process, connected to a station. */
export async function startPostingBot(
  platform: 'discord' | 'slack',
  station: RunningStation,
  songsUrl: string,
  ffmpegPath: string,
): Promise<PostingBot> {
  await using parts = new AsyncDisposableStack();
  let bot: Bot | undefined;
  const current = (): Bot => {
    if (bot === undefined) throw new Error('The bot has not started yet');
    return bot;
  };
  const stems = parts.use(await startStemsBot(songsUrl, ffmpegPath, current));
  const { store } = stems.world;
  const words: Awaited<ReturnType<CommandDispatcher['press']>> = {
    kind: 'reply',
    reply: { tone: 'info', text: 'Nothing else is asked here.', actions: [] },
  };
  const desk: CommandDispatcher = {
    describe: (locale) => describe(COMMANDS, locale),
    mayManage: async () => false,
    zoneOf: async () => 'UTC',
    choices: async () => [],
    async run({ origin }, signal) {
      // As before money is spent; on Slack the status message exists from then on.
      await current().adapter.requireDeliverable(origin, signal);
      return { kind: 'job', job: await stems.begin(origin) };
    },
    press: async () => words,
  };
  const shared = {
    dispatcher: desk,
    requests: store.requests,
    departures: store.departures,
    isAlone: true,
    keys: { current: createSecretKey(randomBytes(32)) },
    maxAttachmentBytes: 50 * MIB,
    mediaHosts: [],
    clock: systemClock,
    log: silentLog,
  };
  const variable = (name: string): string => station.variables[name] ?? '';
  if (platform === 'discord') {
    bot = await createDiscordBot({
      ...shared,
      config: {
        token: new Secret(variable('DISCORD_TOKEN')),
        apiUrl: variable('DISCORD_API_URL'),
        shards: 'auto',
      },
      cache: store.cache('discord'),
      uploadFloorBytes: 10 * MIB,
    });
  } else {
    const slack = await createSlackBot({
      ...shared,
      config: {
        apiUrl: variable('SLACK_API_URL'),
        transport: {
          mode: 'http',
          botToken: new Secret(variable('SLACK_BOT_TOKEN')),
          signingSecret: new Secret(variable('SLACK_SIGNING_SECRET')),
        },
      },
      cache: store.cache('slack'),
    });
    const entrance = parts.use(await listen(slack));
    await station.callAt(entrance.url);
    bot = slack;
  }
  parts.defer(() => current().stop());
  // The engine ends first, so that it never posts through a closed bot.
  parts.defer(() => stems.world.engine().drain(5_000));
  await bot.start(new AbortController().signal);
  const running = parts.move();
  return {
    stages: stems.stages,
    post: () => stems.delivered(() => station.volley({ calls: [CALL], count: 1, perSecond: 1 })),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Listens on the address where Slack calls the bot. */
async function listen({ router }: SlackBot): Promise<AsyncDisposable & { readonly url: string }> {
  if (router === undefined) throw new Error('Slack cannot call this bot');
  const server = createServer(express().use(router)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
