import type { Request, Response } from 'express';
import type { Clock } from '../../../core/async/clock.ts';
import type { Visitor } from '../guard/visitor.ts';
import type { OpenPages } from './open-pages.ts';

/** Shorter than the idle limit of common proxies. */
const HEARTBEAT_MS = 20_000;
/** A page that leaves this much unread is disconnected; it reconnects and reads the jobs again. */
const MAX_BACKLOG_BYTES = 4 * 1024 * 1024;

/**
 * Keeps one page's event stream open until the page or the server closes it. Events have no ids: after a break
 * the page reads all jobs again instead of replaying what it missed.
 */
export function holdEventStream(
  request: Request,
  response: Response,
  parts: { readonly openPages: OpenPages; readonly visitor: Visitor; readonly clock: Clock },
): void {
  const closed = new AbortController();
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    // Otherwise nginx buffers the events.
    'X-Accel-Buffering': 'no',
  });

  function write(text: string): void {
    if (response.writableEnded || response.destroyed) return;
    response.write(text);
    if (response.writableLength > MAX_BACKLOG_BYTES) response.destroy();
  }

  write('retry: 2000\nevent: ready\ndata: {}\n\n');
  const remove = parts.openPages.add({
    visitor: parts.visitor,
    send: (event, data) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    end: () => response.end(),
  });
  response.once('close', () => {
    remove();
    closed.abort();
  });
  request.socket.setKeepAlive(true);
  void sendHeartbeats(parts.clock, closed.signal, () => write(': beat\n\n'));
}

async function sendHeartbeats(clock: Clock, signal: AbortSignal, tick: () => void): Promise<void> {
  while (!signal.aborted) {
    try {
      await clock.sleep(HEARTBEAT_MS, signal);
    } catch {
      return;
    }
    tick();
  }
}
