import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import { broken, type Check, inOrder, warning } from '../../../core/model/check.ts';
import { formatMoment } from '../../../core/text/format-moment.ts';
import { loginProblem } from '../gateway/login-problem.ts';
import { DiscordRefusal } from '../rest/discord-refusal.ts';
import { COMMAND_CHECKS } from './command-checks.ts';
import { type DiscordLook, installsOf } from './discord-look.ts';
import { permissionCheck } from './permission-check.ts';

const PORTAL = 'https://discord.com/developers/applications';

const gatewaySchema = z.object({
  shards: z.number().int(),
  session_start_limit: z.object({
    total: z.number().int(),
    remaining: z.number().int(),
    reset_after: z.number(),
  }),
});

/** A bot that restarts once more often than this has used up the day. */
const FEW_SESSIONS = 20;

/** Everything that is looked at on Discord. */
export const DISCORD_CHECKS: readonly Check<DiscordLook>[] = [
  {
    name: 'discord.token',
    looksAt: '`DISCORD_TOKEN`, and whether Discord can be reached',
    remedy: 'Copy the token again from your application’s Bot page.',
    async run(look) {
      const application = await look.application();
      if (!(application instanceof DiscordRefusal)) {
        return inOrder(`Discord accepts DISCORD_TOKEN, of application ${application.id}.`);
      }
      if (application.trouble === 'unauthorized') {
        return broken(
          'Discord rejects DISCORD_TOKEN.',
          `Copy the token again from your application’s Bot page at ${PORTAL}.`,
        );
      }
      const { status } = application;
      const fact = `Discord didn’t say whose token DISCORD_TOKEN is (${status === 0 ? 'no answer' : status}).`;
      return broken(fact, loginProblem(undefined, look.settings.apiUrl));
    },
  },
  {
    name: 'discord.installation',
    looksAt: 'Whether the application can be installed to servers and to accounts (Installation page)',
    remedy: `Turn on both installation contexts on the application’s Installation page at ${PORTAL}.`,
    async run(look) {
      const application = await look.application();
      if (application instanceof DiscordRefusal) return [];
      const { server, person } = installsOf(application);
      if (!server) return warning('The application can’t be installed to servers.');
      if (!person) return warning('The application can’t be installed to accounts, for use anywhere.');
      return inOrder('The application can be installed to servers and to accounts.');
    },
  },
  {
    name: 'discord.endpoint',
    looksAt: 'That the application’s “Interactions Endpoint URL” is empty, or the bot’s own',
    remedy: `Clear “Interactions Endpoint URL” on the General Information page at ${PORTAL}.`,
    async run(look) {
      const application = await look.application();
      if (application instanceof DiscordRefusal) return [];
      const url = application.interactions_endpoint_url ?? '';
      if (url === '') return inOrder('Discord sends commands over the gateway, and to no address.');
      if (url === look.endpointUrl) return inOrder(`Discord sends commands to ${url}.`);
      const fact = `Discord sends commands to ${url}, so the bot gets none.`;
      return look.endpointUrl === undefined
        ? broken(fact)
        : broken(fact, `Clear “Interactions Endpoint URL” at ${PORTAL}, or set it to ${look.endpointUrl}.`);
    },
  },
  {
    name: 'discord.policies',
    looksAt: 'Whether a public application names its terms of service and privacy policy',
    remedy: `Enter both addresses on the General Information page at ${PORTAL}.`,
    async run(look) {
      const application = await look.application();
      if (application instanceof DiscordRefusal) return [];
      if (!application.bot_public) return inOrder('The application is private, so it needs no policies.');
      const missing = [
        ...((application.terms_of_service_url ?? '') === '' ? ['terms of service'] : []),
        ...((application.privacy_policy_url ?? '') === '' ? ['privacy policy'] : []),
      ];
      if (missing.length === 0)
        return inOrder('The application names its terms of service and privacy policy.');
      return warning(`The application is public, but names no ${missing.join(' and no ')}.`);
    },
  },
  {
    name: 'discord.gateway',
    looksAt: 'Logins left today, and whether `SHARD_COUNT` is enough',
    remedy: 'Find out what keeps restarting the bot; each start uses up a login.',
    async run(look, signal) {
      if ((await look.application()) instanceof DiscordRefusal) return [];
      const { shards, session_start_limit: limit } = await look.read(
        Routes.gatewayBot(),
        gatewaySchema,
        signal,
      );
      const { shards: own } = look.settings;
      if (own !== 'auto' && own.count < shards) {
        return warning(
          `Discord advises ${shards} shards, but SHARD_COUNT is ${own.count}.`,
          `Set SHARD_COUNT to ${shards}, or unset it together with SHARD_IDS.`,
        );
      }
      const left = `${limit.remaining} of ${limit.total} logins are left`;
      const resets = formatMoment('en', look.clock.now() + limit.reset_after);
      if (limit.remaining < shards) return broken(`${left}, until ${resets}. The bot can’t start before.`);
      if (limit.remaining < FEW_SESSIONS) return warning(`${left}, until ${resets}.`);
      return inOrder(`${left} today. Discord advises ${shards} ${shards === 1 ? 'shard' : 'shards'}.`);
    },
  },
  ...COMMAND_CHECKS,
  permissionCheck,
];
