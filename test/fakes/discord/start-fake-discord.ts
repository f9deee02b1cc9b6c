import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { GatewayIntentBits as Intent } from 'discord.js';
import { patientClock } from '../patient-clock.ts';
import { createChanges } from './changes.ts';
import { createEndpoint } from './endpoint.ts';
import type { FakeDiscord, FakeDiscordSettings, LoggedRequest } from './fake-discord.ts';
import { createFaults } from './faults.ts';
import { storeFile } from './files.ts';
import { openGateway } from './gateway.ts';
import { createActs, inShort } from './interactions.ts';
import { loadContract } from './openapi.ts';
import { guildJson } from './payloads.ts';
import { createChannel, createGuild, createSnowflakes, createUser, directChannelOf } from './places.ts';
import { createRoutes } from './routes.ts';
import { serve } from './serve.ts';
import type { Json, State } from './state.ts';

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
    ...{ state, faults, requests, signal: closing.signal, contract: loadContract() },
    routes: createRoutes(settings.shards ?? 1),
    checkAnswers: settings.checkAnswers ?? false,
  };
  const server = createServer((incoming, outgoing) => {
    serve(service, incoming, outgoing).catch((cause: unknown) => {
      // A client that went away, or a mistake of the fake itself, which `assertClean` then tells of.
      if (!incoming.destroyed && !closing.signal.aborted) failures.push(cause);
      incoming.socket.destroy();
    });
  });
  const gateway = openGateway(state, server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  const cdnHost = `127.0.0.1:${address.port}`;
  state.origin = `http://${cdnHost}`;
  state.dispatch = gateway.dispatch;
  const endpoint = createEndpoint(state, failures, closing.signal);
  state.deliver = endpoint.deliver;

  const directChannel: FakeDiscord['directChannel'] = ({ id }) => {
    const found = directChannelOf(state, id);
    if (found === undefined) throw new Error('That user is of another Discord');
    return found;
  };
  const messagesIn: FakeDiscord['messagesIn'] = ({ id }) =>
    [...state.messages.values()].filter((one) => one.channel.id === id && !one.removed && !one.ephemeral);

  return {
    apiUrl: `${state.origin}/api`,
    ...{ token: state.token, applicationId: state.applicationId, botUserId: state.bot.id, cdnHost },
    guild(wish) {
      const guild = createGuild(state, wish);
      if (guild.hasBot) state.dispatch('GUILD_CREATE', guild.id, ifServers(guildJson(state, guild)));
      return guild;
    },
    removeBot(guild) {
      guild.hasBot = false;
      // Without `unavailable`: the bot was removed.
      state.dispatch('GUILD_DELETE', guild.id, ifServers({ id: guild.id }));
    },
    addBot(guild) {
      guild.hasBot = true;
      state.dispatch('GUILD_CREATE', guild.id, ifServers(guildJson(state, guild)));
    },
    takeDown(guild) {
      state.dispatch('GUILD_DELETE', guild.id, ifServers({ id: guild.id, unavailable: true }));
    },
    user(wish) {
      const user = createUser(state, wish);
      createChannel(state, 'direct', { recipients: [user] });
      return user;
    },
    directChannel,
    groupChannel: (...recipients) => createChannel(state, 'group', { recipients }),
    upload: (bytes, name, contentType, wish) =>
      storeFile(
        state,
        { channelId: state.applicationId, bytes: Buffer.from(bytes), name, contentType },
        wish,
      ),
    ...createActs(state),
    messagesIn,
    async until(channel, wish) {
      await state.changes.until(
        () => wish(messagesIn(channel)) || undefined,
        () => `the messages are as wished: ${inShort(messagesIn(channel))}`,
      );
    },
    dms: (user) => messagesIn(directChannel(user)).filter((one) => one.author === state.bot),
    ...{ requests, faults, gateway: gateway.control, endpoint },
    get registered() {
      const all = [...state.commands];
      return new Map(all.map(([scope, commands]) => [scope, commands.map(({ json }) => json)]));
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

/** Sends an event only to connections that asked for those of servers. */
function ifServers(payload: Json) {
  return (intents: number): Json | undefined => ((intents & Intent.Guilds) === 0 ? undefined : payload);
}

function createState({ clock = patientClock, installs = [0, 1] }: FakeDiscordSettings): State {
  const nextId = createSnowflakes(clock);
  const users: State['users'] = new Map();
  const applicationId = nextId();
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const name = Buffer.from(applicationId).toString('base64url');
  return {
    ...{
      clock,
      nextId,
      applicationId,
      installs,
      users,
      changes: createChanges(),
      origin: '',
      dispatch: () => undefined,
      deliver: () => undefined,
      endpointUrl: undefined,
      signingKey: privateKey,
      verifyKey: Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('hex'),
    },
    token: `${name}.fake.${randomBytes(20).toString('base64url')}`,
    bot: createUser({ nextId, users }, { id: applicationId, isBot: true }),
    ...{ guilds: new Map(), channels: new Map(), messages: new Map(), interactions: new Map() },
    ...{ files: new Map(), commands: new Map() },
  };
}
