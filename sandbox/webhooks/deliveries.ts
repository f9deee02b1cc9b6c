import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import type { FaultList } from '../faults/fault-list.ts';
import type { SettingsHolder } from '../settings.ts';
import type { Endpoint, Endpoints } from './endpoints.ts';
import { signed, type WebhookEvent } from './sign.ts';

/** One event on its way to one endpoint. */
export interface Delivery {
  readonly id: string;
  readonly endpoint: Endpoint;
  readonly event: WebhookEvent;
  readonly createdMs: number;
  state: 'pending' | 'delivered' | 'failed';
  attempts: number;
  /** HTTP status of the last response; `null` if there was none. */
  responseStatus: number | null;
}

/** Dependencies of sending. */
export interface DeliveryDeps {
  readonly clock: SandboxClock;
  readonly faults: FaultList;
  readonly settings: SettingsHolder;
  readonly endpoints: Endpoints;
}

const MOST_ATTEMPTS = 5;
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 3_600_000;
const ANSWER_WITHIN_MS = 10_000;
const TARGET = { operation: 'webhooks.deliver', path: '/webhooks' };

/** Sends events and repeats what isn’t answered with 2xx within 10 s (AudioPod API notes 11). */
export class Deliveries {
  readonly #deps: DeliveryDeps;
  readonly #all = new Map<string, Delivery>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #appointments = new Set<() => void>();
  /** What a `webhook-swapped` fault holds until the next event was sent. */
  #heldBack: Delivery[] = [];

  constructor(deps: DeliveryDeps) {
    this.#deps = deps;
  }

  /** All deliveries, newest first. */
  get all(): readonly Delivery[] {
    return [...this.#all.values()].toReversed();
  }

  find(id: string): Delivery | undefined {
    return this.#all.get(id);
  }

  /** Sends an event to an endpoint, with the faults that apply now. */
  begin(endpoint: Endpoint, event: WebhookEvent): Delivery {
    const { clock, faults } = this.#deps;
    const delivery: Delivery = {
      id: randomUUID(),
      endpoint,
      event,
      createdMs: clock.now(),
      state: 'pending',
      attempts: 0,
      responseStatus: null,
    };
    this.#all.set(delivery.id, delivery);
    if (faults.take('webhook-never', TARGET) !== undefined) return delivery;
    const late = faults.take('webhook-late', TARGET);
    if (late !== undefined) this.#later(delivery, late.delayMs);
    else if (faults.take('webhook-swapped', TARGET) !== undefined) this.#heldBack.push(delivery);
    else this.attempt(delivery);
    return delivery;
  }

  /** Sends a delivery now, also one that was sent before. */
  attempt(delivery: Delivery): void {
    const isTwice = this.#deps.faults.take('webhook-twice', TARGET) !== undefined;
    const sending = this.#send(delivery)
      .then(() => (isTwice ? this.#send(delivery) : undefined))
      .finally(() => this.#underWay.delete(sending));
    this.#underWay.add(sending);
  }

  /** Resolves when nothing is being sent. What waits for its time is not waited for. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /** Forgets everything. */
  async clear(): Promise<void> {
    for (const takeBack of this.#appointments) takeBack();
    this.#appointments.clear();
    this.#heldBack = [];
    this.#all.clear();
    await this.settled();
  }

  #later(delivery: Delivery, pauseMs: number): void {
    const { clock } = this.#deps;
    const takeBack = clock.schedule(clock.now() + pauseMs, () => {
      this.#appointments.delete(takeBack);
      this.attempt(delivery);
    });
    this.#appointments.add(takeBack);
  }

  async #send(delivery: Delivery): Promise<void> {
    const { clock, faults, settings, endpoints } = this.#deps;
    const { endpoint, event } = delivery;
    if (!endpoints.has(endpoint)) return;
    const forged = faults.take('webhook-forged', TARGET);
    const old = faults.take('webhook-old', TARGET);
    const request = signed(event, endpoint, clock.now(), { ...(forged && { forged }), ...(old && { old }) });
    const { webhooksTo } = settings.current;
    delivery.attempts += 1;
    delivery.responseStatus =
      webhooksTo === null ? null : await post(addressOf(endpoint, webhooksTo), request);
    const status = delivery.responseStatus;
    if (status !== null && status >= 200 && status < 300) delivery.state = 'delivered';
    else if (delivery.attempts >= MOST_ATTEMPTS) delivery.state = 'failed';
    else this.#later(delivery, Math.min(FIRST_PAUSE_MS * 2 ** (delivery.attempts - 1), LONGEST_PAUSE_MS));
    for (const held of this.#heldBack.splice(0)) this.attempt(held);
  }
}

/** Keeps the path of the endpoint, on the machine to which the sandbox may send. */
function addressOf({ url }: Endpoint, origin: string): URL {
  const { pathname, search } = new URL(url);
  return new URL(`${pathname}${search}`, origin);
}

async function post(to: URL, { headers, body }: ReturnType<typeof signed>): Promise<number | null> {
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const response = await fetch(to, { method: 'POST', headers, body, redirect: 'manual', signal });
    await response.body?.cancel();
    return response.status;
  } catch {
    return null;
  }
}
