import { ApplicationWebhookEventType, ApplicationWebhookType } from 'discord-api-types/v10';
import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import type { Departures } from '../../../core/model/departures.ts';
import type { Log } from '../../../core/ports/log.ts';
import { personalTenant } from '../payload/platform.ts';
import { end, receiveSigned, type SignedParts } from './receive-signed.ts';

/** Where Discord sends events, if the application’s “Webhook Events URL” says so. */
export const EVENTS_PATH = '/discord/events';

/** What the receiver of events needs. */
export interface WebhookEventsParts extends SignedParts {
  readonly departures: Pick<Departures, 'leave' | 'comeBack'>;
  readonly log: Log;
}

const user = z.object({ id: z.string().regex(/^\d{1,20}$/) });
/** Both name no guild for an installation of a person. Discord’s times have no zone; they are UTC. */
const change = z.object({
  type: z.literal(ApplicationWebhookType.Event),
  event: z.object({
    type: z.enum([
      ApplicationWebhookEventType.ApplicationAuthorized,
      ApplicationWebhookEventType.ApplicationDeauthorized,
    ]),
    timestamp: z
      .string()
      .transform((text) => Date.parse(/(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`)),
    data: z.object({ user, guild: z.unknown().optional() }),
  }),
});
const other = z.object({ type: z.literal([ApplicationWebhookType.Ping, ApplicationWebhookType.Event]) });

/**
 * Receives Discord's webhook events: who added the bot to their own account, or removed it from there (“Webhook
 * Events” of Discord's documentation). They come late, in any order, and again when they aren't answered with 204.
 * What happens in servers, the gateway tells.
 */
export function webhookEvents(parts: WebhookEventsParts): Router {
  const { departures, log } = parts;
  const handlers: RequestHandler[] = receiveSigned(parts, async (payload, response) => {
    const known = change.safeParse(payload);
    if (!known.success) {
      // A ping, and events that aren't for this bot to act on.
      return end(response, other.safeParse(payload).success ? 204 : 400);
    }
    const { type, timestamp: atMs, data } = known.data.event;
    if (data.guild !== undefined || Number.isNaN(atMs)) return end(response, 204);
    const news = { tenant: personalTenant(data.user.id), atMs, isDated: true };
    try {
      if (type === ApplicationWebhookEventType.ApplicationDeauthorized) await departures.leave(news);
      else await departures.comeBack(news);
    } catch (error) {
      // Discord sends it again.
      log.warn({ error }, 'discord-event-not-noted');
      return end(response, 503);
    }
    end(response, 204);
  });
  return Router().post(EVENTS_PATH, ...handlers);
}
