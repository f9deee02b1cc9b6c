import type { Bot, CommandDispatcher } from '../bots/bot.ts';
import type { DeskParts } from '../bots/web/desk/routes.ts';
import { createWebBot, type WebBot } from '../bots/web/web-bot.ts';
import type { Services } from '../commands/framework/command.ts';
import { type Config, loadPlaygroundToken, loadSecretKey, type SlackConfig } from '../config/config.ts';
import type { Clock } from '../core/async/clock.ts';
import { StartError } from '../core/model/start-error.ts';
import type { Audio } from '../core/ports/audio.ts';
import type { Log } from '../core/ports/log.ts';
import type { Observer } from '../core/ports/observer.ts';
import type { Download } from '../core/ports/provider.ts';
import type { Store } from '../core/ports/store.ts';

/** A sample of a voice is a few seconds long. */
const MAX_SAMPLE_BYTES = 10 * 1024 * 1024;

/** The dependencies of all bots. */
export interface BotParts {
  readonly dispatcher: CommandDispatcher;
  readonly services: Pick<Services, 'budgetReader' | 'defaults' | 'jobs' | 'rules' | 'voices'>;
  readonly audio: Pick<Audio, 'mix'>;
  readonly download: Download;
  /** What the owner's desk shows. */
  readonly desk: DeskParts;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: Observer;
}

/** The bots that are on. */
export interface ProvidedBots {
  readonly all: readonly Bot[];
  /** Mount at the root of the HTTP server, in this order: the last responds to every path. */
  readonly routers: readonly WebBot['router'][];
  /** Whether the playground is among them. */
  readonly hasPlayground: boolean;
  /** Removes files that bots keep for jobs whose records are gone. */
  forget(jobIds: readonly string[]): Promise<void>;
}

/** Creates the configured bots. A platform's library is loaded only if it is on. */
export async function provideBots(config: Config, parts: BotParts): Promise<ProvidedBots> {
  const { dispatcher, store, clock, log, observer } = parts;
  const { discord, slack } = config.platforms;
  const bots: Bot[] = [];
  const routers: WebBot['router'][] = [];
  const shared = {
    dispatcher,
    requests: store.requests,
    departures: store.departures,
    // SQLite takes one process.
    isAlone: store.kind === 'sqlite',
    maxAttachmentBytes: config.media.maxAttachmentBytes,
    mediaHosts: config.media.extraHosts,
    clock,
    log,
    observer,
  };

  if (discord !== undefined) {
    const { createDiscordBot } = await import('../bots/discord/discord-bot.ts');
    const bot = await createDiscordBot({
      ...shared,
      config: discord,
      cache: store.cache('discord'),
      keys: await loadSecretKey(config),
      uploadFloorBytes: config.media.uploadLimitBytes,
      receives: config.role !== 'worker',
      servesEndpoint: config.http.publicUrl !== undefined,
    });
    bots.push(bot);
    if (bot.router !== undefined) routers.push(bot.router);
  }
  if (slack !== undefined) {
    const { createSlackBot } = await import('../bots/slack/slack-bot.ts');
    const bot = await createSlackBot({
      ...shared,
      config: { ...slack, transport: withInstall(slack.transport, config, store) },
      cache: store.cache('slack'),
      keys: await loadSecretKey(config),
      receives: config.role !== 'worker',
    });
    bots.push(bot);
    if (bot.router !== undefined) routers.push(bot.router);
  }
  const web = await playground(config, parts);
  if (web !== undefined) {
    bots.push(web);
    if (config.role !== 'worker') routers.push(web.router);
  }
  return {
    all: bots,
    routers,
    hasPlayground: web !== undefined,
    forget: async (jobIds) => web?.forget(jobIds),
  };
}

/** Adds to how workspaces install the bot where that is stored, and what its pages say. */
function withInstall(
  transport: SlackConfig['transport'],
  { support, tenants }: Config,
  { installations, seen }: Store,
) {
  if ('botToken' in transport) return transport;
  const { install, ...rest } = transport;
  const needsBudget = tenants === 'approved';
  return { ...rest, install: { ...install, support, needsBudget, installations, seen } };
}

async function playground(
  config: Config,
  { dispatcher, services, audio, download, desk, store, clock, log }: BotParts,
) {
  if (config.playground === undefined) return undefined;
  const { hosts } = config.playground;
  const token = await loadPlaygroundToken(config.playground);
  const { budgetReader, defaults, jobs, rules, voices } = services;
  if (config.ownerToken !== undefined && config.ownerToken.reveal() === token?.reveal()) {
    throw new StartError('OWNER_TOKEN must differ from the playground’s token, which visitors have.');
  }
  return createWebBot({
    dispatcher,
    jobs: store.jobs,
    placeInLine: jobs.placeInLine,
    budgetReader,
    defaults,
    audio,
    async fetchVoiceSample(voice, toPath, { origin, signal }) {
      const url = await voices.sample(voice, {
        origin,
        tenantRules: () => rules.tenant(origin.tenant),
        signal,
      });
      if (url === undefined) return false;
      await download(url, toPath, { maxBytes: MAX_SAMPLE_BYTES, signal });
      return true;
    },
    dataDir: config.dataDir,
    maxAttachmentBytes: config.media.maxAttachmentBytes,
    ...(token && { token: token.reveal() }),
    allowedHosts: hosts,
    ...(config.http.publicUrl !== undefined && { publicUrl: config.http.publicUrl }),
    isSandbox: config.audiopod.sandbox,
    desk,
    ...(config.ownerToken && { ownerToken: config.ownerToken.reveal() }),
    keys: await loadSecretKey(config),
    sealing: store.sealing,
    clock,
    log,
  });
}
