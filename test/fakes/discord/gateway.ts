import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { GatewayIntentBits as Intent } from 'discord.js';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { FakeGateway } from './fake-discord.ts';
import { guildJson, userJson } from './payloads.ts';
import type { State } from './state.ts';

const HEARTBEAT_MS = 41_250;

const int = z.number().int();
const identifyShape = z.object({
  token: z.string(),
  intents: int,
  shard: z.tuple([int, int]).default([0, 1]),
  properties: z.object({ os: z.string(), browser: z.string(), device: z.string() }),
});
const resumeShape = z.object({ token: z.string(), session_id: z.string(), seq: int });
const frameShape = z.object({ op: int, d: z.unknown() });

/** None of them is switched on in the portal. */
const PRIVILEGED = Intent.MessageContent | Intent.GuildMembers | Intent.GuildPresences;

interface Session {
  readonly id: string;
  readonly intents: number;
  readonly shard: readonly [number, number];
  /** Every event it got, for a connection that resumes. */
  readonly sent: string[];
  socket: WebSocket | undefined;
}

/** The gateway on the same port as the API. */
export interface Gateway {
  readonly control: FakeGateway;
  readonly dispatch: State['dispatch'];
  close(): void;
}

/** Opens the gateway. Speaks JSON without compression, version 10. */
export function openGateway(state: State, server: Server): Gateway {
  const sockets = new WebSocketServer({ server, path: '/gateway' });
  const sessions = new Map<string, Session>();
  const identifies: { intents: number; shard: [number, number] }[] = [];
  let resumes = 0;

  const send = (session: Session, event: string, data: unknown): void => {
    const frame = JSON.stringify({ op: 0, s: session.sent.length + 1, t: event, d: data });
    session.sent.push(frame);
    session.socket?.send(frame);
  };

  const identify = (socket: WebSocket, data: unknown): Session | undefined => {
    const read = identifyShape.safeParse(data);
    if (!read.success) return hangUp(socket, 4002, 'Error while decoding payload.');
    const { token, intents, shard } = read.data;
    identifies.push({ intents, shard });
    if (token !== state.token) return hangUp(socket, 4004, 'Authentication failed.');
    if (shard[0] < 0 || shard[0] >= shard[1]) return hangUp(socket, 4010, 'Invalid shard.');
    if ((intents & PRIVILEGED) !== 0) return hangUp(socket, 4014, 'Disallowed intent(s).');
    const session: Session = { id: randomUUID(), intents, shard, sent: [], socket };
    sessions.set(session.id, session);
    const guilds = [...state.guilds.values()].filter((one) => one.hasBot && isOn(shard, one.id));
    send(session, 'READY', {
      ...{ v: 10, user: userJson(state.bot), shard, session_id: session.id },
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      resume_gateway_url: gatewayUrl(state),
      application: { id: state.applicationId, flags: 0 },
    });
    if ((intents & Intent.Guilds) !== 0)
      for (const guild of guilds) send(session, 'GUILD_CREATE', guildJson(state, guild));
    return session;
  };

  const resume = (socket: WebSocket, data: unknown): Session | undefined => {
    const read = resumeShape.safeParse(data);
    if (!read.success) return hangUp(socket, 4002, 'Error while decoding payload.');
    const { token, session_id: id, seq } = read.data;
    if (token !== state.token) return hangUp(socket, 4004, 'Authentication failed.');
    const session = sessions.get(id);
    if (session === undefined) {
      socket.send(JSON.stringify({ op: 9, d: false }));
      return undefined;
    }
    if (seq > session.sent.length) return hangUp(socket, 4007, 'Invalid seq.');
    resumes += 1;
    session.socket = socket;
    for (const frame of session.sent.slice(seq)) socket.send(frame);
    send(session, 'RESUMED', { _trace: [] });
    return session;
  };

  sockets.on('connection', (socket) => {
    let session: Session | undefined;
    socket.send(JSON.stringify({ op: 10, d: { heartbeat_interval: HEARTBEAT_MS } }));
    socket.on('message', (raw) => {
      const frame = readFrame(String(raw));
      if (frame === undefined) return void socket.close(4002, 'Error while decoding payload.');
      if (frame.op === 1) {
        socket.send(JSON.stringify({ op: 11 }));
      } else if (frame.op === 2 || frame.op === 6) {
        if (session !== undefined) return void socket.close(4005, 'Already authenticated.');
        session = (frame.op === 2 ? identify : resume)(socket, frame.d);
        state.changes.tell();
      } else {
        socket.close(session === undefined ? 4003 : 4001, 'Not authenticated, or an unknown opcode.');
      }
    });
    socket.on('close', (code) => {
      if (session?.socket !== socket) return;
      session.socket = undefined;
      // A client that says goodbye properly does not come back for its session.
      if (code === 1000 || code === 1001) sessions.delete(session.id);
      state.changes.tell();
    });
  });

  const live = () => [...sessions.values()].filter(({ socket }) => socket !== undefined);
  return {
    dispatch(event, guildId, payload) {
      for (const session of sessions.values()) {
        const data = isOn(session.shard, guildId) ? payload(session.intents) : undefined;
        if (data !== undefined) send(session, event, data);
      }
    },
    close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
    control: {
      identifies,
      get resumes() {
        return resumes;
      },
      drop(code = 4000) {
        for (const { socket } of live()) socket?.close(code, 'Dropped.');
      },
      async connected(count = 1) {
        await state.changes.until(
          () => live().length >= count || undefined,
          () => `${count} sessions are ready, but ${live().length} are`,
        );
      },
    },
  };
}

/** Where clients find the gateway. */
export function gatewayUrl(state: State): string {
  return `${state.origin.replace(/^http/, 'ws')}/gateway`;
}

/** Events of a guild go to one shard, those of direct messages to the first. */
function isOn([id, count]: readonly [number, number], guildId: string | undefined): boolean {
  return guildId === undefined ? id === 0 : Number((BigInt(guildId) >> 22n) % BigInt(count)) === id;
}

function hangUp(socket: WebSocket, code: number, reason: string): undefined {
  socket.close(code, reason);
}

function readFrame(text: string): { readonly op: number; readonly d?: unknown } | undefined {
  try {
    return frameShape.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
