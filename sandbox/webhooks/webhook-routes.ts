import { isIP } from 'node:net';
import type { SandboxClock } from '../clock.ts';
import { refuse, refuseField } from '../http/api-error.ts';
import type { Form } from '../http/form.ts';
import { API, type Call, type Route } from '../http/route.ts';
import { isoTime } from '../jobs/job.ts';
import type { Deliveries, Delivery } from './deliveries.ts';
import { type Endpoint, type EndpointOrder, type Endpoints, EVENT_TYPES } from './endpoints.ts';
import { sendTest } from './job-events.ts';

const ENDPOINTS = `${API}/webhooks/endpoints`;

/** Managing webhook endpoints and what was sent to them (AudioPod API notes 11). The bodies are invented. */
export function webhookRoutes(deps: {
  readonly clock: SandboxClock;
  readonly endpoints: Endpoints;
  readonly deliveries: Deliveries;
}): readonly Route[] {
  const { clock, endpoints, deliveries } = deps;
  const found = ({ param, account }: Call): Endpoint => {
    const endpoint = endpoints.find(param('id'), account);
    if (endpoint === undefined) throw refuse(404, 'Webhook endpoint not found');
    return endpoint;
  };
  return [
    {
      operation: 'webhooks.create',
      method: 'post',
      path: ENDPOINTS,
      handle: ({ form, account }) => {
        const { url, events = EVENT_TYPES, description = '' } = orderIn(form);
        if (url === undefined) throw refuseField('url', 'Field required', 'missing');
        const endpoint = endpoints.create(account, { url, events, description }, clock.now());
        return { status: 201, body: { ...viewOf(endpoint), secret: endpoint.secret } };
      },
    },
    {
      operation: 'webhooks.list',
      method: 'get',
      path: ENDPOINTS,
      handle: ({ account }) => ({ body: endpoints.of(account).map(viewOf) }),
    },
    {
      operation: 'webhooks.get',
      method: 'get',
      path: `${ENDPOINTS}/:id`,
      handle: (call) => ({ body: viewOf(found(call)) }),
    },
    {
      operation: 'webhooks.change',
      method: 'patch',
      path: `${ENDPOINTS}/:id`,
      handle: (call) => ({ body: viewOf(Object.assign(found(call), orderIn(call.form))) }),
    },
    {
      operation: 'webhooks.delete',
      method: 'delete',
      path: `${ENDPOINTS}/:id`,
      handle: (call) => {
        endpoints.remove(found(call));
        return { status: 204 };
      },
    },
    {
      operation: 'webhooks.test',
      method: 'post',
      path: `${ENDPOINTS}/:id/test`,
      handle: (call) => ({ body: deliveryView(sendTest(found(call), deliveries)) }),
    },
    {
      operation: 'webhooks.deliveries',
      method: 'get',
      path: `${ENDPOINTS}/:id/deliveries`,
      handle: (call) => {
        const endpoint = found(call);
        return { body: deliveries.all.filter((one) => one.endpoint === endpoint).map(deliveryView) };
      },
    },
    {
      operation: 'webhooks.redeliver',
      method: 'post',
      path: `${API}/webhooks/deliveries/:id/redeliver`,
      handle: ({ param, account }) => {
        const delivery = deliveries.find(param('id'));
        if (delivery?.endpoint.account !== account) throw refuse(404, 'Webhook delivery not found');
        deliveries.attempt(delivery);
        return { body: deliveryView(delivery) };
      },
    },
  ];
}

/** @throws {ApiError} 422 for an address that isn’t public https, or an unknown event. */
function orderIn(form: Form): Partial<EndpointOrder> {
  const url = form.text('url');
  if (url !== undefined && !isPublicHttps(url)) {
    throw refuseField('url', 'URL must be a public HTTPS address');
  }
  const names = form.texts('events');
  const events = EVENT_TYPES.filter((type) => names.includes(type));
  if (events.length < names.length) throw refuseField('events', 'Unknown event type');
  const description = form.text('description');
  return {
    ...(url !== undefined && { url }),
    ...(names.length > 0 && { events }),
    ...(description !== undefined && { description }),
  };
}

function isPublicHttps(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' || isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0) return false;
  return url.hostname.includes('.') && !url.hostname.endsWith('.localhost');
}

function viewOf({ id, url, events, description, createdMs }: Endpoint) {
  return { id, url, events, description, is_active: true, created_at: isoTime(createdMs) };
}

/** Returns a delivery as the service and the control show it. */
export function deliveryView({ id, endpoint, event, state, attempts, responseStatus, createdMs }: Delivery) {
  return {
    id,
    endpoint_id: endpoint.id,
    event_id: event.id,
    event_type: event.type,
    status: state,
    attempts,
    response_status: responseStatus,
    created_at: isoTime(createdMs),
  };
}
