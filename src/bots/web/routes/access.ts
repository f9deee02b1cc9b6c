import { Router } from 'express';
import { z } from 'zod';
import type { PageAssets } from '../assets/page-assets.ts';
import { LOGIN_TARGETS, loginShell, pageShell, unprotectedShell } from '../assets/shell.ts';
import type { Access } from '../guard/access.ts';
import { type Hosts, isSameOrigin } from '../guard/hosts.ts';
import { senderOf } from '../guard/sender.ts';
import { localeOfRequest } from '../guard/visitor.ts';
import type { RouteContext } from './context.ts';
import { WebProblem } from './problem.ts';
import { readBody } from './read-body.ts';

const login = z.object({ token: z.string().min(1).max(512), to: z.enum(LOGIN_TARGETS).catch('/') });

/**
 * Checks every request before other routes see it: its host, its origin and its access. Serves the page itself,
 * and the login page to everybody without access.
 */
export function accessRoutes(
  context: Pick<RouteContext, 'visitors' | 'isBehindProxy' | 'clock' | 'deadline'>,
  { hosts, access, assets }: { readonly hosts: Hosts; readonly access: Access; readonly assets: PageAssets },
): Router {
  const router = Router();

  router.use((request, _response, next) => {
    if (!hosts.allows(request.headers.host)) throw new WebProblem('host');
    const isReading = request.method === 'GET' || request.method === 'HEAD';
    if (!isReading && !isSameOrigin(request.headers.origin, request.headers.host))
      throw new WebProblem('origin');
    next();
  });

  // Styles and scripts hold nothing worth hiding, and the login page needs them.
  router.use(assets.router);

  router.post('/playground/login', ...readBody('form', '4kb', context.clock), async (request, response) => {
    const locale = localeOfRequest(request);
    const body = login.safeParse(request.body);
    const member = context.visitors.of(request)?.member;
    const sender =
      member === undefined
        ? { id: senderOf(request, context.isBehindProxy), isKnown: false }
        : { id: member, isKnown: true };
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const signal = AbortSignal.any([gone.signal, context.deadline()]);
    const result = body.success
      ? await access.login(body.data.token, sender, response, signal)
      : ('wrong' as const);
    const to = body.data?.to;
    if (result === 'granted') response.redirect(303, to ?? '/');
    else if (result === 'too-many')
      response
        .status(429)
        .set('Retry-After', '5')
        .send(loginShell(locale, 'login.tooMany', to));
    else response.status(401).send(loginShell(locale, 'login.wrong', to));
  });

  router.use((request, response, next) => {
    const decision = access.check(request);
    if (decision === 'granted') {
      next();
      return;
    }
    response.status(decision === 'login' ? 401 : 403);
    const to = LOGIN_TARGETS.find((path) => path === request.path);
    if (to === undefined) throw new WebProblem('session');
    const locale = localeOfRequest(request);
    response.send(decision === 'login' ? loginShell(locale, undefined, to) : unprotectedShell(locale));
  });

  router.get('/', (request, response) => {
    response
      .set({ 'Cache-Control': 'private, no-cache', Vary: 'Accept-Language' })
      .send(pageShell(localeOfRequest(request), assets.scripts));
  });

  return router;
}
