import { z } from 'zod';
import { attachmentJson, openFile } from '../files.ts';
import { gatewayUrl } from '../gateway.ts';
import { applicationJson, channelJson, guildJson, memberJson, userJson } from '../payloads.ts';
import { type FieldError, refuse } from '../refusal.ts';
import type { GuildRecord, State } from '../state.ts';
import { type ApiRequest, param, type Route } from './route.ts';

const recipientShape = z.looseObject({ recipient_id: z.string() });
const linksShape = z.object({ attachment_urls: z.array(z.string()).min(1).max(50) });

/** The app, its users and servers, and the way to the gateway. */
export function appRoutes(advisedShards: number): readonly Route[] {
  return [
    {
      method: 'GET',
      template: '/gateway',
      auth: 'token',
      handle: ({ state }) => ({ body: { url: gatewayUrl(state) } }),
    },
    {
      method: 'GET',
      template: '/gateway/bot',
      auth: 'bot',
      handle: ({ state }) => ({
        body: {
          url: gatewayUrl(state),
          shards: advisedShards,
          // As many at once as there are shards; the real one lets small bots start one in five seconds.
          session_start_limit: {
            total: 1_000,
            remaining: 999,
            reset_after: 86_400_000,
            max_concurrency: advisedShards,
          },
        },
      }),
    },
    ...['/applications/@me', '/oauth2/applications/@me'].map(
      (template): Route => ({
        method: 'GET',
        template,
        auth: 'bot',
        handle: ({ state }) => ({ body: applicationJson(state) }),
      }),
    ),
    {
      method: 'GET',
      template: '/users/@me',
      auth: 'bot',
      handle: ({ state }) => ({ body: userJson(state.bot) }),
    },
    {
      method: 'GET',
      template: '/users/{user_id}',
      auth: 'bot',
      handle: (request) => ({ body: userJson(userOf(request.state, param(request, 'user_id'))) }),
    },
    {
      method: 'POST',
      template: '/users/@me/channels',
      auth: 'bot',
      handle({ state, body }) {
        const read = recipientShape.safeParse(body);
        if (!read.success) throw refuse.body([required(['recipient_id'])]);
        const user = userOf(state, read.data.recipient_id);
        const channel = [...state.channels.values()].find(
          (one) => one.kind === 'direct' && one.recipients[0] === user,
        );
        if (channel === undefined) throw refuse.closedDms();
        return { body: channelJson(channel) };
      },
    },
    {
      method: 'GET',
      template: '/guilds/{guild_id}',
      auth: 'bot',
      handle: (request) => ({ body: guildJson(request.state, guildOf(request)) }),
    },
    {
      method: 'GET',
      template: '/guilds/{guild_id}/members/{user_id}',
      auth: 'bot',
      handle(request) {
        const guild = guildOf(request);
        const user = userOf(request.state, param(request, 'user_id'));
        return { body: { ...memberJson(request.state, user, guild), user: userJson(user) } };
      },
    },
    {
      // In no document, but it works with a bot's token.
      method: 'POST',
      template: '/attachments/refresh-urls',
      auth: 'bot',
      handle({ state, body }) {
        const read = linksShape.safeParse(body);
        if (!read.success) throw refuse.body([required(['attachment_urls'])]);
        return {
          body: {
            refreshed_urls: read.data.attachment_urls.map((original) => {
              const file = openFile(state, new URL(original), { evenExpired: true });
              return {
                original,
                refreshed: file === undefined ? original : attachmentJson(state, file)['url'],
              };
            }),
          },
        };
      },
    },
  ];
}

function userOf(state: State, id: string) {
  const user = state.users.get(id);
  if (user === undefined) throw refuse.unknownUser();
  return user;
}

function guildOf(request: ApiRequest): GuildRecord {
  const guild = request.state.guilds.get(param(request, 'guild_id'));
  if (guild === undefined || !guild.hasBot) throw refuse.unknownGuild();
  return guild;
}

function required(path: readonly string[]): FieldError {
  return { path, code: 'BASE_TYPE_REQUIRED', message: 'This field is required' };
}
