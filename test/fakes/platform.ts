import { createReadStream } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Platform } from '../../src/core/jobs/context/job-context.ts';
import { BotError } from '../../src/core/model/errors.ts';
import type { AttachmentRef } from '../../src/core/model/job/request.ts';
import type { Post, PostLimits, Progress, VoiceLimits, VoicePost } from '../../src/core/ports/delivery.ts';
import type { Notices, Recipient } from '../../src/core/ports/notices.ts';

/** A post as it arrived, with its files copied to where the job cannot remove them. */
export interface ArrivedPost extends Post {
  readonly copies: readonly string[];
}

/** A strict platform in memory: it stores posts and refuses inconsistent ones. */
export interface FakePlatform extends Platform, AsyncDisposable {
  readonly posts: readonly ArrivedPost[];
  readonly progress: readonly Progress[];
  readonly notices: Notices;
  /** The bot's unprompted messages. */
  readonly told: readonly { readonly to: Recipient; readonly text: string }[];
  /** Keys that were posted more than once; repeats were recognized and not shown. */
  readonly repeats: readonly string[];
  /** Voice messages, with their bytes. Their text is among the posts. */
  readonly voices: readonly (VoicePost & { readonly bytes: Buffer })[];
  /** Accepts voice messages up to these limits from now on; none by default. */
  takeVoices(limits: VoiceLimits | undefined): void;
  /** Refuses voice messages from now on, although it still reports that it supports them. */
  refuseVoices(): void;
  /** Makes a file an attachment of a member. */
  attach(path: string, name: string): Promise<AttachmentRef>;
  /** Throws this instead of posting, this many times. */
  refusePosts(error: BotError, times: number): void;
  /** Throws this when asked whether it can deliver. */
  refuseProof(error: BotError | undefined): void;
}

const LIMITS: PostLimits = {
  maxFileBytes: 25 * 1024 ** 2,
  maxFilesPerPost: 10,
  maxPostBytes: 100 * 1024 ** 2,
};

/** Creates a platform that lives as long as the test. */
export async function fakePlatform(limits: Partial<PostLimits> = {}): Promise<FakePlatform> {
  const folder = await mkdtemp(join(tmpdir(), 'fake-platform-'));
  const posts: ArrivedPost[] = [];
  const progress: Progress[] = [];
  const told: { readonly to: Recipient; readonly text: string }[] = [];
  const repeats: string[] = [];
  const refusals: BotError[] = [];
  const voices: (VoicePost & { readonly bytes: Buffer })[] = [];
  let proofRefusal: BotError | undefined;
  let voiceLimits: VoiceLimits | undefined;
  let refusesVoices = false;
  return {
    voices,
    takeVoices: (taken) => {
      voiceLimits = taken;
    },
    refuseVoices: () => {
      refusesVoices = true;
    },
    posts,
    progress,
    told,
    notices: {
      async tell(to, text, signal) {
        signal.throwIfAborted();
        if (/\{\{|\bnotice\.[a-z-]+/.test(text) || text.trim() === '')
          throw new Error(`Unresolved text: ${text}`);
        told.push({ to, text });
      },
    },
    repeats,
    async attach(path, name) {
      return { kind: 'attachment', ref: path, name, sizeBytes: (await stat(path)).size };
    },
    refusePosts: (error, times) => refusals.push(...Array.from({ length: times }, () => error)),
    refuseProof: (error) => {
      proofRefusal = error;
    },
    adapter: {
      limits: () => ({ ...LIMITS, ...limits }),
      async requireDeliverable() {
        if (proofRefusal !== undefined) throw proofRefusal;
      },
      voice: {
        limits: () => voiceLimits,
        async post(_origin, voice, signal) {
          signal.throwIfAborted();
          if (voiceLimits === undefined) throw new Error('The platform does not support voice messages');
          const refusal = refusals.shift();
          if (refusal !== undefined) throw refusal;
          if (refusesVoices) return undefined;
          const earlier = voices.findIndex((one) => one.key === voice.key);
          if (earlier >= 0) {
            repeats.push(voice.key);
            return `voice-${earlier + 1}`;
          }
          const bytes = await readFile(voice.path);
          if (bytes.length !== voice.sizeBytes)
            throw new Error(`The voice message is not ${voice.sizeBytes} bytes`);
          const round = voice.key.slice(0, voice.key.lastIndexOf(':') + 1);
          if (posts.some(({ key }) => key.startsWith(round)))
            throw new Error('The text was posted before its voice message');
          voices.push({ ...voice, bytes });
          return `voice-${voices.length}`;
        },
      },
      progress: (_origin, shown) => {
        progress.push(shown);
      },
      letGo: async () => {},
      async post(_origin, post, signal) {
        signal.throwIfAborted();
        const refusal = refusals.shift();
        if (refusal !== undefined) throw refusal;
        if (post.text.trim() === '') throw new Error('A post without text');
        if (/\{\{|\b(error|money|job)\.[a-z-]+\./.test(post.text))
          throw new Error(`Unresolved text: ${post.text}`);
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
      readMarkup: async (text) => text.replaceAll('<@mia>', 'Mia'),
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
