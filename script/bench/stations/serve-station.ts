import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { z } from 'zod';
import { addressShape, type Call, type Introduction, soundsShape, volleyShape } from './protocol.ts';

/** A fake platform in a process of its own, as benchmarks use it. */
export interface Station {
  readonly introduction: Introduction;
  /** From now on the bot is called there, on a platform that calls. */
  callAt(url: string): void;
  /** Sends a command, and answers how many milliseconds later it was acknowledged; `null` if not in time. */
  send(call: Call): Promise<number | null>;
  /** How many acknowledged commands have not been answered yet by something that can be read. */
  countUnanswered(): number;
  /** How many m4a files were posted so far. */
  countSounds(): number;
  /** @throws with everything the real platform would not have taken. */
  assertClean(): void;
  close(): Promise<void>;
}

const LOOK_EVERY_MS = 20;
const PATIENCE_MS = 90_000;
const ANSWERED_WITHIN_MS = 45_000;

/** Lets a benchmark drive the station over HTTP, until SIGTERM. It says where it listens in one line. */
export async function serveStation(station: Station): Promise<void> {
  const routes = new Map<string | undefined, (body: unknown) => unknown>([
    ['/introduction', () => station.introduction],
    ['/address', (body) => station.callAt(addressShape.parse(body).url)],
    ['/volley', async (body) => ({ ackMs: await sendAll(station, volleyShape.parse(body)) })],
    ['/answered', () => answered(station)],
    [
      '/sounds',
      (body) => {
        const { count } = soundsShape.parse(body);
        return until(`${count} sounds`, () => station.countSounds() >= count);
      },
    ],
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
  if (address === null || typeof address === 'string') throw new Error('the server listens on a port');
  process.stdout.write(`http://127.0.0.1:${address.port}\n`);
  await once(process, 'SIGTERM');
  server.closeAllConnections();
  server.close();
  await station.close();
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  return request.method === 'POST' ? json(request) : undefined;
}

/** Each at its moment: a bot that is slow with one is not spared the next. */
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
    // Whoever fails is told of below, once all have been sent.
    ack.catch(() => undefined);
    acks.push(ack);
  }
  return Promise.all(acks);
}

/** Gives up after a while: a bot that leaves somebody without an answer is a finding, not the end. */
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
