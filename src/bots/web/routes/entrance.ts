import express, { Router } from 'express';
import { z } from 'zod';
import type { Access } from '../guard/access.ts';
import { type Hosts, isSameOrigin } from '../guard/hosts.ts';
import { localeOfRequest } from '../guard/visitor.ts';
import { createPageAssets } from '../page-assets.ts';
import { WebProblem } from '../problem.ts';
import { loginShell, pageShell, unprotectedShell } from '../shell.ts';

const login = z.object({ token: z.string().min(1).max(512) });

/**
 * Stands before everything else: who is let in, under which address, and what the others read. Only
 * requests that may go on pass through.
 */
export async function entranceRoutes(parts: {
  readonly hosts: Hosts;
  readonly access: Access;
}): Promise<Router> {
  const { hosts, access } = parts;
  const router = Router();

  router.use((request, _response, next) => {
    if (!hosts.allows(request.headers.host)) throw new WebProblem('host');
    const isReading = request.method === 'GET' || request.method === 'HEAD';
    if (!isReading && !isSameOrigin(request.headers.origin, request.headers.host))
      throw new WebProblem('origin');
    next();
  });

  // Styles and scripts hold nothing worth hiding, and the login page needs them.
  router.use(await createPageAssets());

  router.post(
    '/playground/login',
    express.urlencoded({ extended: false, limit: '4kb' }),
    (request, response) => {
      const locale = localeOfRequest(request);
      const body = login.safeParse(request.body);
      const result = body.success ? access.login(body.data.token, response) : 'wrong';
      if (result === 'granted') response.redirect(303, '/');
      else if (result === 'too-many') response.status(429).send(loginShell(locale, 'login.tooMany'));
      else response.status(401).send(loginShell(locale, 'login.wrong'));
    },
  );

  router.use((request, response, next) => {
    const admission = access.admit(request);
    if (admission === 'granted') {
      next();
      return;
    }
    response.set('Cache-Control', 'no-store').status(admission === 'login' ? 401 : 403);
    if (request.path !== '/') throw new WebProblem('session');
    const locale = localeOfRequest(request);
    response.send(admission === 'login' ? loginShell(locale) : unprotectedShell(locale));
  });

  router.get('/', (request, response) => {
    response
      .set({ 'Cache-Control': 'no-cache', Vary: 'Accept-Language' })
      .send(pageShell(localeOfRequest(request)));
  });

  return router;
}
