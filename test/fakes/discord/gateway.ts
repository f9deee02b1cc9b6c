import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { GatewayIntentBits as Intent } from 'discord.js';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { HUNG_MS } from '../until.ts';
import type { FakeGateway, Identify } from './fake-discord.ts';
import { applicationJson, guildJson, userJson } from './payloads.ts';
import type { State } from './state.ts';

const identifyShape = z.object({
  token: z.string(),
  intents: z.number().int(),
  shard: z.tuple([z.number().int(), z.number().int()]).default([0, 1]),
  properties: z.object({ os: z.string(), browser: z.string(), device: z.string() }),
});
const resumeShape = z.object({ token: z.string(), session_id: z.string(), seq: z.number().int() });
const frameShape = z.object({ op: z.number().int(), d: z.unknown() });

const PRIVILEGED: Readonly<Record<string, number>> = {
  messageContent: Intent.MessageContent,
  members: Intent.GuildMembers,
  presences: Intent.GuildPresences,
};

interface Session {
  readonly id: string;
  readonly intents: number;
  readonly shard: readonly [number, number];
  /** Every event it got, for whoever resumes. */
  readonly sent: { readonly seq: number; readonly frame: string }[];
  socket: WebSocket | undefined;
  resumable: boolean;
}

/** The gateway on the same port as the API. */
export interface Gateway {
  readonly control: FakeGateway;
  dispatch: State['dispatch'];
  close(): void;
}

/** Opens the gateway. Speaks JSON without compression, version 10. */
export function openGateway(
  state: State,
  server: Server,
  { heartbeatMs }: { readonly heartbeatMs: number },
): Gateway {
  const sockets = new WebSocketServer({ server, path: '/gateway' });
  const sessions = new Map<string, Session>();
  const identifies: Identify[] = [];
  let resumes = 0;
  let heartbeats = 0;

  const send = (session: Session, event: string, data: unknown): void => {
    const seq = session.sent.length + 1;
    const frame = JSON.stringify({ op: 0, s: seq, t: event, d: data });
    session.sent.push({ seq, frame });
    session.socket?.send(frame);
  };

  const identify = (socket: WebSocket, data: unknown): Session | undefined => {
    const read = identifyShape.safeParse(data);
    if (!read.success) return hangUp(socket, 4002, 'Error while decoding payload.');
    const { token, intents, shard } = read.data;
    identifies.push({ intents, shard });
    if (token !== state.token) return hangUp(socket, 4004, 'Authentication failed.');
    if (shard[0] < 0 || shard[0] >= shard[1]) return hangUp(socket, 4010, 'Invalid shard.');
    const forbidden = Object.entries(PRIVILEGED).some(
      ([name, bit]) => (intents & bit) !== 0 && !state.privilegedIntents.includes(name),
    );
    if (forbidden) return hangUp(socket, 4014, 'Disallowed intent(s).');
    const session: Session = { id: randomUUID(), intents, shard, sent: [], socket, resumable: true };
    sessions.set(session.id, session);
    const guilds = [...state.guilds.values()].filter((one) => one.hasBot && isOn(shard, one.id));
    send(session, 'READY', {
      v: 10,
      user: userJson(state.bot),
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: gatewayUrl(state),
      shard,
      application: { id: state.applicationId, flags: applicationJson(state)['flags'] },
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
    if (session === undefined || !session.resumable) {
      socket.send(JSON.stringify({ op: 9, d: false }));
      return undefined;
    }
    if (seq > session.sent.length) return hangUp(socket, 4007, 'Invalid seq.');
    resumes += 1;
    session.socket = socket;
    for (const one of session.sent.slice(seq)) socket.send(one.frame);
    send(session, 'RESUMED', { _trace: [] });
    return session;
  };

  sockets.on('connection', (socket) => {
    let session: Session | undefined;
    socket.send(JSON.stringify({ op: 10, d: { heartbeat_interval: heartbeatMs } }));
    socket.on('message', (raw) => {
      const frame = readFrame(String(raw));
      if (frame === undefined) return void socket.close(4002, 'Error while decoding payload.');
      if (frame.op === 1) {
        heartbeats += 1;
        socket.send(JSON.stringify({ op: 11 }));
      } else if (frame.op === 2 || frame.op === 6) {
        if (session !== undefined) return void socket.close(4005, 'Already authenticated.');
        session = frame.op === 2 ? identify(socket, frame.d) : resume(socket, frame.d);
        state.changes.tell();
      } else if (session === undefined) {
        socket.close(4003, 'Not authenticated.');
      } else if (![3, 4, 8].includes(frame.op)) {
        socket.close(4001, 'Unknown opcode.');
      }
    });
    socket.on('close', (code) => {
      if (session === undefined || session.socket !== socket) return;
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
        if (!isOn(session.shard, guildId)) continue;
        const data = payload(session.intents);
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
      get heartbeats() {
        return heartbeats;
      },
      drop(code = 4000) {
        for (const { socket } of live()) socket?.close(code, 'Dropped.');
      },
      reconnect() {
        for (const { socket } of live()) socket?.send(JSON.stringify({ op: 7, d: null }));
      },
      invalidate(resumable = false) {
        for (const session of live()) {
          session.resumable = resumable;
          session.socket?.send(JSON.stringify({ op: 9, d: resumable }));
        }
      },
      async connected(count = 1) {
        await state.changes.until(
          () => (live().length >= count ? true : undefined),
          HUNG_MS,
          () => `${live().length} of ${count} sessions are ready`,
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
  return undefined;
}

function readFrame(text: string): { readonly op: number; readonly d?: unknown } | undefined {
  try {
    return frameShape.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
