import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived. */
export interface Seen {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Numbered per connection, so that reuse shows. */
  readonly connection: number;
}

/** Answers one request, whose body has been read. */
export type Answerer = (seen: Seen, response: ServerResponse, request: IncomingMessage) => void;

/** A real HTTP server on a free port of this machine. */
export interface LocalServer extends AsyncDisposable {
  readonly url: URL;
  readonly seen: readonly Seen[];
}

/** Starts a server that keeps what it was asked. */
export async function startServer(answer: Answerer): Promise<LocalServer> {
  const seen: Seen[] = [];
  const connections = new WeakMap<object, number>();
  let connectionCount = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('latin1');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const one: Seen = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body,
        connection: connections.get(request.socket) ?? 0,
      };
      seen.push(one);
      answer(one, response, request);
    });
  });
  server.on('connection', (socket) => {
    connectionCount += 1;
    connections.set(socket, connectionCount);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: new URL(`http://127.0.0.1:${portOf(server.address())}`),
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

/** Answers with JSON. */
export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** Answers each request with the next of these, and the last one for ever. */
export function inTurn(...answers: readonly [Answerer, ...Answerer[]]): Answerer {
  let turn = 0;
  return (...event) => {
    const answer = answers[Math.min(turn, answers.length - 1)] ?? answers[0];
    turn += 1;
    answer(...event);
  };
}

/** An address on this machine where nothing listens. */
export async function closedPort(): Promise<URL> {
  const server = await startServer(() => {});
  await server[Symbol.asyncDispose]();
  return server.url;
}

function portOf(address: AddressInfo | string | null): number {
  if (typeof address === 'object' && address !== null) return address.port;
  throw new Error('The server has no port');
}
