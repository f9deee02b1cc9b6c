import { createReadStream } from 'node:fs';
import { copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BotError } from '../../src/core/errors.ts';
import type { Post, PostLimits, Progress } from '../../src/core/jobs/courier.ts';
import type { AttachmentRef } from '../../src/core/jobs/request.ts';
import type { Platform } from '../../src/core/jobs/run.ts';

/** A post as it arrived, with its files copied to where the job cannot remove them. */
export interface ArrivedPost extends Post {
  readonly copies: readonly string[];
}

/** A strict platform in memory: it keeps what is posted and refuses what does not hold together. */
export interface FakePlatform extends Platform, AsyncDisposable {
  readonly posts: readonly ArrivedPost[];
  readonly progress: readonly Progress[];
  /** Keys that were posted more than once; the later ones were recognised and not shown. */
  readonly repeats: readonly string[];
  /** Makes a file something that a member attached. */
  attach(path: string, name: string): Promise<AttachmentRef>;
  /** Throws this instead of posting, as often as given. */
  refusePosts(error: BotError, times: number): void;
  /** Throws this when asked whether it can deliver. */
  refuseProof(error: BotError | undefined): void;
}

const LIMITS: PostLimits = {
  maxFileBytes: 25 * 1024 ** 2,
  maxFilesPerPost: 10,
  maxPostBytes: 100 * 1024 ** 2,
};

/** Makes a platform that lives as long as the test. */
export async function fakePlatform(limits: Partial<PostLimits> = {}): Promise<FakePlatform> {
  const folder = await mkdtemp(join(tmpdir(), 'fake-platform-'));
  const posts: ArrivedPost[] = [];
  const progress: Progress[] = [];
  const repeats: string[] = [];
  const refusals: BotError[] = [];
  let proofRefusal: BotError | undefined;
  return {
    posts,
    progress,
    repeats,
    async attach(path, name) {
      return { kind: 'attachment', ref: path, name, sizeBytes: (await stat(path)).size };
    },
    refusePosts: (error, times) => refusals.push(...Array.from({ length: times }, () => error)),
    refuseProof: (error) => {
      proofRefusal = error;
    },
    courier: {
      limits: () => ({ ...LIMITS, ...limits }),
      async prove() {
        if (proofRefusal !== undefined) throw proofRefusal;
      },
      progress: (_origin, shown) => {
        progress.push(shown);
      },
      async post(_origin, post, signal) {
        signal.throwIfAborted();
        const refusal = refusals.shift();
        if (refusal !== undefined) throw refusal;
        if (post.text.trim() === '') throw new Error('A post without words');
        if (/\{\{|\b(error|money|job)\.[a-z-]+\./.test(post.text)) throw new Error(`Raw words: ${post.text}`);
        const earlier = posts.findIndex((one) => one.key === post.key);
        if (earlier >= 0) {
          repeats.push(post.key);
          return `message-${earlier + 1}`;
        }
        const copies: string[] = [];
        for (const [index, file] of post.files.entries()) {
          const { size } = await stat(file.path);
          if (size !== file.sizeBytes || size === 0)
            throw new Error(`${file.fileName} is not ${file.sizeBytes} bytes`);
          const copy = join(folder, `${posts.length}-${index}-${file.fileName}`);
          await copyFile(file.path, copy);
          copies.push(copy);
        }
        posts.push({ ...post, copies });
        return `message-${posts.length}`;
      },
    },
    attachments: {
      async open(ref) {
        const { size } = await stat(ref.ref).catch((cause: unknown) => {
          throw new BotError('attachment-gone', 'The attached file is gone', { cause });
        });
        return { stream: createReadStream(ref.ref), sizeBytes: size };
      },
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
