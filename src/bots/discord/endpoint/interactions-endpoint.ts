import { InteractionResponseType, InteractionType } from 'discord-api-types/v10';
import { type Response, Router } from 'express';
import { z } from 'zod';
import type { Log } from '../../../core/ports/log.ts';
import { createStaleInteractions } from '../gateway/stale-interactions.ts';
import { firstResponseTo, type Offered } from '../payload/first-response.ts';
import { type Interaction, outlineOf, readInteraction } from '../payload/interaction.ts';
import { addressIn } from '../payload/interaction-header.ts';
import type { Deferred } from '../payload/news.ts';
import { recordableOf } from '../payload/recordable.ts';
import type { Receive } from '../receive/receive.ts';
import type { DiscordApi } from '../rest/discord-api.ts';
import { ACKNOWLEDGEMENTS, choicesBody, formBody } from '../rest/first-bodies.ts';
import { confirmShown } from './confirm-shown.ts';
import { INTERACTIONS_PATH } from './interactions-url.ts';
import { end, receiveSigned, type SignedParts } from './receive-signed.ts';

/** What the endpoint needs. */
export interface EndpointParts extends SignedParts {
  readonly offered: Offered;
  readonly receive: Pick<Receive, 'arriving' | 'dropped' | 'interaction'>;
  readonly api: Pick<DiscordApi, 'original'>;
  /** How long Discord waits for the first response to an interaction. */
  readonly firstResponseMs: number;
  /** Is passed the work, so that the bot can wait for it. */
  readonly follow: (work: Promise<void>) => void;
  readonly log: Log;
}

const ping = z.object({ type: z.literal(InteractionType.Ping) });

/**
 * Receives interactions over HTTP. The first response is the response to the request itself. Everything else is as
 * with the gateway: recorded first, claimed once over all processes, and handled by the same receiver.
 */
export function createInteractionsEndpoint(parts: EndpointParts): Router {
  const { clock, log } = parts;
  const stale = createStaleInteractions(clock, parts.firstResponseMs);
  const router = Router();
  router.post(
    INTERACTIONS_PATH,
    ...receiveSigned(parts, async (payload, response) => {
      if (ping.safeParse(payload).success) {
        response.json({ type: InteractionResponseType.Pong });
        return;
      }
      const interaction = readInteraction(payload);
      if (interaction === undefined) {
        log.warn({}, 'interaction-not-understood');
        return end(response, 400);
      }
      if (stale.isTooLate(interaction.header.id)) {
        log.warn({ interaction: interaction.header.id }, 'interaction-too-old');
        return end(response, 408);
      }
      await handle(parts, payload, interaction, response);
    }),
  );
  return router;
}

async function handle(
  parts: EndpointParts,
  payload: unknown,
  interaction: Interaction,
  response: Response,
): Promise<void> {
  const { receive, follow } = parts;
  const { header, request } = interaction;
  const first = firstResponseTo(parts.offered, header, outlineOf(request));
  if (first.kind !== 'deferred') {
    await receive.interaction(
      { ...interaction, first },
      {
        offer: async (_to, choices) => void response.json(choicesBody(choices)),
        openForm: async (_to, form) => void response.json(formBody(form)),
      },
    );
    // Without a response Discord would wait; like this it says at once that the interaction failed.
    if (!response.headersSent) end(response, 500);
    return;
  }
  await receive.arriving(header.id, recordableOf(payload, interaction));
  const hasLeft = hasLeftWhole(response);
  response.json(ACKNOWLEDGEMENTS[first.reply]);
  follow(runShown(parts, interaction, first, hasLeft));
}

/** Runs an interaction once its acknowledgement is shown. Otherwise it is carried on later, which finds out. */
async function runShown(
  { receive, api, clock, stopped }: EndpointParts,
  interaction: Interaction,
  first: Deferred,
  hasLeft: Promise<boolean>,
): Promise<void> {
  const { header } = interaction;
  const { kind, ...shown } = (await hasLeft)
    ? await confirmShown(api, addressIn(header), clock, stopped)
    : ({ kind: 'unknown' } as const);
  if (kind === 'shown') await receive.interaction({ ...interaction, first: { ...first, ...shown } });
  else receive.dropped(header.id, false);
}

/** Resolves when the response has been sent, with whether its connection lasted so long. */
function hasLeftWhole(response: Response): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  response.once('finish', () => resolve(true)).once('close', () => resolve(false));
  return promise;
}
