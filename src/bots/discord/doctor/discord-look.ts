import { ApplicationIntegrationType, Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { Clock } from '../../../core/async/clock.ts';
import { silentLog } from '../../../core/ports/log.ts';
import type { Describe } from '../commands/command-json.ts';
import { interactionsUrl } from '../endpoint/interactions-url.ts';
import type { DiscordSettings } from '../gateway/settings.ts';
import type { Installs } from '../rest/application-api.ts';
import { createRests, type Rests } from '../rest/create-rest.ts';
import { type DiscordRefusal, refusalOf } from '../rest/discord-refusal.ts';
import { createPause, createPauseMemory } from '../rest/pause.ts';

const applicationSchema = z.object({
  id: z.string(),
  bot_public: z.boolean().default(false),
  interactions_endpoint_url: z.string().nullish(),
  terms_of_service_url: z.string().nullish(),
  privacy_policy_url: z.string().nullish(),
  integration_types_config: z.record(z.string(), z.unknown()).nullish(),
});

/** How an application can be installed. One that doesn't say is installed to servers. */
export function installsOf({ integration_types_config: types }: Application): Installs {
  if (types == null) return { server: true, person: false };
  return {
    server: ApplicationIntegrationType.GuildInstall in types,
    person: ApplicationIntegrationType.UserInstall in types,
  };
}

/** The application as its pages at Discord have it. */
export type Application = z.infer<typeof applicationSchema>;

/** Discord, and the bot there. */
export interface DiscordLook extends Disposable {
  readonly settings: DiscordSettings;
  readonly describe: Describe;
  /** Where the bot receives interactions over HTTP; `undefined` without a public address. */
  readonly endpointUrl: string | undefined;
  /** A channel to look at, by its id. */
  readonly channel: string | undefined;
  readonly rests: Rests;
  readonly clock: Clock;
  /** Reads the application once for all checks. Never rejects. */
  application(): Promise<Application | DiscordRefusal>;
  /**
   * Reads something at Discord.
   *
   * @throws {DiscordRefusal}
   */
  read<T>(route: `/${string}`, shape: z.ZodType<T>, signal: AbortSignal): Promise<T>;
}

const APPLICATION_WITHIN_MS = 8_000;

/** Prepares a look at Discord. Nothing is sent before the first check. */
export function lookAtDiscord(parts: {
  readonly settings: DiscordSettings;
  readonly describe: Describe;
  readonly publicUrl?: string | undefined;
  readonly channel?: string | undefined;
  readonly clock: Clock;
}): DiscordLook {
  const { settings, describe, publicUrl, channel, clock } = parts;
  const endpointUrl = publicUrl && interactionsUrl(publicUrl);
  const pause = createPause(createPauseMemory(), clock);
  const rests = createRests(settings.apiUrl, settings.token.reveal(), pause, clock, silentLog);
  const read: DiscordLook['read'] = async (route, shape, signal) => {
    try {
      return shape.parse(await rests.bot.get(route, { signal }));
    } catch (error) {
      throw refusalOf(error);
    }
  };
  let application: Promise<Application | DiscordRefusal> | undefined;
  return {
    ...{ settings, describe, endpointUrl, channel, rests, clock, read },
    application() {
      application ??= read(
        Routes.currentApplication(),
        applicationSchema,
        clock.timeout(APPLICATION_WITHIN_MS),
      ).catch(refusalOf);
      return application;
    },
    [Symbol.dispose]: () => rests[Symbol.dispose](),
  };
}
