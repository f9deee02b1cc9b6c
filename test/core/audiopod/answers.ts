import { type Answerer, json } from '../net/local-server.ts';

/** Always the same answer. */
export const answer =
  (status: number, body: unknown): Answerer =>
  (_, response) =>
    json(response, status, body);

/** An answer without any JSON in it. */
export const plain =
  (text: string, contentType = 'text/plain'): Answerer =>
  (_, response) =>
    response.writeHead(200, { 'content-type': contentType }).end(text);

/** What the service says of a path that it does not have. */
export const noRoute = answer(404, { detail: 'Not Found' });

/** A good answer without a body. */
export const noContent: Answerer = (_, response) => response.writeHead(204).end();

/** Serves only these paths, `/api/v1` left out, each with its own answer; everything else does not exist. */
export const routes =
  (table: Readonly<Record<string, Answerer>>): Answerer =>
  (seen, response, request) => {
    const path = seen.url.replace(/^\/api\/v1/, '').split('?')[0] ?? '';
    (table[`${seen.method} ${path}`] ?? table[path] ?? noRoute)(seen, response, request);
  };
