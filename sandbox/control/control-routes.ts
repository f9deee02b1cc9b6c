import type { IncomingMessage } from 'node:http';
import { json as readJson } from 'node:stream/consumers';
import express, { type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { faultRuleSchema } from '../faults/fault.ts';
import { settingsPatchSchema } from '../settings.ts';
import type { Control } from './control.ts';

const walletPatchSchema = z.strictObject({ availableCents: z.int().nonnegative() });
const accountSchema = z.strictObject({
  key: z.string().regex(/^ap_\S+$/),
  balanceCents: z.int().nonnegative(),
});
const advanceSchema = z.strictObject({ durationMs: z.number().nonnegative() });
const jobPathSchema = z.object({ service: z.string(), id: z.coerce.number().int() });

/** The control API over HTTP, for this machine only. See the table in sandbox/README.md. */
export function controlRoutes(control: Control): express.Router {
  const router = express.Router();
  router.use(loopbackOnly);
  router.get('/faults', (_request, response) => void response.json(control.faults.list()));
  router.post(
    '/faults',
    withBody(faultRuleSchema, (rule, response) => response.status(201).json(control.faults.add(rule))),
  );
  router.delete('/faults', (_request, response) => {
    control.faults.clear();
    response.status(204).end();
  });
  router.delete('/faults/:id', (request, response) => {
    response.status(control.faults.remove(Number(request.params.id)) ? 204 : 404).end();
  });
  router.get('/wallet', (_request, response) => {
    response.json({ ...control.wallet.figures(), usage: control.wallet.usage() });
  });
  router.put(
    '/wallet',
    withBody(walletPatchSchema, ({ availableCents }, response) => {
      control.wallet.setAvailableCents(availableCents);
      response.json(control.wallet.figures());
    }),
  );
  router.post(
    '/accounts',
    withBody(accountSchema, ({ key, balanceCents }, response) =>
      response.status(201).json(control.accounts.open(key, balanceCents).figures()),
    ),
  );
  router.get('/accounts/:key', (request, response) => {
    const wallet = control.accounts.wallet(request.params.key);
    response.json({ ...wallet.figures(), usage: wallet.usage() });
  });
  router.get('/jobs', (_request, response) => {
    response.json({ submits: control.jobs.submits(), jobs: control.jobs.list() });
  });
  for (const action of ['release', 'cancel'] as const) {
    router.post(`/jobs/:service/:id/${action}`, (request, response) => {
      const { service, id } = jobPathSchema.parse(request.params);
      response.status(control.jobs[action](service, id) ? 204 : 404).end();
    });
  }
  router.get('/requests', (_request, response) => void response.json(control.requests.list()));
  router.delete('/requests', (_request, response) => {
    control.requests.clear();
    response.status(204).end();
  });
  router.get('/time', (_request, response) => void response.json({ nowMs: control.time.nowMs() }));
  router.post(
    '/time/advance',
    withBody(advanceSchema, async ({ durationMs }, response) => {
      await control.time.advance(durationMs);
      response.json({ nowMs: control.time.nowMs() });
    }),
  );
  router.get('/settings', (_request, response) => void response.json(control.settings.current()));
  router.patch(
    '/settings',
    withBody(settingsPatchSchema, (patch, response) => {
      control.settings.change(patch);
      response.json(control.settings.current());
    }),
  );
  router.get('/webhooks', (_request, response) => void response.json(control.webhooks.deliveries()));
  router.post('/reset', async (_request, response) => {
    await control.reset();
    response.status(204).end();
  });
  router.use((_request, response) => void response.status(404).json({ problem: 'no such control' }));
  return router;
}

/**
 * Rejects requests from other machines, and those with an Origin.
 *
 * A page in a browser on this machine must not reach the control API either, and its requests carry an Origin.
 */
const loopbackOnly: RequestHandler = (request, response, next) => {
  const address = request.socket.remoteAddress ?? '';
  if (/^(::ffff:)?127\.|^::1$/.test(address) && request.headers.origin === undefined) next();
  else response.status(403).json({ problem: 'the control API accepts only programs on this machine' });
};

function withBody<Body>(
  schema: z.ZodType<Body>,
  act: (body: Body, response: Response) => unknown,
): RequestHandler {
  return async (request, response) => {
    const parsed = schema.safeParse(await bodyOf(request));
    if (parsed.success) await act(parsed.data, response);
    else response.status(400).json({ problem: z.prettifyError(parsed.error) });
  };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  try {
    return await readJson(request);
  } catch {
    return undefined;
  }
}
