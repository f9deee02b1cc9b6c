import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Router } from 'express';
import { z } from 'zod';
import { baseNameOf } from '../../../../core/model/job/title.ts';
import type { Audio } from '../../../../core/ports/audio.ts';
import { type MixableTrack, mixableTracks } from '../../views/mixable-tracks.ts';
import { parsed, type RouteContext, requireJob, requireVisitor } from '../context.ts';
import { WebProblem } from '../problem.ts';

/** What making mixes needs. */
export interface MixNeeds {
  readonly audio: Pick<Audio, 'mix'>;
  /** Holds each mix, and what it's made of, until it is sent. */
  readonly folder: string;
}

/** Volumes by the tracks' names. */
const volumes = z.record(z.string().max(100), z.coerce.number().min(0).max(1));

/**
 * Serves stems mixed into one file, at the volumes in the query: `?vocals=1&drums=0.5`. A track that isn't named is
 * silent. A member gets one mix at a time.
 */
export function mixRoutes(context: RouteContext, { audio, folder }: MixNeeds): Router {
  const router = Router();
  const members = new Set<string>();

  router.get('/playground/jobs/:job/mix/:post', async (request, response) => {
    const visitor = requireVisitor(context, request);
    const job = await requireJob(context, request.params.job, visitor);
    const post = (await context.archive.of(job.id)).find(({ id }) => id === request.params.post);
    if (post === undefined) throw new WebProblem('missing');
    const heard = heardTracks(mixableTracks(job, post), parsed(volumes, request.query));
    if (heard.length === 0) throw new WebProblem('request');
    if (members.has(visitor.member)) throw new WebProblem('busy');
    const left = new AbortController();
    response.once('close', () => left.abort());
    const own = join(folder, randomUUID());
    const toPath = join(own, 'mix.m4a');
    members.add(visitor.member);
    try {
      await mkdir(own, { recursive: true });
      const signal = AbortSignal.any([left.signal, context.deadline()]);
      const tracks = [];
      for (const { file, ...track } of heard) {
        // ffmpeg reads plain files only.
        const path = join(own, file.stored);
        const content = context.archive.read(job.id, post, file);
        await pipeline(content, createWriteStream(path, { mode: 0o600 }), { signal });
        tracks.push({ ...track, path });
      }
      const title = `${job.title} – ${heard.map(({ name }) => name.replaceAll('_', ' ')).join(', ')}`;
      await audio.mix({ tracks, title, toPath }, signal);
      const fileName = `${baseNameOf(job.title, 'mix')}.m4a`;
      response.set({ 'Content-Type': 'audio/mp4', 'X-File-Name': encodeURIComponent(fileName) });
      await new Promise<void>((resolve, reject) => {
        response.download(toPath, fileName, { dotfiles: 'allow', cacheControl: false }, (error) =>
          error === undefined || response.headersSent ? resolve() : reject(error),
        );
      });
    } catch (error) {
      // The visitor has left, so nobody reads a response.
      if (!left.signal.aborted) throw error;
    } finally {
      members.delete(visitor.member);
      await rm(own, { recursive: true, force: true });
    }
  });

  return router;
}

function heardTracks(
  tracks: readonly MixableTrack[],
  wanted: Readonly<Record<string, number>>,
): readonly (MixableTrack & { readonly volume: number })[] {
  return tracks.flatMap((track) => {
    const volume = wanted[track.name] ?? 0;
    return volume === 0 ? [] : [{ ...track, volume }];
  });
}
