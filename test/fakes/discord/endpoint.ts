import { sign } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Refusal } from './refusal.ts';
import { takeFirstResponse } from './responses.ts';
import type { FakeInteraction, Json, State } from './state.ts';

/** The real Discord shows a response a moment after it came in. Until then the interaction's token is unknown. */
const SHOWN_AFTER_MS = 30;

/** A request as Discord signs it. */
export interface SignedRequest {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Interactions over HTTP, once the application has an address for them. The gateway then gets none. */
export interface FakeEndpoint {
  /** Enters an address on the application's page. Discord tries it first, and rejects one that doesn't prove itself. */
  use(url: string): Promise<void>;
  /** Every interaction that was sent, oldest first. */
  readonly sent: readonly SignedRequest[];
  /** The response to the next interaction never arrives. */
  loseNext(): void;
  /** Signs a body, now or then. */
  sign(body: string, atMs?: number): SignedRequest;
}

/** What sends interactions. */
export interface Endpoint extends FakeEndpoint {
  readonly deliver: State['deliver'];
}

/** Creates the sender. What an endpoint does wrong is a failure. */
export function createEndpoint(state: State, failures: unknown[], signal: AbortSignal): Endpoint {
  const sent: SignedRequest[] = [];
  let losesNext = false;
  const signed: Endpoint['sign'] = (body, atMs = state.clock.now()) => {
    const timestamp = String(Math.floor(atMs / 1_000));
    const signature = sign(null, Buffer.from(timestamp + body), state.signingKey).toString('hex');
    const headers = { 'x-signature-ed25519': signature, 'x-signature-timestamp': timestamp };
    return { body, headers: { 'content-type': 'application/json', ...headers } };
  };
  const post = (url: string, { body, headers }: SignedRequest) =>
    fetch(url, { method: 'POST', headers, body, signal });

  const send = async (url: string, interaction: FakeInteraction, event: Json): Promise<void> => {
    const request = signed(JSON.stringify(event));
    sent.push(request);
    const isLost = losesNext;
    losesNext = false;
    const response = await post(url, request);
    if (isLost) return;
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    if (response.status !== 200 || !isJson) throw new Error(`The endpoint answered ${response.status}`);
    await delay(SHOWN_AFTER_MS, undefined, { signal });
    const complaints: string[] = [];
    takeFirstResponse(state, interaction, JSON.parse(text), (complaint) => complaints.push(complaint));
    if (complaints.length > 0) throw new Error(`Discord would not have it: ${complaints.join(', ')}`);
  };

  return {
    sent,
    sign: signed,
    loseNext() {
      losesNext = true;
    },
    deliver(interaction, event) {
      const { endpointUrl: url, dispatch } = state;
      if (url === undefined) {
        dispatch('INTERACTION_CREATE', interaction.channel.guild?.id, () => event);
        return;
      }
      send(url, interaction, event).catch((cause: unknown) => {
        // A second response is for the test to see: the interaction keeps the first.
        if (!signal.aborted && !(cause instanceof Refusal)) failures.push(cause);
      });
    },
    async use(url) {
      const ping = signed(JSON.stringify({ id: state.nextId(), type: 1, version: 1 }));
      const good = await post(url, ping);
      const answer: unknown = good.status === 200 ? await good.json() : undefined;
      const forged = await post(url, { ...ping, body: `${ping.body} ` });
      if (JSON.stringify(answer) !== '{"type":1}' || forged.status !== 401)
        throw new Error('The specified interactions endpoint url could not be verified.');
      state.endpointUrl = url;
    },
  };
}
