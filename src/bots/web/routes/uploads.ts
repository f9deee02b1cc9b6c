import { Router } from 'express';
import { BotError } from '../../../core/model/errors.ts';
import type { UploadView } from '../protocol/view.ts';
import { type RouteContext, requireVisitor } from './context.ts';
import { WebProblem } from './problem.ts';

const NAME_LENGTH = 200;

/** Accepts files: the raw body is the file, `X-File-Name` its percent-encoded name. Removes those not sent. */
export function uploadRoutes(context: RouteContext): Router {
  const router = Router();
  router.post('/playground/uploads', async (request, response) => {
    const { member } = requireVisitor(context, request);
    const name = fileName(request.get('x-file-name'));
    if (context.isDraining()) throw new BotError('restarting', 'The bot is restarting');
    const declared = Number(request.get('content-length') ?? Number.NaN);
    const about = { name, member, declaredBytes: Number.isSafeInteger(declared) ? declared : undefined };
    try {
      const { ref, sizeBytes } = await context.uploads.receive(
        request,
        about,
        context.clock.timeout(15 * 60_000),
      );
      const view: UploadView = { id: ref, name, sizeBytes };
      response.status(201).json(view);
    } catch (error) {
      // The rest of a refused body is not read: the response is sent and the connection closed.
      response.set('Connection', 'close');
      throw error;
    }
  });
  router.delete('/playground/uploads/:id', async (request, response) => {
    await context.uploads.discard(request.params.id, requireVisitor(context, request).member);
    response.status(204).end();
  });
  return router;
}

/** Returns the last part of the name without control characters. It is only displayed. */
function fileName(header: string | undefined): string {
  try {
    const last =
      decodeURIComponent(header ?? '')
        .split(/[\\/]/)
        .at(-1) ?? '';
    const shown = last.replace(/\p{C}/gu, '').trim().slice(0, NAME_LENGTH);
    return shown === '' ? 'file' : shown;
  } catch {
    throw new WebProblem('request');
  }
}
