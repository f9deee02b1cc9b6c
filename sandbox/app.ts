import express from 'express';
import type { Route } from './http/route.ts';
import { type ServeDeps, serveNothing, serveRoute } from './http/serve-route.ts';

/** Builds the Express application: known paths return 405 for other methods, unknown paths 404. */
export function createApp(
  routes: readonly Route[],
  control: express.Router,
  deps: ServeDeps,
): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use('/_control', control);
  for (const route of routes) app[route.method](route.path, serveRoute(route, deps));
  const methods = Map.groupBy(routes, (route) => route.path);
  for (const [path, known] of methods) {
    const allow = known.map((route) => route.method);
    app.all(path, serveNothing(405, deps, allow));
  }
  app.use(serveNothing(404, deps));
  return app;
}
