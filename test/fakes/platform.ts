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

/** A strict platform in memory: it keeps what is posted and refuses what does not hold together. */
export interface FakePlatform extends Platform, AsyncDisposable {
  readonly posts: readonly ArrivedPost[];
  readonly progress: readonly Progress[];
  readonly notices: Notices;
  /** What was said of the bot's own accord. */
  readonly told: readonly { readonly to: Recipient; readonly text: string }[];
  /** Keys that were posted more than once; the later ones were recognised and not shown. */
  readonly repeats: readonly string[];
  /** Voice messages, with their bytes. The words beside them are among the posts. */
  readonly voices: readonly (VoicePost & { readonly bytes: Buffer })[];
  /** Takes voice messages up to these limits from now on; none at all by default. */
  takeVoices(limits: VoiceLimits | undefined): void;
  /** Takes no more voice messages, though it still says that it does. */
  refuseVoices(): void;
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
        if (/\{\{|\bnotice\.[a-z-]+/.test(text) || text.trim() === '') throw new Error(`Raw words: ${text}`);
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
          if (voiceLimits === undefined) throw new Error('Nobody said that voice messages can be sent');
          const refusal = refusals.shift();
          if (refusal !== undefined) throw refusal;
          if (refusesVoices) return undefined;
          const earlier = voices.findIndex((one) => one.key === voice.key);
          if (earlier >= 0) {
            repeats.push(voice.key);
            return `voice-${earlier + 1}`;
          }
          const bytes = await readFile(voice.path);
          if (bytes.length !== voice.sizeBytes) throw new Error(`It is not ${voice.sizeBytes} bytes`);
          const round = voice.key.slice(0, voice.key.lastIndexOf(':') + 1);
          if (posts.some(({ key }) => key.startsWith(round))) throw new Error('Its words came before it');
          voices.push({ ...voice, bytes });
          return `voice-${voices.length}`;
        },
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
