import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { z } from 'zod';
import { addressShape, type Call, type Introduction, soundsShape, volleyShape } from './protocol.ts';

/** A fake platform in its own process, as benchmarks use it. */
export interface Station {
  readonly introduction: Introduction;
  /** Sets the address of the bot, on a platform that calls bots. */
  callAt(url: string): void;
  /** Sets the address at which the bot reaches it, if not its own. */
  reachAt(url: string): void;
  /** Sends a command and returns the milliseconds until its acknowledgement; `null` if not in time. */
  send(call: Call): Promise<number | null>;
  /** Returns the number of acknowledged commands without a visible reply so far. */
  countUnanswered(): number;
  /** Returns the number of m4a files posted so far. */
  countSounds(): number;
  /** @throws with everything the real platform would have refused. */
  assertClean(): void;
  close(): Promise<void>;
}

const LOOK_EVERY_MS = 20;
const PATIENCE_MS = 90_000;
const ANSWERED_WITHIN_MS = 45_000;

/** Lets a benchmark control the station over HTTP, until SIGTERM. Prints its address in one line. */
export async function serveStation(station: Station): Promise<void> {
  const routes = new Map<string | undefined, (body: unknown) => unknown>([
    ['/introduction', () => station.introduction],
    ['/address', (body) => station.callAt(addressShape.parse(body).url)],
    ['/reach', (body) => station.reachAt(addressShape.parse(body).url)],
    ['/volley', async (body) => ({ ackMs: await sendAll(station, volleyShape.parse(body)) })],
    ['/answered', () => answered(station)],
    [
      '/sounds',
      (body) => {
        const { count } = soundsShape.parse(body);
        return until(`${count} sounds`, () => station.countSounds() >= count);
      },
    ],
    ['/sounds-so-far', () => ({ count: station.countSounds() })],
    ['/clean', () => station.assertClean()],
  ]);
  const server = createServer((request, response) => {
    const answer = async (): Promise<unknown> => routes.get(request.url)?.(await bodyOf(request));
    answer().then(
      (value = {}) => response.end(JSON.stringify(value)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port');
  process.stdout.write(`http://127.0.0.1:${address.port}\n`);
  await once(process, 'SIGTERM');
  server.closeAllConnections();
  server.close();
  await station.close();
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  return request.method === 'POST' ? json(request) : undefined;
}

/** Sends each command at its moment: a bot that is slow with one still gets the next on time. */
async function sendAll(
  station: Station,
  { calls, count, perSecond }: z.output<typeof volleyShape>,
): Promise<readonly (number | null)[]> {
  const beganMs = performance.now();
  const acks: Promise<number | null>[] = [];
  for (let index = 0; index < count; index += 1) {
    const call = calls[index % calls.length];
    if (call === undefined) break;
    await pause(Math.max(0, beganMs + (index * 1_000) / perSecond - performance.now()));
    const ack = station.send(call);
    // Failures are reported below, once all have been sent.
    ack.catch(() => undefined);
    acks.push(ack);
  }
  return Promise.all(acks);
}

/**
 * Waits for the missing replies, but not forever: a bot that leaves a command unanswered is a finding, not
 * the end.
 */
async function answered(station: Station): Promise<{ readonly unanswered: number }> {
  const late = AbortSignal.timeout(ANSWERED_WITHIN_MS);
  while (station.countUnanswered() > 0 && !late.aborted) await pause(LOOK_EVERY_MS);
  return { unanswered: station.countUnanswered() };
}

async function until(what: string, isThere: () => boolean): Promise<void> {
  const late = AbortSignal.timeout(PATIENCE_MS);
  while (!isThere()) {
    if (late.aborted) throw new Error(`There is not ${what} after ${PATIENCE_MS} ms`);
    await pause(LOOK_EVERY_MS);
  }
}
