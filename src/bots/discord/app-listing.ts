import { LOCALES } from '../../core/model/locale.ts';
import { installLink } from './draw/install-link.ts';
import { interactionsUrl } from './endpoint/interactions-url.ts';
import { EVENTS_PATH } from './endpoint/webhook-events.ts';
import { say } from './text/words.ts';

/** At most five, of 20 characters each (OpenAPI document, ApplicationFormPartial). */
const TAGS = ['Text to speech', 'Music', 'Stem separation', 'Transcription', 'Audio'] as const;

/** Terms and privacy, as the bot itself serves them. */
const POLICIES = { terms_of_service_url: '/terms', privacy_policy_url: '/privacy' } as const;

/**
 * Returns what the pages of an application at Discord ask for: links to install it, texts for its profile and for the
 * App Directory, and the addresses of the bot’s own pages. Fields are named as in Discord’s API where it has them.
 *
 * @param publicUrl without it, there are no addresses.
 */
export function appListing(
  applicationId: string,
  publicUrl: string | undefined,
): Readonly<Record<string, unknown>> {
  const inEach = (word: 'discord.listing.summary' | 'discord.listing.description') =>
    Object.fromEntries(LOCALES.map((locale) => [locale, say(locale, word)]));
  const address = (path: string) => new URL(path, publicUrl).href;
  return {
    install_links: {
      server: installLink(applicationId, 'server'),
      person: installLink(applicationId, 'person'),
    },
    summary: inEach('discord.listing.summary'),
    description: inEach('discord.listing.description'),
    tags: TAGS,
    ...(publicUrl !== undefined && {
      ...Object.fromEntries(Object.entries(POLICIES).map(([field, path]) => [field, address(path)])),
      interactions_endpoint_url: interactionsUrl(publicUrl),
      event_webhooks_url: address(EVENTS_PATH),
      event_webhooks_types: ['APPLICATION_AUTHORIZED', 'APPLICATION_DEAUTHORIZED'],
    }),
  };
}
