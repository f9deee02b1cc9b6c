import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  ChatInputCommandInteraction,
  Client,
  type ClientOptions,
  DiscordAPIError,
  Events,
  GatewayIntentBits as Intent,
} from 'discord.js';
import { HUNG_MS } from '../until.ts';
import type { CommandCall, FakeDiscord, FakeInteraction } from './fake-discord.ts';

/** A real client that is logged in to a fake Discord. Dispose of it before the fake. */
export interface LoggedIn extends AsyncDisposable {
  readonly client: Client<true>;
  /** Sends a slash command, and answers it as the client got it. */
  slash(call: CommandCall): Promise<{ sent: FakeInteraction; got: ChatInputCommandInteraction }>;
}

/** Logs in. Nothing pings unless a test says so. */
export async function login(discord: FakeDiscord, options: Partial<ClientOptions> = {}): Promise<LoggedIn> {
  const client = new Client({
    intents: [Intent.Guilds],
    allowedMentions: { parse: [] },
    waitGuildTimeout: 50,
    ...options,
    rest: { api: discord.apiUrl, timeout: HUNG_MS, ...options.rest },
  });
  // Without a listener a broken connection would end the test run.
  client.on(Events.Error, () => undefined);
  const giveUp = new AbortController();
  const ready = once(client, Events.ClientReady, { signal: giveUp.signal }).catch(() => undefined);
  try {
    await client.login(discord.token);
  } catch (cause) {
    giveUp.abort();
    await client.destroy();
    throw cause;
  }
  await ready;
  assert.ok(client.isReady());
  return {
    client,
    async slash(call) {
      const arrived = once(client, Events.InteractionCreate);
      const sent = discord.command(call);
      const [got] = await arrived;
      assert.ok(got instanceof ChatInputCommandInteraction);
      return { sent, got };
    },
    [Symbol.asyncDispose]: () => client.destroy(),
  };
}

/** Asserts that Discord refuses with this code, whatever the client makes of it. */
export async function refused(work: Promise<unknown>, code: number, status?: number): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof DiscordAPIError, String(error));
    assert.equal(error.code, code);
    if (status !== undefined) assert.equal(error.status, status);
    return true;
  });
}

/** The contract errors of every request so far. */
export function complaints(discord: FakeDiscord): readonly string[] {
  return discord.requests.flatMap(({ contractErrors }) => contractErrors);
}
