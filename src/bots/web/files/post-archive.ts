import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { z } from 'zod';
import type { OutgoingFile } from '../../../core/model/job/job-files.ts';
import type { Post } from '../../../core/ports/delivery.ts';

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
  /** Returns the folder of a post; `undefined` when either id is not valid. */
  folder(jobId: string, postId: string): string | undefined;
  /** Removes everything posted for a job. */
  remove(jobId: string): Promise<void>;
}

/** Opens the archive in `root`, which is created when first needed. */
export function createPostArchive(root: string): PostArchive {
  const underway = new Map<string, Promise<KeptPost>>();

  function folder(jobId: string, postId: string): string | undefined {
    return ID.test(jobId) && ID.test(postId) ? join(root, jobId, postId) : undefined;
  }

  async function keepOnce(post: Post, postId: string, nowMs: number): Promise<KeptPost> {
    const final = folder(post.jobId, postId);
    if (final === undefined) throw new TypeError('The id of the job cannot name a folder');
    const earlier = await readRecord(final);
    if (earlier !== undefined) return earlier;
    // Everything is written beside it and appears with one rename, so that a crash leaves no partial post.
    const draft = `${final}.draft`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true });
    const kept: KeptPost = {
      id: postId,
      text: post.text,
      files: await Promise.all(post.files.map((file, index) => copyInto(draft, file, `file-${index + 1}`))),
      ...(post.transcript && { transcript: await copyInto(draft, post.transcript, 'transcript') }),
      ...(post.picture === undefined ? {} : { picture: await copyInto(draft, post.picture, 'picture') }),
      postedAtMs: nowMs,
    };
    await writeFile(join(draft, RECORD), JSON.stringify(kept));
    await rename(draft, final);
    return kept;
  }

  return {
    folder,
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
        names.filter((name) => ID.test(name)).map((name) => readRecord(join(root, jobId, name))),
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

async function copyInto(folder: string, file: OutgoingFile, name: string): Promise<KeptFile> {
  const extension = extname(file.fileName).toLowerCase();
  const stored = `${name}${/^\.[a-z0-9]{1,5}$/.test(extension) ? extension : '.bin'}`;
  await copyFile(file.path, join(folder, stored), constants.COPYFILE_FICLONE);
  const { fileName, mimeType, title } = file;
  const { size: sizeBytes } = await stat(join(folder, stored));
  return { stored, fileName, mimeType, sizeBytes, title };
}

async function readRecord(folder: string): Promise<KeptPost | undefined> {
  const text = await readFile(join(folder, RECORD), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return keptPost.parse(JSON.parse(text));
  } catch {
    // Cut off by a power failure, or from another release: the post is made again.
    await rm(folder, { recursive: true, force: true });
    return undefined;
  }
}
