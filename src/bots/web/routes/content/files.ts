import type { Readable } from 'node:stream';
import { type Response, Router } from 'express';
import { ZipFile } from 'yazl';
import type { Job } from '../../../../core/model/job/job.ts';
import { TRANSCRIPT_FORMATS } from '../../../../core/model/job/request.ts';
import { readTranscript } from '../../files/kept-transcript.ts';
import type { KeptFile, KeptPost } from '../../files/post-archive.ts';
import type { Visitor } from '../../guard/visitor.ts';
import { latestPosts } from '../../views/job-view.ts';
import { type RouteContext, requireJob, requireVisitor } from '../context.ts';
import { WebProblem } from '../problem.ts';
import { sendContent } from './send-content.ts';
import { inFormat } from './transcripts.ts';

const KEPT_SECONDS = 30 * 86_400;

/** Types a browser may show in place. Anything else is offered for download as plain bytes. */
const SHOWN_TYPES = new Set(['audio/mp4', 'image/png', 'image/svg+xml', 'text/plain']);

/** Serves posted files one by one with ranges, so that players can seek, or all in one zip; and files of replies. */
export function fileRoutes(context: RouteContext): Router {
  const router = Router();

  router.get('/playground/files/:job/:file', async (request, response) => {
    const visitor = requireVisitor(context, request);
    const job = await requireJob(context, request.params.job, visitor);
    const { post, file } = findFile(await context.archive.of(job.id), request.params.file);
    setFileHeaders(response, file, 'download' in request.query);
    // A post never changes under its address. Only the browser that may see it may keep it.
    response.set('Cache-Control', `private, max-age=${KEPT_SECONDS}, immutable`);
    await sendContent(request, response, {
      sizeBytes: file.sizeBytes,
      etag: `"${post.id}.${file.stored}"`,
      read: (range) => context.archive.read(job.id, post, file, range),
    });
  });

  router.get('/playground/answers/:id', (request, response) => {
    const file = context.replyFiles.find(request.params.id, requireVisitor(context, request).member);
    if (file === undefined) throw new WebProblem('missing');
    setFileHeaders(response, file, 'download' in request.query);
    response.send(Buffer.from(file.bytes));
  });

  router.get('/playground/jobs/:job/all.zip', async (request, response) => {
    const visitor = requireVisitor(context, request);
    const job = await requireJob(context, request.params.job, visitor);
    const posts = latestPosts(await context.archive.of(job.id));
    const tracks = posts.flatMap((post) =>
      post.files.map((file) => ({ open: () => context.archive.read(job.id, post, file), file })),
    );
    if (tracks.length === 0) throw new WebProblem('missing');
    response.attachment(`${job.title}.zip`);
    response.set('Content-Type', 'application/zip');
    sendZip(response, tracks, await renamedDocuments(context, job, posts, visitor));
  });

  return router;
}

/** Sets the headers for a file's type, and for showing it in place or downloading it. */
function setFileHeaders(
  response: Response,
  { fileName, mimeType }: Pick<KeptFile, 'fileName' | 'mimeType'>,
  isDownload: boolean,
): void {
  response.attachment(fileName);
  if (SHOWN_TYPES.has(mimeType) && !isDownload) response.removeHeader('Content-Disposition');
  response.set('Content-Type', SHOWN_TYPES.has(mimeType) ? mimeType : 'application/octet-stream');
}

/** Finds a file by `<post>.<stored name>`: both parts are looked up, never joined into a path as received. */
function findFile(
  posts: readonly KeptPost[],
  id: string,
): { readonly post: KeptPost; readonly file: KeptFile } {
  for (const post of posts) {
    const file = [...post.files, post.picture].find((one) => one && `${post.id}.${one.stored}` === id);
    if (file !== undefined) return { post, file };
  }
  throw new WebProblem('missing');
}

/** Returns the documents of transcripts, by their file names, with the names that members gave to speakers. */
async function renamedDocuments(
  { archive, speakerNames }: RouteContext,
  job: Job,
  posts: readonly KeptPost[],
  { locale }: Visitor,
): Promise<ReadonlyMap<string, string>> {
  const names = await speakerNames.of(job.id);
  const documents = new Map<string, string>();
  if (Object.keys(names).length === 0) return documents;
  for (const post of posts) {
    if (post.transcript === undefined) continue;
    const segments = (await readTranscript(archive.read(job.id, post, post.transcript))) ?? [];
    for (const { fileName } of post.files) {
      const wanted = TRANSCRIPT_FORMATS.find((format) => fileName.endsWith(`.${format}`));
      if (wanted !== undefined) documents.set(fileName, inFormat(wanted, segments, { job, names, locale }));
    }
  }
  return documents;
}

/** Writes the zip while it is read. Audio is compressed already, so it is stored as it is. */
function sendZip(
  response: Response,
  tracks: readonly { readonly open: () => Readable; readonly file: KeptFile }[],
  instead: ReadonlyMap<string, string>,
): void {
  const zip = new ZipFile();
  const taken = new Set<string>();
  let reading: Readable | undefined;
  for (const { open, file } of tracks) {
    if (taken.has(file.fileName)) continue;
    taken.add(file.fileName);
    const document = instead.get(file.fileName);
    if (document !== undefined) {
      zip.addBuffer(Buffer.from(document), file.fileName);
      continue;
    }
    zip.addReadStreamLazy(file.fileName, { compress: false, size: file.sizeBytes }, (give) => {
      reading = open();
      give(null, reading);
    });
  }
  zip.on('error', (error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  // A canceled download would otherwise leave a file open.
  response.once('close', () => reading?.destroy());
  zip.end();
  zip.outputStream.pipe(response);
}
