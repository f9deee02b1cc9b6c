import PQueue from 'p-queue';
import { fetch } from 'undici';
import { z } from 'zod';
import type { Clock } from '../../../core/async/clock.ts';
import { retry } from '../../../core/async/retry.ts';
import type { Log } from '../../../core/ports/log.ts';
import { type Attached, contentOf } from '../../attached.ts';
import { SlackApiError, SlackTimeout } from '../web/slack-error.ts';
import type { SlackWeb } from '../web/slack-web.ts';

/** Uploads files to Slack: the first two of three steps. Those of jobs come from disk, never held in memory. */
export interface Uploads {
  /**
   * Sends the files. Nobody sees them before they are shared.
   * @returns Slack's file ids, in order.
   */
  send(files: readonly Attached[], signal: AbortSignal): Promise<readonly string[]>;
}

/** Concurrent uploads over all jobs, which share the machine's connection. */
const AT_A_TIME = 4;
const SEND_DEADLINE_MS = 10 * 60_000;
const SEND_ATTEMPTS = 2;
const STEP_TWO = 'upload';
const ALT_CHARACTERS = 1_000;

const target = z.object({ upload_url: z.string().min(1), file_id: z.string().min(1) });

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
      (client) => client.apiCall('files.getUploadURLExternal', declarationOf(file)),
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

  return {
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
  };
}

/**
 * Returns what Slack must know of a file first. Only a picture has alternative text: with one on any other file
 * Slack says ok and then shares nothing (python-slack-sdk 1818). The SDK's type has the argument under another
 * name.
 */
function declarationOf({ fileName, sizeBytes, mimeType, title }: Attached): Record<string, unknown> {
  const altText = mimeType.startsWith('image/') ? { alt_txt: title.slice(0, ALT_CHARACTERS) } : {};
  return { filename: fileName, length: sizeBytes, ...altText };
}

function naming({ fileName }: Attached, error: unknown): never {
  throw error instanceof SlackApiError ? new SlackApiError(error.method, error.error, fileName) : error;
}

/** Whether it is unknown if Slack did what it was asked. */
export function isUnanswered(error: unknown): error is SlackTimeout {
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
export function uploadAddress(text: string, apiHost: string): URL {
  const url = URL.parse(text);
  const isSlack =
    url !== null &&
    (url.host === apiHost || (url.protocol === 'https:' && /(^|\.)slack\.com$/.test(url.hostname)));
  if (!isSlack) throw new SlackApiError(STEP_TWO, 'upload_address_not_slack');
  return url;
}
