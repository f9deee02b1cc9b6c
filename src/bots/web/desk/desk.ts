import { Router } from 'express';
import { z } from 'zod';
import { senderOf } from '../guard/sender.ts';
import { localeOfRequest } from '../guard/visitor.ts';
import type { RouteContext } from '../routes/context.ts';
import { WebProblem } from '../routes/problem.ts';
import { readBody } from '../routes/read-body.ts';
import type { OwnerAccess } from './owner-access.ts';
import { type DeskParts, deskRoutes } from './routes.ts';
import { DESK_PATH, deskClosedShell, deskShell, ownerLoginShell } from './shell.ts';

const login = z.object({ token: z.string().min(1).max(512) });

/**
 * Creates the owner's desk. Mount it behind the playground's own checks: here it's only decided whether who may open
 * the playground is an owner too.
 */
export function createDesk(
  context: RouteContext,
  desk: {
    readonly parts: DeskParts;
    readonly access: OwnerAccess;
    readonly isSandbox: boolean;
    readonly scripts: readonly string[];
  },
): Router {
  const { parts, access, isSandbox, scripts } = desk;
  const router = Router();

  router.post(`${DESK_PATH}/login`, ...readBody('form', '4kb', context.clock), async (request, response) => {
    const locale = localeOfRequest(request);
    const body = login.safeParse(request.body);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    // A visitor of the playground doesn't get ahead of others with guesses.
    const sender = { id: senderOf(request, context.isBehindProxy), isKnown: false };
    const signal = AbortSignal.any([gone.signal, context.deadline()]);
    const result = body.success
      ? await access.login(body.data.token, sender, response, signal)
      : ('wrong' as const);
    if (result === 'granted') response.redirect(303, DESK_PATH);
    else if (result === 'too-many')
      response.status(429).set('Retry-After', '5').send(ownerLoginShell(locale, 'owner.tooMany'));
    else response.status(401).send(ownerLoginShell(locale, 'owner.wrong'));
  });

  router.use(DESK_PATH, (request, response, next) => {
    const decision = access.check(request);
    if (decision === 'granted') {
      next();
      return;
    }
    if (request.path !== '/') throw new WebProblem('owner');
    const locale = localeOfRequest(request);
    response.status(403).send(decision === 'login' ? ownerLoginShell(locale) : deskClosedShell(locale));
  });

  router.get('/admin', (request, response) => {
    response
      .set({ 'Cache-Control': 'private, no-cache', Vary: 'Accept-Language' })
      .send(deskShell(localeOfRequest(request), scripts));
  });
  router.use(deskRoutes(context, parts, isSandbox));
  return router;
}
