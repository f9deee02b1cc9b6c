import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { GatewayIntentBits as Intent } from 'discord.js';
import { z } from 'zod';
import { patientClock } from '../patient-clock.ts';
import { HUNG_MS } from '../until.ts';
import { createChanges } from './changes.ts';
import { slashCommandData } from './commands.ts';
import { loadContract } from './contract/openapi.ts';
import { createGuild, createPrivateChannel, createUser } from './create-places.ts';
import type { FakeDiscord, FakeDiscordSettings, LoggedRequest } from './fake-discord.ts';
import { createFaults } from './faults.ts';
import { storeFile } from './files.ts';
import { openGateway } from './gateway.ts';
import { inShort, sendInteraction } from './interactions.ts';
import {
  choicesOf,
  pickMessageCommand,
  pressButton,
  sendModal,
  tellOfMessage,
  writeMessage,
} from './member-acts.ts';
import { guildJson } from './payloads.ts';
import { appRoutes } from './routes/app-routes.ts';
import { callbackRoutes } from './routes/callback-routes.ts';
import { channelRoutes } from './routes/channel-routes.ts';
import { commandRoutes } from './routes/command-routes.ts';
import { webhookRoutes } from './routes/webhook-routes.ts';
import { serve } from './serve.ts';
import { createSnowflakes } from './snowflakes.ts';
import type { ChannelRecord, State } from './state.ts';

const choiceShape = z.object({
  name: z.string(),
  value: z.union([z.string(), z.number()]),
  name_localizations: z
    .record(z.string(), z.string())
    .nullish()
    .transform((value) => value ?? null),
});

/** Starts a fake Discord on a free port of 127.0.0.1. Dispose of it after the clients. */
export async function startFakeDiscord(settings: FakeDiscordSettings = {}): Promise<FakeDiscord> {
  const state = createState(settings);
  const requests: LoggedRequest[] = [];
  /** How many errors of a request `assertClean` has told of. */
  const told = new Map<LoggedRequest, number>();
  const failures: unknown[] = [];
  const faults = createFaults();
  const closing = new AbortController();
  const service = {
    state,
    routes: [
      ...appRoutes(settings.shards ?? 1),
      ...callbackRoutes,
      ...webhookRoutes,
      ...channelRoutes,
      ...commandRoutes,
    ],
    faults,
    contract: loadContract(),
    checkAnswers: settings.checkAnswers ?? false,
    requests,
    signal: closing.signal,
  };
  const server = createServer((incoming, outgoing) => {
    serve(service, incoming, outgoing).catch((cause: unknown) => {
      // A client that went away, or a mistake of the fake itself, which `assertClean` then tells of.
      if (!incoming.destroyed && !closing.signal.aborted) failures.push(cause);
      incoming.socket.destroy();
    });
  });
  const gateway = openGateway(state, server, { heartbeatMs: settings.heartbeatMs ?? 41_250 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  const cdnHost = `127.0.0.1:${address.port}`;
  state.origin = `http://${cdnHost}`;
  state.dispatch = gateway.dispatch;
  state.dispatchMessage = tellOfMessage(state);

  const directChannel = (user: { readonly id: string }): ChannelRecord => {
    const found = [...state.channels.values()].find(
      ({ kind, recipients }) => kind === 'direct' && recipients[0]?.id === user.id,
    );
    if (found === undefined) throw new Error('That user is of another Discord');
    return found;
  };
  const messagesIn = ({ id }: { readonly id: string }) =>
    [...state.messages.values()].filter((one) => one.channelId === id && !one.removed && !one.ephemeral);

  return {
    apiUrl: `${state.origin}/api`,
    token: state.token,
    applicationId: state.applicationId,
    botUserId: state.bot.id,
    cdnHost,
    guild(wish) {
      const guild = createGuild(state, wish);
      if (guild.hasBot)
        state.dispatch('GUILD_CREATE', guild.id, (intents) =>
          (intents & Intent.Guilds) === 0 ? undefined : guildJson(state, guild),
        );
      return guild;
    },
    user(wish) {
      const user = createUser(state, wish);
      createPrivateChannel(state, 'direct', [user]);
      return user;
    },
    directChannel,
    groupChannel: (...users) => createPrivateChannel(state, 'group', users),
    upload: (bytes, name, contentType, wish) =>
      storeFile(state, state.applicationId, Buffer.from(bytes), name, contentType, wish),
    command: (call) =>
      sendInteraction(state, call, { kind: 'command', data: slashCommandData(state, call), messageType: 20 }),
    async autocomplete(call) {
      const data = slashCommandData(state, call);
      const interaction = sendInteraction(state, call, { kind: 'autocomplete', data, messageType: 0 });
      const answer = await interaction.acknowledged();
      return choicesOf(answer.data).map((choice) => choiceShape.parse(choice));
    },
    press: pressButton(state),
    submitModal: sendModal(state),
    messageCommand: pickMessageCommand(state),
    message: writeMessage(state),
    messagesIn,
    async until(channel, wish, withinMs = HUNG_MS) {
      await state.changes.until(
        () => (wish(messagesIn(channel)) ? true : undefined),
        withinMs,
        () => inShort(messagesIn(channel)),
      );
    },
    dms: (user) => messagesIn(directChannel(user)).filter((one) => one.authorId === state.bot.id),
    requests,
    faults,
    gateway: gateway.control,
    get registered() {
      return new Map(
        [...state.commands].map(([scope, commands]) => [scope, commands.map(({ json }) => json)]),
      );
    },
    assertClean() {
      // Each is told once: what one test did is not held against the next.
      const fresh = failures.splice(0);
      const errors = requests.flatMap((request) => {
        const untold = request.contractErrors.slice(told.get(request) ?? 0);
        told.set(request, request.contractErrors.length);
        return untold.map((error) => `${request.route}: ${error}`);
      });
      if (fresh.length > 0) throw new AggregateError(fresh, `The fake failed: ${String(fresh[0])}`);
      if (errors.length > 0) throw new Error(`Discord would not have it:\n${errors.join('\n')}`);
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      gateway.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function createState(settings: FakeDiscordSettings): State {
  const clock = settings.clock ?? patientClock;
  const nextId = createSnowflakes(clock);
  const users: State['users'] = new Map();
  const applicationId = nextId();
  return {
    clock,
    nextId,
    token: `${Buffer.from(applicationId).toString('base64url')}.fake.${randomBytes(20).toString('base64url')}`,
    applicationId,
    bot: createUser({ nextId, users }, { id: applicationId, name: 'audiopod', bot: true }),
    firstResponseMs: settings.firstResponseMs ?? 3_000,
    uploadFloorBytes: settings.uploadFloorBytes ?? 10 * 1024 ** 2,
    privilegedIntents: settings.privilegedIntents ?? [],
    guilds: new Map(),
    channels: new Map(),
    users,
    messages: new Map(),
    interactions: new Map(),
    files: new Map(),
    commands: new Map(),
    changes: createChanges(),
    origin: '',
    dispatch: () => undefined,
    dispatchMessage: () => undefined,
  };
}
