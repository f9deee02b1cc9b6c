import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Observer } from '../../../src/core/ports/observer.ts';
import { createMetrics } from '../../../src/server/metrics.ts';

/** Metrics on a port, as a running bot shows them. */
export interface ShownMetrics extends AsyncDisposable {
  readonly observer: Observer;
  readonly port: number;
}

/** Starts to show metrics. Nothing is counted yet. */
export async function showMetrics(): Promise<ShownMetrics> {
  const { observer, registry } = createMetrics();
  const server = createServer((_request, response) => {
    void registry.metrics().then((text) => response.end(text));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port');
  return {
    observer,
    port: address.port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
