import { z } from 'zod';
import type { Clock } from '../../../core/async/clock.ts';
import type { Log } from '../../../core/ports/log.ts';
import type { Drawn } from '../draw/message.ts';
import { SlackApiError } from '../web/slack-error.ts';
import type { SlackWeb } from '../web/slack-web.ts';
import type { Target } from './targets.ts';

/** Shows uploaded files in messages: the last of three steps, and the proof that it happened. */
export interface Shares {
  /**
   * Posts one message with all the files. Slack's confirmation does not prove that there is one.
   *
   * @param message drawn as blocks, or as its text alone where `isPlain`: Slack then shows no buttons.
   * @throws {SlackApiError} | {SlackTimeout}.
   */
  share(
    files: readonly { readonly id: string; readonly title: string }[],
    place: Target,
    message: Drawn,
    signal: AbortSignal,
    isPlain?: boolean,
  ): Promise<void>;
  /**
   * Looks for the message with a file for about a minute, because Slack lists it with a delay.
   *
   * @returns the channel it is in; `undefined` if there is none.
   */
  find(fileId: string, signal: AbortSignal): Promise<string | undefined>;
  /** Deletes files that nobody saw, so that no message with them can appear later. */
  withdraw(fileIds: readonly string[], signal: AbortSignal): Promise<void>;
}

/** Pauses before each look, 61 seconds together. Usually the second or third one finds it. */
const LOOKS_MS = [0, 250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000] as const;

const accepted = z.object({});
const placesShape = z.record(z.string(), z.array(z.unknown()));
const info = z.object({
  file: z.object({
    shares: z.object({ public: placesShape.optional(), private: placesShape.optional() }).optional(),
  }),
});

/** Creates what shows files. */
export function createShares(parts: {
  readonly web: SlackWeb;
  readonly clock: Clock;
  readonly log: Log;
}): Shares {
  const { web, clock, log } = parts;

  const look = async (fileId: string, signal: AbortSignal): Promise<string | undefined> => {
    try {
      const { file } = await web.call(
        'files.info',
        (client) => client.files.info({ file: fileId }),
        info,
        signal,
      );
      const places = [file.shares?.public, file.shares?.private].flatMap((one) => Object.entries(one ?? {}));
      return places.find(([, messages]) => messages.length > 0)?.[0];
    } catch (error) {
      if (error instanceof SlackApiError) return undefined;
      throw error;
    }
  };

  return {
    async share(files, { channel, threadTs }, { text, blocks }, signal, isPlain = false) {
      const [first, ...rest] = files;
      if (first === undefined) throw new TypeError('There is nothing to share');
      await web.call(
        'files.completeUploadExternal',
        (client) =>
          client.files.completeUploadExternal({
            files: [first, ...rest],
            channel_id: channel,
            // Beside a comment Slack ignores blocks.
            ...(isPlain ? { initial_comment: text } : { blocks }),
            ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
          }),
        accepted,
        signal,
      );
    },
    async find(fileId, signal) {
      // Not a retry: each look succeeds; the caller handles one that fails.
      for (const pauseMs of LOOKS_MS) {
        if (pauseMs > 0) await clock.sleep(pauseMs, signal);
        const channel = await look(fileId, signal);
        if (channel !== undefined) return channel;
      }
      return undefined;
    },
    async withdraw(fileIds, signal) {
      for (const file of fileIds) {
        try {
          await web.call('files.delete', (client) => client.files.delete({ file }), accepted, signal);
        } catch (error) {
          // One that is gone already, or that the workspace keeps, must not stop the new upload.
          if (!(error instanceof SlackApiError)) throw error;
          log.info({ reason: error.error }, 'slack-upload-not-withdrawn');
        }
      }
    },
  };
}
