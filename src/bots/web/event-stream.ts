import type { Request, Response } from 'express';
import type { Clock } from '../../core/async/clock.ts';
import type { Audience } from './audience.ts';
import type { Visitor } from './guard/visitor.ts';

/** Shorter than the idle limit of common proxies. */
const HEARTBEAT_MS = 20_000;
/** A page that takes nothing off the line for this much is cut off; it comes back and reads the jobs again. */
const MAX_BACKLOG_BYTES = 4 * 1024 * 1024;

/**
 * Holds one page's event stream open until the page or the server goes. Events carry no ids: after a break the
 * page reads the jobs again, which is the whole truth, instead of replaying what it missed.
 */
export function holdEventStream(
  request: Request,
  response: Response,
  parts: { readonly audience: Audience; readonly visitor: Visitor; readonly clock: Clock },
): void {
  const closed = new AbortController();
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    // nginx would hold events back otherwise.
    'X-Accel-Buffering': 'no',
  });

  function write(text: string): void {
    if (response.writableEnded || response.destroyed) return;
    response.write(text);
    if (response.writableLength > MAX_BACKLOG_BYTES) response.destroy();
  }

  write('retry: 2000\nevent: ready\ndata: {}\n\n');
  const leave = parts.audience.join({
    visitor: parts.visitor,
    send: (event, data) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    end: () => response.end(),
  });
  response.once('close', () => {
    leave();
    closed.abort();
  });
  request.socket.setKeepAlive(true);
  void beat(parts.clock, closed.signal, () => write(': beat\n\n'));
}

async function beat(clock: Clock, signal: AbortSignal, tick: () => void): Promise<void> {
  while (!signal.aborted) {
    try {
      await clock.sleep(HEARTBEAT_MS, signal);
    } catch {
      return;
    }
    tick();
  }
}
