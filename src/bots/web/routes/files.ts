import { createReadStream, type ReadStream } from 'node:fs';
import { join } from 'node:path';
import { type Response, Router } from 'express';
import { ZipFile } from 'yazl';
import { latestPosts } from '../job-view.ts';
import type { KeptFile, KeptPost } from '../post-archive.ts';
import { WebProblem } from '../problem.ts';
import { type RouteParts, requireJob, requireVisitor } from './parts.ts';

/** Types a browser may show in place. Anything else is offered for download as plain bytes. */
const SHOWN_TYPES = new Set(['audio/mp4', 'image/png', 'image/svg+xml', 'text/plain']);

/** The posted files: one by one with ranges, so that players can seek, or all in one zip; and those of answers. */
export function fileRoutes(parts: RouteParts): Router {
  const router = Router();

  router.get('/playground/files/:job/:file', async (request, response) => {
    const visitor = requireVisitor(request);
    const job = await requireJob(parts, request.params.job, visitor);
    const { post, file } = findFile(await parts.archive.of(job.id), request.params.file);
    const root = parts.archive.folder(job.id, post.id);
    if (root === undefined) throw new WebProblem('missing');
    head(response, file, 'download' in request.query);
    // A post never changes under its address.
    await sent(response, file.stored, root);
  });

  router.get('/playground/answers/:id', (request, response) => {
    const file = parts.replyFiles.find(request.params.id, requireVisitor(request).member);
    if (file === undefined) throw new WebProblem('missing');
    head(response, file, 'download' in request.query);
    response.send(Buffer.from(file.bytes));
  });

  router.get('/playground/jobs/:job/all.zip', async (request, response) => {
    const visitor = requireVisitor(request);
    const job = await requireJob(parts, request.params.job, visitor);
    const posts = latestPosts(await parts.archive.of(job.id));
    const sounds = posts.flatMap(({ id, files }) => {
      const root = parts.archive.folder(job.id, id);
      return root === undefined ? [] : files.map((file) => ({ path: join(root, file.stored), file }));
    });
    if (sounds.length === 0) throw new WebProblem('missing');
    response.attachment(`${job.title}.zip`);
    response.set('Content-Type', 'application/zip');
    sendZip(response, sounds);
  });

  return router;
}

/** Says what the file is, and whether it is shown in place. */
function head(
  response: Response,
  { fileName, mimeType }: Pick<KeptFile, 'fileName' | 'mimeType'>,
  isDownload: boolean,
): void {
  response.attachment(fileName);
  if (SHOWN_TYPES.has(mimeType) && !isDownload) response.removeHeader('Content-Disposition');
  response.set('Content-Type', SHOWN_TYPES.has(mimeType) ? mimeType : 'application/octet-stream');
}

/** `<post>.<stored name>`: both parts are looked up, never joined into a path as they came. */
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

function sent(response: Response, name: string, root: string): Promise<void> {
  return new Promise((resolve, reject) => {
    response.sendFile(name, { root, cacheControl: true, immutable: true, maxAge: '30d' }, (error) => {
      // A player that seeks drops the connection half-way; that is how it should be.
      if (error === undefined || response.headersSent) resolve();
      else reject(error);
    });
  });
}

/** Writes the zip while it is read; sounds are packed already, so they are stored as they are. */
function sendZip(
  response: Response,
  sounds: readonly { readonly path: string; readonly file: KeptFile }[],
): void {
  const zip = new ZipFile();
  const taken = new Set<string>();
  let open: ReadStream | undefined;
  for (const { path, file } of sounds) {
    if (taken.has(file.fileName)) continue;
    taken.add(file.fileName);
    zip.addReadStreamLazy(file.fileName, { compress: false, size: file.sizeBytes }, (give) => {
      open = createReadStream(path);
      give(null, open);
    });
  }
  zip.on('error', (error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  // Somebody who stops a download would otherwise leave a file open.
  response.once('close', () => open?.destroy());
  zip.end();
  zip.outputStream.pipe(response);
}
