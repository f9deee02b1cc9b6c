import { z } from 'zod';
import { Secret } from '../model/secret.ts';
import type { WebhookEndpoint, WebhookService } from '../ports/provider-services.ts';
import { unlessGone } from './jobs/job-service.ts';
import { AudioPodError } from './transport/audiopod-error.ts';
import type { Transport } from './transport/transport.ts';
import { id, list, readable, text } from './transport/wire.ts';

const ENDPOINTS = '/webhooks/endpoints';
const ENDPOINT = `${ENDPOINTS}/{id}`;

const endpoint: z.ZodType<WebhookEndpoint | undefined> = z
  .object({ id, url: text, description: text })
  .transform((body) => {
    if (body.id === undefined || body.url === undefined) return undefined;
    const { description } = body;
    return { id: body.id, url: body.url, ...(description === undefined ? {} : { description }) };
  });

const created = z
  .object({ id: z.union([z.string().min(1), z.number()]).transform(String), secret: z.string().min(1) })
  .transform((body) => ({ id: body.id, secret: new Secret(body.secret) }));

/** Creates the calls that manage webhook endpoints (AudioPod API notes 11). */
export function createWebhookService(transport: Transport): WebhookService {
  return {
    async endpoints(signal) {
      const { entries } = await transport.ask(
        { method: 'GET', route: ENDPOINTS, charged: false },
        list,
        signal,
      );
      return readable(entries, endpoint);
    },

    async endpoint(endpointId, signal) {
      const call = { method: 'GET', route: ENDPOINT, values: { id: endpointId }, charged: false } as const;
      try {
        return await transport.ask(call, endpoint, signal);
      } catch (error) {
        if (error instanceof AudioPodError && error.code === 'audiopod-not-found') return undefined;
        throw error;
      }
    },

    create: (order, signal) => {
      const body = () => JSON.stringify(order);
      // Charged in the transport's sense: two requests would make two endpoints.
      const call = { method: 'POST', route: ENDPOINTS, body, charged: true } as const;
      return transport.ask(call, created, signal);
    },

    remove: (endpointId, signal) => {
      const call = { method: 'DELETE', route: ENDPOINT, values: { id: endpointId }, charged: false } as const;
      return unlessGone(transport.ask(call, z.unknown(), signal));
    },
  };
}
