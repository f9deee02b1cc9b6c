import { Router } from 'express';
import type { Registry } from 'prom-client';
import type { Secret } from '../core/model/secret.ts';
import { mayReadMetrics } from './metrics-access.ts';
import type { Readiness } from './readiness.ts';

/** What the routes for bot owners report. */
export interface OperationParts {
  readonly readiness: Readiness;
  readonly registry: Registry;
  readonly metricsToken?: Secret;
}

/** Serves health, readiness and metrics. */
export function operationRoutes({ readiness, registry, metricsToken }: OperationParts): Router {
  return Router()
    .get('/healthz', (_request, response) => {
      response.json({ alive: true });
    })
    .get('/readyz', async (_request, response) => {
      const verdict = await readiness.check();
      response.status(verdict.ready ? 200 : 503).json(verdict);
    })
    .get('/metrics', async (request, response) => {
      if (!mayReadMetrics(request, metricsToken)) {
        response.status(401).set('WWW-Authenticate', 'Bearer').json({ error: 'token-needed' });
        return;
      }
      response.type(registry.contentType).send(await registry.metrics());
    });
}
