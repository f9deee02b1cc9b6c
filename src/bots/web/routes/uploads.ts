import { Router } from 'express';
import { BotError } from '../../../core/model/errors.ts';
import { WebProblem } from '../problem.ts';
import type { UploadView } from '../view.ts';
import { type RouteParts, requireVisitor } from './parts.ts';

const NAME_LENGTH = 200;

/** Takes in files: the raw body is the file, `X-File-Name` its percent-encoded name. */
export function uploadRoutes(parts: RouteParts): Router {
  const router = Router();
  router.post('/playground/uploads', async (request, response) => {
    const { member } = requireVisitor(request);
    const name = fileName(request.get('x-file-name'));
    if (parts.isDraining()) throw new BotError('restarting', 'The bot is draining');
    const declared = Number(request.get('content-length') ?? Number.NaN);
    const about = { name, member, declaredBytes: Number.isSafeInteger(declared) ? declared : undefined };
    try {
      const { ref, sizeBytes } = await parts.uploads.receive(
        request,
        about,
        parts.clock.timeout(15 * 60_000),
      );
      const view: UploadView = { id: ref, name, sizeBytes };
      response.status(201).json(view);
    } catch (error) {
      // The rest of a refused body is not worth reading; the answer is sent and the connection closed.
      response.set('Connection', 'close');
      throw error;
    }
  });
  return router;
}

/** The last part of the name, without control characters: it is only ever shown. */
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
