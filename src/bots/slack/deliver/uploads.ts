import PQueue from 'p-queue';
import { fetch } from 'undici';
import { z } from 'zod';
import type { Clock } from '../../../core/async/clock.ts';
import { retry } from '../../../core/async/retry.ts';
import type { Log } from '../../../core/ports/log.ts';
import { type Attached, contentOf } from '../../attached.ts';
import { SlackApiError, SlackTimeout } from '../web/slack-error.ts';
import type { SlackWeb } from '../web/slack-web.ts';
import type { Target } from './targets.ts';

/** Uploads files to Slack in three steps; those of jobs from disk, never held in memory. */
export interface Uploads {
  /**
   * Runs steps one and two. Nobody sees the files yet.
   * @returns Slack's file ids, in order.
   */
  send(files: readonly Attached[], signal: AbortSignal): Promise<readonly string[]>;
  /**
   * Runs step three: one message with all the files. If Slack does not respond, it is checked whether the
   * message exists before anything is repeated.
   */
  share(
    files: readonly { readonly id: string; readonly title: string }[],
    place: Target,
    comment: string,
    signal: AbortSignal,
  ): Promise<void>;
  /** Whether a file is in a message; checks for some seconds, because Slack reports it with a delay. */
  isShared(fileId: string, signal: AbortSignal): Promise<boolean>;
}

/** Concurrent uploads over all jobs, which share the machine's connection. */
const AT_A_TIME = 4;
const SEND_DEADLINE_MS = 10 * 60_000;
const SEND_ATTEMPTS = 2;
/** Slack files a finished upload a little later; pauses before each check. */
const LOOKS_MS = [1_000, 2_000, 4_000, 8_000] as const;
const STEP_TWO = 'upload';

const target = z.object({ upload_url: z.string().min(1), file_id: z.string().min(1) });
const completed = z.object({});
const shares = z.record(z.string(), z.array(z.unknown()));
const info = z.object({
  file: z.object({
    shares: z.object({ public: shares.optional(), private: shares.optional() }).optional(),
  }),
});

/** Creates the uploader. */
export function createUploads(parts: {
  readonly web: SlackWeb;
  readonly apiUrl: string;
  readonly clock: Clock;
  readonly log: Log;
}): Uploads {
  const { web, clock, log } = parts;
  const apiHost = new URL(parts.apiUrl).host;
  const line = new PQueue({ concurrency: AT_A_TIME });

  const sendOnce = async (file: Attached, signal: AbortSignal): Promise<string> => {
    const { upload_url: url, file_id: id } = await web.call(
      'files.getUploadURLExternal',
      (client) => client.files.getUploadURLExternal({ filename: file.fileName, length: file.sizeBytes }),
      target,
      signal,
    );
    await post(uploadAddress(url, apiHost), file, signal);
    return id;
  };

  // Nobody sees a file before step three, so a failed upload is simply restarted, at a new address.
  const send = (file: Attached, signal: AbortSignal): Promise<string> =>
    retry(() => sendOnce(file, signal).catch((error: unknown) => naming(file, error)), {
      attempts: SEND_ATTEMPTS,
      signal,
      isTransient: isUnanswered,
      onRetry: ({ method }, { failures }) => log.info({ method, attempt: failures }, 'slack-upload-repeated'),
    });

  const isSharedNow = async (fileId: string, signal: AbortSignal): Promise<boolean> => {
    try {
      const { file } = await web.call(
        'files.info',
        (client) => client.files.info({ file: fileId }),
        info,
        signal,
      );
      const places = [file.shares?.public, file.shares?.private].flatMap((one) => Object.values(one ?? {}));
      return places.some((messages) => messages.length > 0);
    } catch (error) {
      if (error instanceof SlackApiError) return false;
      throw error;
    }
  };

  const isShared: Uploads['isShared'] = async (fileId, signal) => {
    // Not a retry: each check succeeds; the caller handles one that fails.
    for (const pauseMs of LOOKS_MS) {
      await clock.sleep(pauseMs, signal);
      if (await isSharedNow(fileId, signal)) return true;
    }
    return false;
  };

  return {
    isShared,
    async send(files, signal) {
      const given = new AbortController();
      const bounded = AbortSignal.any([signal, given.signal, clock.timeout(SEND_DEADLINE_MS)]);
      try {
        return await Promise.all(files.map((file) => line.add(() => send(file, bounded))));
      } finally {
        // If one fails, uploading the others is pointless.
        given.abort();
      }
    },
    async share(files, { channel, threadTs }, comment, signal) {
      const [first, ...rest] = files;
      if (first === undefined) throw new TypeError('There is nothing to share');
      try {
        await web.call(
          'files.completeUploadExternal',
          (client) =>
            client.files.completeUploadExternal({
              files: [first, ...rest],
              channel_id: channel,
              initial_comment: comment,
              ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
            }),
          completed,
          signal,
        );
      } catch (error) {
        if (!isUnanswered(error)) throw error;
        if (await isShared(first.id, signal)) return;
        throw error;
      }
    },
  };
}

function naming({ fileName }: Attached, error: unknown): never {
  throw error instanceof SlackApiError ? new SlackApiError(error.method, error.error, fileName) : error;
}

function isUnanswered(error: unknown): error is SlackTimeout {
  return error instanceof SlackTimeout && error.kind === 'unanswered';
}

async function post(url: URL, file: Attached, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const body = await contentOf(file);
  if (body.size !== file.sizeBytes) throw new Error(`The file changed its size to ${body.size} bytes`);
  const answer = await fetch(url, {
    method: 'POST',
    body: body.stream(),
    duplex: 'half',
    headers: { 'content-type': file.mimeType, 'content-length': String(file.sizeBytes) },
    redirect: 'error',
    signal,
  }).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw new SlackTimeout(STEP_TWO, 'unanswered', { cause });
  });
  await answer.body?.cancel();
  if (answer.status !== 200) {
    throw new SlackTimeout(STEP_TWO, answer.status === 429 ? 'rate-limited' : 'unanswered', {
      cause: new Error(`Slack answered ${answer.status}`),
    });
  }
}

/**
 * Checks that an upload address is Slack's: the bytes of a result go nowhere else, whatever the response
 * contains.
 */
function uploadAddress(text: string, apiHost: string): URL {
  const url = URL.parse(text);
  const isSlack =
    url !== null &&
    (url.host === apiHost || (url.protocol === 'https:' && /(^|\.)slack\.com$/.test(url.hostname)));
  if (!isSlack) throw new SlackApiError(STEP_TWO, 'upload_address_not_slack');
  return url;
}
