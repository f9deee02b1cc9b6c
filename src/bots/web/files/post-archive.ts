import { createHash } from 'node:crypto';
import { constants, createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { OutgoingFile } from '../../../core/model/job/job-files.ts';
import type { Post } from '../../../core/ports/delivery.ts';
import type { ByteRange } from '../../../core/seal/open-sealed.ts';
import { readAtRest } from '../../../core/seal/read-at-rest.ts';
import { sealStream } from '../../../core/seal/seal-stream.ts';
import { type FileKey, NO_SEALING } from '../../../core/seal/sealing.ts';

const ID = /^[A-Za-z0-9_-]{1,64}$/;
const RECORD = 'post.json';

const keptFile = z.object({
  /** The name inside the post's folder, chosen by the archive. */
  stored: z.string().regex(/^[a-z0-9-]{1,40}\.[a-z0-9]{1,5}$/),
  fileName: z.string(),
  mimeType: z.string(),
  sizeBytes: z.number(),
  title: z.string(),
});

const keptPost = z.object({
  id: z.string(),
  text: z.string(),
  files: z.array(keptFile),
  picture: keptFile.optional(),
  transcript: keptFile.optional(),
  postedAtMs: z.number(),
  /** Whether its files are encrypted; those from before encryption aren't. */
  isSealed: z.boolean().default(false),
});

/** A stored file of a post. */
export type KeptFile = z.infer<typeof keptFile>;

/** A stored post. */
export type KeptPost = z.infer<typeof keptPost>;

/** Stores posted outcomes: one folder per job, and in it one folder per post with the files and one record. */
export interface PostArchive {
  /**
   * Stores the post, once per key: a repeat returns the stored one. The files are copied, because their owner
   * may remove or rewrite them. Buttons are not stored: they follow from the job's record.
   */
  keep(post: Post, nowMs: number): Promise<KeptPost>;
  /** Returns what was posted for a job, oldest first. */
  of(jobId: string): Promise<readonly KeptPost[]>;
  /**
   * Opens a file of a post, or a range of it. The stream fails with `sealed-unreadable` if the file was altered.
   */
  read(jobId: string, post: KeptPost, file: KeptFile, range?: ByteRange): Readable;
  /** Removes everything posted for a job. */
  remove(jobId: string): Promise<void>;
}

/**
 * Opens the archive in `root`, which is created when first needed.
 *
 * @param sealing encrypts the files and records.
 */
export function createPostArchive(root: string, sealing = NO_SEALING): PostArchive {
  const { fileKey } = sealing;
  const underway = new Map<string, Promise<KeptPost>>();

  function folder(jobId: string, postId: string): string | undefined {
    return ID.test(jobId) && ID.test(postId) ? join(root, jobId, postId) : undefined;
  }

  async function keepOnce(post: Post, postId: string, nowMs: number): Promise<KeptPost> {
    const final = folder(post.jobId, postId);
    if (final === undefined) throw new TypeError('The id of the job cannot name a folder');
    const earlier = await readRecord(post.jobId, postId);
    if (earlier !== undefined) return earlier;
    // Everything is written beside it and appears with one rename, so that a crash leaves no partial post.
    const draft = `${final}.draft`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true });
    const copy = (file: OutgoingFile, name: string): Promise<KeptFile> =>
      copyInto(draft, file, name, fileKey, `${post.jobId}/${postId}`);
    const kept: KeptPost = {
      id: postId,
      text: post.text,
      files: await Promise.all(post.files.map((file, index) => copy(file, `file-${index + 1}`))),
      ...(post.transcript && { transcript: await copy(post.transcript, 'transcript') }),
      ...(post.picture === undefined ? {} : { picture: await copy(post.picture, 'picture') }),
      postedAtMs: nowMs,
      isSealed: sealing.isOn,
    };
    const record = sealing.seal(JSON.stringify(kept), recordIdentity(post.jobId, postId));
    await writeFile(join(draft, RECORD), record);
    await rename(draft, final);
    return kept;
  }

  /** Returns a stored post; `undefined` if there is none, or it has to be made again. */
  async function readRecord(jobId: string, postId: string): Promise<KeptPost | undefined> {
    const path = join(root, jobId, postId);
    const text = await readFile(join(path, RECORD), 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    try {
      return keptPost.parse(JSON.parse(sealing.open(text, recordIdentity(jobId, postId))));
    } catch {
      // Cut off by a power failure, altered, or from another release: the post is made again.
      await rm(path, { recursive: true, force: true });
      return undefined;
    }
  }

  return {
    read(jobId, { id, isSealed }, { stored }, range) {
      const path = folder(jobId, id);
      if (path === undefined) throw new TypeError('The ids cannot name a folder');
      const identity = fileIdentity(`${jobId}/${id}`, stored);
      return readAtRest({ path: join(path, stored), isSealed, identity }, fileKey, range);
    },
    keep(post, nowMs) {
      const postId = createHash('sha256').update(post.key).digest('hex').slice(0, 24);
      const name = `${post.jobId}/${postId}`;
      const running = underway.get(name);
      if (running !== undefined) return running;
      const keeping = keepOnce(post, postId, nowMs).finally(() => underway.delete(name));
      underway.set(name, keeping);
      return keeping;
    },
    async of(jobId) {
      if (!ID.test(jobId)) return [];
      const names = await readdir(join(root, jobId)).catch(() => []);
      const posts = await Promise.all(
        names.filter((name) => ID.test(name)).map((name) => readRecord(jobId, name)),
      );
      return posts
        .filter((post) => post !== undefined)
        .sort((a, b) => a.postedAtMs - b.postedAtMs || a.id.localeCompare(b.id));
    },
    async remove(jobId) {
      if (ID.test(jobId)) await rm(join(root, jobId), { recursive: true, force: true });
    },
  };
}

async function copyInto(
  folder: string,
  file: OutgoingFile,
  name: string,
  fileKey: FileKey | undefined,
  post: string,
): Promise<KeptFile> {
  const extension = extname(file.fileName).toLowerCase();
  const stored = `${name}${/^\.[a-z0-9]{1,5}$/.test(extension) ? extension : '.bin'}`;
  const toPath = join(folder, stored);
  if (fileKey === undefined) await copyFile(file.path, toPath, constants.COPYFILE_FICLONE);
  else {
    const sealing = sealStream(fileKey, fileIdentity(post, stored));
    await pipeline(createReadStream(file.path), sealing, createWriteStream(toPath, { mode: 0o600 }));
  }
  const { fileName, mimeType, title } = file;
  const { size: sizeBytes } = await stat(file.path);
  return { stored, fileName, mimeType, sizeBytes, title };
}

function recordIdentity(jobId: string, postId: string): string {
  return `post-record:${jobId}/${postId}`;
}

function fileIdentity(post: string, stored: string): string {
  return `post:${post}/${stored}`;
}
