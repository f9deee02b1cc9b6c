import { randomBytes, randomUUID } from 'node:crypto';
import type { Account } from '../accounts.ts';

/** The events an endpoint can receive (AudioPod API notes 11). */
export const EVENT_TYPES = ['job.completed', 'job.failed', 'job.cancelled', 'webhook.test'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** An address that receives events of one account's jobs. */
export interface Endpoint {
  readonly id: string;
  readonly account: Account;
  /** Returned once, when the endpoint is made. */
  readonly secret: string;
  readonly createdMs: number;
  url: string;
  events: readonly EventType[];
  description: string;
}

/** The part of an endpoint that its owner chooses. */
export type EndpointOrder = Pick<Endpoint, 'url' | 'events' | 'description'>;

/** The endpoints of all accounts, oldest first. */
export class Endpoints {
  readonly #byId = new Map<string, Endpoint>();

  create(account: Account, order: EndpointOrder, createdMs: number): Endpoint {
    const secret = `whsec_${randomBytes(24).toString('hex')}`;
    const endpoint = { ...order, id: randomUUID(), account, secret, createdMs };
    this.#byId.set(endpoint.id, endpoint);
    return endpoint;
  }

  /** Returns the endpoint if it belongs to the account. */
  find(id: string, account: Account): Endpoint | undefined {
    const endpoint = this.#byId.get(id);
    return endpoint?.account === account ? endpoint : undefined;
  }

  of(account: Account): readonly Endpoint[] {
    return [...this.#byId.values()].filter((endpoint) => endpoint.account === account);
  }

  has(endpoint: Endpoint): boolean {
    return this.#byId.has(endpoint.id);
  }

  remove(endpoint: Endpoint): void {
    this.#byId.delete(endpoint.id);
  }

  clear(): void {
    this.#byId.clear();
  }
}
