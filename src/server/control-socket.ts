import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join, relative, resolve } from 'node:path';
import { json } from 'node:stream/consumers';
import type { Log } from '../core/ports/log.ts';

/** A socket takes a path of 107 bytes on Linux and 103 on macOS. */
const MAX_PATH_BYTES = 103;
const TIMEOUT_MS = 30_000;
/** Only the process's user may connect. */
const OWNER_ONLY = 0o177;

/** A local socket on which the running bot takes commands of the user it runs as. */
export type ControlSocket = AsyncDisposable;

/** Returns where the socket is: the shorter of both ways to write its path. */
export function controlPath(dataDir: string): string {
  const absolute = resolve(join(dataDir, 'control.sock'));
  const fromHere = relative(process.cwd(), absolute);
  return fromHere.length < absolute.length ? fromHere : absolute;
}

/**
 * Opens the socket. What a crash left in its place is removed, so the folder must belong to this process. Without a
 * socket the bot works all the same, and the log says so.
 *
 * @param answer gets what was sent, unchecked, and returns what is sent back.
 */
export async function openControlSocket({
  path,
  answer,
  log,
}: {
  readonly path: string;
  readonly answer: (asked: unknown) => Promise<unknown>;
  readonly log: Log;
}): Promise<ControlSocket> {
  const server = createServer({ requestTimeout: TIMEOUT_MS, headersTimeout: TIMEOUT_MS });
  server.on('request', (request, response) => {
    void respond(request, response, answer, log);
  });
  try {
    if (Buffer.byteLength(path) > MAX_PATH_BYTES) throw new Error('Its path is too long');
    rmSync(path, { force: true });
    const before = process.umask(OWNER_ONLY);
    try {
      // The file is made before this returns.
      server.listen(path);
    } finally {
      process.umask(before);
    }
    await once(server, 'listening');
  } catch (error) {
    log.warn({ path, error }, 'control-socket-unavailable');
  }
  return {
    async [Symbol.asyncDispose]() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (asked: unknown) => Promise<unknown>,
  log: Log,
): Promise<void> {
  response.setHeader('Content-Type', 'application/json').setHeader('Connection', 'close');
  try {
    response.end(JSON.stringify(await answer(await json(request))));
  } catch (error) {
    log.warn({ error }, 'control-failed');
    response.writeHead(500).end('{}');
  }
}
