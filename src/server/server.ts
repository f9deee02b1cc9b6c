import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import express, { type ErrorRequestHandler, type RequestHandler, Router } from 'express';
import type { Clock } from '../core/async/clock.ts';
import type { Log } from '../core/ports/log.ts';
import { type OperationParts, operationRoutes } from './operations.ts';

/** What the server needs from the rest of the program. */
export interface ServerParts extends OperationParts {
  readonly clock: Clock;
  readonly log: Log;
}

/** The one HTTP server of the program. */
export interface Server {
  /** Adds a router after the built-in paths, at any time before or after listening. */
  mount(path: string, router: RequestHandler): void;
  /**
   * Starts to listen and returns the URL. Port 0 takes a free one.
   *
   * @throws {Error} with code `EADDRINUSE` and the like.
   */
  listen(host: string, port: number): Promise<{ readonly url: string; readonly port: number }>;
  /** Aborts when `close` begins, for responses that would otherwise never end, such as event streams. */
  readonly closing: AbortSignal;
  /** Stops accepting, lets running requests finish for up to `deadlineMs`, then ends the rest. */
  close(deadlineMs: number): Promise<void>;
}

/** A whole request must have arrived by then; the largest are uploads over a slow connection. */
const REQUEST_TIMEOUT_MS = 600_000;
/**
 * Node's own default. A browser opens a connection before it has a request for it, and on a busy computer takes long to
 * send the first; a 408 before it would be read as the answer, and leave a page without its script.
 */
const HEADERS_TIMEOUT_MS = 60_000;
/** How often connections are checked for these limits; by default twice a minute. */
const CHECK_EVERY_MS = 5_000;
/** More than the open pages that there may be; each costs memory and a file handle. */
const MAX_CONNECTIONS = 2_000;
/** Longer than the minute that common proxies keep their side open, so that the server never closes first. */
const KEEP_ALIVE_MS = 65_000;

/** Creates the server with `/healthz`, `/readyz` and `/metrics`; everything else is mounted. */
export function createServer(parts: ServerParts): Server {
  const { log, clock } = parts;
  const closing = new AbortController();
  const mounted = Router();
  const app = express()
    .disable('x-powered-by')
    .use((_request, response, next) => {
      // Node closes only connections that are idle when close begins; one that becomes idle later would delay
      // the end for as long as the client keeps it.
      response.once('close', () => {
        if (closing.signal.aborted) setImmediate(() => http.closeIdleConnections());
      });
      next();
    })
    .use((_request, response, next) => {
      // Nothing is kept unless the route that knows what it serves allows it.
      response.set('Cache-Control', 'no-store');
      next();
    })
    .use(operationRoutes(parts))
    .use(mounted)
    .use((_request, response) => {
      response.status(404).json({ error: 'not-found' });
    })
    .use(lastResort(log));

  const http = createHttpServer({
    requestTimeout: REQUEST_TIMEOUT_MS,
    headersTimeout: HEADERS_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: CHECK_EVERY_MS,
  });
  http.maxConnections = MAX_CONNECTIONS;
  http.on('request', app);

  return {
    mount(path, router) {
      mounted.use(path, router);
    },
    async listen(host, port) {
      http.listen(port, host.replace(/^\[(.*)\]$/, '$1'));
      await once(http, 'listening');
      const address = http.address();
      if (address === null || typeof address === 'string') throw new Error('The server has no TCP address');
      const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address;
      return { url: `http://${shown}:${address.port}`, port: address.port };
    },
    closing: closing.signal,
    async close(deadlineMs) {
      closing.abort();
      if (!http.listening) return;
      const closed = once(http, 'close');
      http.close();
      const timer = new AbortController();
      const cut = clock.sleep(deadlineMs, timer.signal).then(
        () => http.closeAllConnections(),
        () => {},
      );
      await closed;
      timer.abort();
      await cut;
    },
  };
}

/** Handles errors that no router handled. The client receives only the status; the log gets the rest. */
function lastResort(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const status = statusOf(error);
    if (status >= 500) log.error({ error, method: request.method }, 'request-failed');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response.status(status).json({ error: status >= 500 ? 'internal' : 'bad-request' });
  };
}

/** Returns an error's status. Express and its body parsers mark client errors with a status below 500. */
function statusOf(error: unknown): number {
  const status: unknown = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
