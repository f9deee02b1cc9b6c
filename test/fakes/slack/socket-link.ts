import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Journal } from './journal.ts';

/** An app may hold this many sockets (Slack, "Socket Mode: using multiple connections"). */
const MAX_SOCKETS = 10;

/** Slack pings about this often; the client gives up after 30 s without. */
const PING_EVERY_MS = 10_000;

const ackRule = z.strictObject({ envelope_id: z.string(), payload: z.unknown().optional() });

/** A delivery that needs an acknowledgement. */
export interface Envelope {
  readonly envelope_id: string;
  readonly type: string;
  readonly payload: unknown;
  readonly accepts_response_payload: boolean;
  readonly retry_attempt?: number;
  readonly retry_reason?: string;
}

/** Slack's side of Socket Mode. */
export type SocketLink = ReturnType<typeof createSocketLink>;

/** Starts without sockets. */
export function createSocketLink(journal: Journal, appId: string) {
  const server = new WebSocketServer({ noServer: true });
  const open: WebSocket[] = [];
  const tickets = new Set<string>();
  const unacknowledged = new Map<string, (answer: unknown) => void>();
  let turn = 0;

  function receive(data: string): void {
    const read = ackRule.safeParse(parseJson(data));
    const acknowledged = unacknowledged.get(read.data?.envelope_id ?? '');
    if (read.data === undefined || acknowledged === undefined) {
      journal.violation('socket: something came that acknowledges nothing, or twice.');
      return;
    }
    unacknowledged.delete(read.data.envelope_id);
    acknowledged(read.data.payload);
  }

  function welcome(socket: WebSocket): void {
    open.push(socket);
    const pings = setInterval(() => socket.ping(), PING_EVERY_MS).unref();
    socket.on('message', (data) => receive(String(data)));
    // A cut connection is a normal end for the fake.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(pings);
      open.splice(open.indexOf(socket), 1);
      journal.changed();
    });
    const hello = { type: 'hello', num_connections: open.length, connection_info: { app_id: appId } };
    socket.send(JSON.stringify(hello));
    journal.changed();
  }

  return {
    get sockets(): number {
      return open.length;
    },
    /** Returns a part of an address that opens one socket. */
    ticket(): string {
      const ticket = crypto.randomUUID();
      tickets.add(ticket);
      return ticket;
    },
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      const ticket = new URL(request.url ?? '/', 'http://localhost').searchParams.get('ticket') ?? '';
      if (!tickets.delete(ticket) || open.length >= MAX_SOCKETS) {
        journal.violation('socket: opened with a used address, or one too many.');
        socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, welcome);
    },
    /**
     * Sends to one of the sockets, in rotation, and calls back at the acknowledgement, however late.
     *
     * @throws when no socket is open.
     */
    send(envelope: Envelope, acknowledged: (answer: unknown) => void): void {
      const socket = open[turn % open.length];
      turn += 1;
      if (socket === undefined) throw new Error('No socket is open; untilConnected() waits for one.');
      unacknowledged.set(envelope.envelope_id, acknowledged);
      socket.send(JSON.stringify(envelope));
    },
    refresh(): void {
      const frame = JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' });
      for (const socket of [...open]) socket.send(frame);
    },
    drop(): void {
      for (const socket of [...open]) socket.terminate();
    },
    close(): void {
      for (const socket of [...open]) socket.terminate();
      server.close();
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
