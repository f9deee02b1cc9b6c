import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Router } from 'express';
import { z } from 'zod';
import type { Origin } from '../../../../core/model/job/origin.ts';
import { playableType } from '../../files/source-files.ts';
import { isFreshSample, SAMPLE_KEPT_MS } from '../../files/voice-samples.ts';
import { originOf } from '../../guard/visitor.ts';
import { parsed, type RouteContext, requireVisitor } from '../context.ts';
import { WebProblem } from '../problem.ts';

const voiceId = z.string().min(1).max(100);

/**
 * Fetches the sample of a voice that the caller may use into a file, free of charge.
 *
 * @returns false where AudioPod has none.
 * @throws {BotError} `voice-unknown`, and what a download throws.
 */
export type FetchVoiceSample = (
  voice: string,
  toPath: string,
  caller: { readonly origin: Origin; readonly signal: AbortSignal },
) => Promise<boolean>;

/** Serves samples of voices. AudioPod's links to them are short-lived, so the bot fetches and keeps them a while. */
export function voiceRoutes(
  context: RouteContext,
  { fetchSample, folder }: { readonly fetchSample: FetchVoiceSample; readonly folder: string },
): Router {
  const router = Router();
  const underway = new Map<string, Promise<boolean>>();

  router.get('/playground/voices/:voice/sample', async (request, response) => {
    const visitor = requireVisitor(context, request);
    const id = parsed(voiceId, request.params.voice);
    const origin = originOf(visitor, 'private');
    const name = `${createHash('sha256').update(id).digest('hex').slice(0, 32)}.bin`;
    const path = join(folder, name);
    if (!(await isFreshSample(path, context.clock.now()))) {
      await mkdir(folder, { recursive: true });
      // Several pages that want one sample wait for one download.
      const fetching =
        underway.get(id) ??
        fetchSample(id, path, { origin, signal: context.deadline() }).finally(() => underway.delete(id));
      underway.set(id, fetching);
      if (!(await fetching)) throw new WebProblem('missing');
    }
    const { size: sizeBytes } = await stat(path);
    const type = await playableType({ sizeBytes, read: (range) => createReadStream(path, range) });
    if (type === undefined) throw new WebProblem('missing');
    response.set({ 'Content-Type': type, 'Cache-Control': `private, max-age=${SAMPLE_KEPT_MS / 1_000}` });
    await new Promise<void>((resolve, reject) => {
      response.sendFile(name, { root: folder, cacheControl: false }, (error) =>
        error === undefined || response.headersSent ? resolve() : reject(error),
      );
    });
  });

  return router;
}
