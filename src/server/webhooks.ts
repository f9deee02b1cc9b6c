import { type ErrorRequestHandler, type RequestHandler, Router, raw } from 'express';
import type { WebhookReceiver, WebhookRejection } from '../core/webhooks/receiver.ts';
import type { Signature } from '../core/webhooks/signature.ts';

/** Where AudioPod sends events, below `PUBLIC_URL`. */
export const WEBHOOK_PATH = '/webhooks/audiopod';

/** An event is a few hundred bytes. */
const MAX_BODY_BYTES = 64 * 1024;
/** AudioPod gives up after ten seconds itself. */
const BODY_WITHIN_MS = 10_000;

const STATUSES: Readonly<Record<WebhookRejection, number>> = {
  unsigned: 401,
  old: 401,
  forged: 401,
  malformed: 400,
  'too-large': 413,
  // AudioPod sends it again a minute later.
  'not-ready': 503,
};

/** Serves the endpoint of AudioPod's webhooks: authenticates, responds, and only then works. */
export function webhookRoutes(receiver: WebhookReceiver): Router {
  const authenticate: RequestHandler = (request, response, next) => {
    const signature = receiver.begin(request.headers);
    if (typeof signature === 'string') {
      // The rest of the request is of no interest.
      response.status(STATUSES[signature]).set('Connection', 'close').json({ error: signature });
      return;
    }
    request.setTimeout(BODY_WITHIN_MS, () => request.destroy());
    response.locals['signature'] = signature;
    next();
  };
  const accept: RequestHandler = async (request, response) => {
    const signature = response.locals['signature'] as Signature;
    const body: unknown = request.body;
    const verdict = await receiver.finish(signature, Buffer.isBuffer(body) ? body : Buffer.alloc(0));
    if (verdict === 'accepted') response.json({ received: true });
    else response.status(STATUSES[verdict]).json({ error: verdict });
  };
  /** Errors of reading the body, which Express marks with a status below 500. */
  const refuse: ErrorRequestHandler = (error: unknown, _request, response, next) => {
    const status: unknown = error instanceof Error && 'status' in error ? error.status : undefined;
    if (typeof status !== 'number' || status >= 500 || response.headersSent) {
      next(error);
      return;
    }
    const reason = status === 413 ? 'too-large' : 'malformed';
    receiver.reject(reason);
    response.status(STATUSES[reason]).json({ error: reason });
  };
  // Raw, because the signature covers the bytes; not inflated, because nobody compresses a few hundred of them.
  const readBody = raw({ type: () => true, limit: MAX_BODY_BYTES, inflate: false });
  return Router().post(WEBHOOK_PATH, authenticate, readBody, accept, refuse);
}
