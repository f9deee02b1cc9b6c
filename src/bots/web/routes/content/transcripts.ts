import { basename, extname } from 'node:path';
import { Router } from 'express';
import { z } from 'zod';
import { TRANSCRIPT_TYPES, toFormat } from '../../../../core/jobs/encode/transcript-formats.ts';
import type { Job } from '../../../../core/model/job/job.ts';
import type { Segment } from '../../../../core/model/job/provider-job.ts';
import { TRANSCRIPT_FORMATS, type TranscriptFormat } from '../../../../core/model/job/request.ts';
import type { Locale } from '../../../../core/model/locale.ts';
import { sampleRemark } from '../../../../core/text/result-remarks.ts';
import { speakerName } from '../../../../core/text/speaker-name.ts';
import { readTranscript } from '../../files/kept-transcript.ts';
import type { KeptPost } from '../../files/post-archive.ts';
import { type SpeakerNames, speakerNames } from '../../files/speaker-names.ts';
import type { TranscriptLinesView } from '../../protocol/view.ts';
import { parsed, type RouteContext, requireJob, requireVisitor } from '../context.ts';
import { WebProblem } from '../problem.ts';
import { readBody } from '../read-body.ts';

const format = z.enum(TRANSCRIPT_FORMATS);
const MAX_SPEAKERS = 100;
const renaming = z.object({
  names: speakerNames.refine((names) => Object.keys(names).length <= MAX_SPEAKERS),
});

/** Serves kept transcripts line by line or in any format, and renames their speakers. Nothing of it costs money. */
export function transcriptRoutes(context: RouteContext): Router {
  const router = Router();
  const json = readBody('json', '64kb', context.clock);

  router.get('/playground/jobs/:job/transcript/:post', async (request, response) => {
    const visitor = requireVisitor(context, request);
    const job = await requireJob(context, request.params.job, visitor);
    const { segments } = await findTranscript(context, job, request.params.post);
    const labels = new Set(segments.flatMap(({ speaker }) => speaker ?? []));
    const view: TranscriptLinesView = {
      lines: segments.map(({ startSeconds, endSeconds, text, speaker }) => ({
        startSeconds,
        endSeconds,
        text,
        ...(speaker !== undefined && { speaker }),
      })),
      speakers: [...labels].map((label) => ({ label, name: speakerName(visitor.locale, label) })),
    };
    response.json(view);
  });

  router.get('/playground/jobs/:job/transcript/:post/:format', async (request, response) => {
    const visitor = requireVisitor(context, request);
    const job = await requireJob(context, request.params.job, visitor);
    const wanted = parsed(format, request.params.format);
    const { post, segments } = await findTranscript(context, job, request.params.post);
    const names = await context.speakerNames.of(job.id);
    response.attachment(`${baseName(post)}.${wanted}`);
    response.set('Content-Type', `${TRANSCRIPT_TYPES[wanted]}; charset=utf-8`);
    response.send(inFormat(wanted, segments, { job, names, locale: visitor.locale }));
  });

  router.put('/playground/jobs/:job/speakers', ...json, async (request, response) => {
    const visitor = requireVisitor(context, request);
    const job = await requireJob(context, String(request.params['job']), visitor);
    // Others who see a public result read the names, and don't change them.
    if (job.origin.member !== visitor.member) throw new WebProblem('missing');
    await context.speakerNames.write(job.id, parsed(renaming, request.body).names);
    context.openPages.jobChanged(job.id);
    response.sendStatus(204);
  });

  return router;
}

/** How a transcript is written for a visitor. */
interface Naming {
  readonly job: Job;
  readonly names: SpeakerNames;
  readonly locale: Locale;
}

/** Writes a transcript with the names that members gave. Programs read AudioPod's labels until there are any. */
export function inFormat(
  wanted: TranscriptFormat,
  segments: readonly Segment[],
  { job, names, locale }: Naming,
): string {
  const nameOf = (label: string): string =>
    names[label] ?? (wanted === 'json' ? label : speakerName(locale, label));
  const named = segments.map((segment) =>
    segment.speaker === undefined ? segment : { ...segment, speaker: nameOf(segment.speaker) },
  );
  const isSample = job.work.stage === 'encoded' && job.work.isSample === true;
  const origin = { ...job.origin, locale };
  return toFormat(wanted, named, isSample ? sampleRemark({ ...job, origin }) : undefined);
}

/**
 * Returns the transcript of a post.
 *
 * @throws {WebProblem} `missing` without one.
 */
async function findTranscript(
  { archive }: RouteContext,
  job: Job,
  postId: string,
): Promise<{ readonly post: KeptPost; readonly segments: readonly Segment[] }> {
  const post = (await archive.of(job.id)).find(({ id }) => id === postId);
  if (post?.transcript === undefined) throw new WebProblem('missing');
  const segments = await readTranscript(archive.read(job.id, post, post.transcript));
  if (segments === undefined) throw new WebProblem('missing');
  return { post, segments };
}

/** Returns the name of the posted document without its ending. */
function baseName({ files, transcript }: KeptPost): string {
  const [first = transcript] = files;
  const name = first?.fileName ?? 'transcript';
  return basename(name, extname(name));
}
