import assert from 'node:assert/strict';
import { type Visit, visit } from '../../bots/web/fixtures/http.ts';
import { type FakeGuild, type FakeUser, startFakeDiscord } from '../../fakes/discord/fake-discord.ts';
import { startFakeSlack } from '../../fakes/slack/start-fake-slack.ts';
import type { Environment, Owner } from '../program.ts';

/** What a member sees of one request. */
export interface Asked {
  /** Whether the platform heard the bot, so that the member waits for it. */
  isAcknowledged(): boolean | Promise<boolean>;
  /** Whether something other than "is thinking" stands there. */
  isAnswered(): boolean | Promise<boolean>;
  /** How many sounds arrived, in all messages together. */
  sounds(): number | Promise<number>;
}

/** What a member asks for when the program dies. */
export type CrashedRequest = 'speech' | 'stems';

/** One platform, outside the program, so that it outlives it. */
export interface CrashPlatform {
  readonly env: Environment;
  /** Resolves once the program, which listens on this port, hears members; returns how one asks. */
  ready(port: number): PromiseLike<(request: CrashedRequest) => Asked>;
}

const TEXT = 'Hello from before the crash.';
const URL = 'https://example.org/song.mp3';

/** As typed in one line. */
const LINES: Readonly<Record<CrashedRequest, { readonly command: string; readonly text: string }>> = {
  speech: { command: '/tts', text: TEXT },
  stems: { command: '/stems', text: `${URL} mode:four` },
};
const TRACKS: Readonly<Record<CrashedRequest, readonly string[]>> = {
  speech: ['speech'],
  stems: ['vocals', 'drums', 'bass', 'other'],
};

/** How many tracks a request gets. */
export function tracksOf(request: CrashedRequest): number {
  return TRACKS[request].length;
}

/** The platforms on which programs crash. */
export const PLATFORMS = { playground, discord, slack } as const;

async function discord(owner: Owner): Promise<CrashPlatform> {
  const fake = await startFakeDiscord();
  owner.after(async () => fake[Symbol.asyncDispose]());
  return {
    env: {
      DISCORD_TOKEN: fake.token,
      DISCORD_API_URL: fake.apiUrl,
      MEDIA_HOSTS: fake.cdnHost,
    },
    async ready() {
      await fake.gateway.connected();
      const guild = fake.guild();
      const user = fake.user();
      return (request) => ask(request, guild, user);
    },
  };

  function ask(request: CrashedRequest, guild: FakeGuild, user: FakeUser): Asked {
    const asked =
      request === 'speech'
        ? { name: 'tts', options: { text: TEXT } }
        : { name: 'stems', options: { url: URL, mode: 'four' } };
    const call = fake.command({ user, guild, ...asked });
    // A result may also come below the reply, in the channel.
    const shown = () => fake.messagesIn(call.channel);
    return {
      isAcknowledged: () => call.acknowledgement !== undefined,
      // What is refused or explained is for the member alone.
      isAnswered: () => [...call.messages, ...shown()].some((message) => !message.loading),
      sounds: () =>
        shown().flatMap(({ attachments }) => attachments.filter((file) => file.contentType === 'audio/mp4'))
          .length,
    };
  }
}

async function slack(owner: Owner): Promise<CrashPlatform> {
  const fake = await startFakeSlack();
  owner.after(async () => fake[Symbol.asyncDispose]());
  return {
    env: {
      SLACK_BOT_TOKEN: fake.botToken,
      SLACK_APP_TOKEN: fake.appToken,
      SLACK_API_URL: fake.apiUrl,
    },
    async ready() {
      await fake.untilConnected();
      return ask;
    },
  };

  function ask(request: CrashedRequest): Asked {
    const { member } = fake.users;
    const { general } = fake.channels;
    const command = { ...LINES[request], user: member, channel: general };
    let isAcknowledged = false;
    // Not awaited: a program that dies first acknowledges nothing.
    fake.command(command, { mayFail: true }).then(
      (delivered) => {
        isAcknowledged = delivered.acknowledged;
      },
      () => undefined,
    );
    const shown = () => fake.messages.filter((one) => one.from === 'app' && !one.deleted);
    return {
      isAcknowledged: () => isAcknowledged,
      isAnswered: () => shown().length > 0,
      sounds: () => shown().flatMap(({ files }) => files.filter((file) => file.name.endsWith('.m4a'))).length,
    };
  }
}

async function playground(): Promise<CrashPlatform> {
  return {
    env: {},
    async ready(port) {
      const member = await visit(`http://127.0.0.1:${port}`);
      return (request) => ask(member, request);
    },
  };

  function ask(member: Visit, request: CrashedRequest): Asked {
    let isAcknowledged = false;
    const { command, text } = LINES[request];
    member.ask(`${command} ${text}`).then(
      () => {
        isAcknowledged = true;
      },
      () => undefined,
    );
    const jobs = () => member.timeline();
    return {
      isAcknowledged: () => isAcknowledged,
      isAnswered: async () => (await jobs()).length > 0,
      sounds: async () => {
        const [job, ...more] = await jobs();
        assert.equal(more.length, 0);
        const files = job?.posts.flatMap((post) => post.files) ?? [];
        return files.filter(({ name }) => TRACKS[request].includes(name)).length;
      },
    };
  }
}
