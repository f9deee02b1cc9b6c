import { filesOf, type Reply } from '../../../commands/framework/reply.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { Log } from '../../../core/ports/log.ts';
import { drawWords } from '../draw/message.ts';
import { say } from '../text/words.ts';
import { SlackApiError, SlackTimeout } from '../web/slack-error.ts';
import { handleOf } from './reply-handle.ts';
import type { Shares } from './shares.ts';
import type { Targets } from './targets.ts';
import type { Uploads } from './uploads.ts';

/** Sends a reply's files to the caller, and returns the rest of the reply, with the files mentioned. */
export type SendFiles = (origin: Origin, reply: Reply, signal: AbortSignal) => Promise<Reply>;

/**
 * Creates the sender of reply files. Immediate replies are ephemeral, and Slack attaches no files to
 * ephemeral messages (Slack facts, "Slash commands"), so files are sent as a direct message.
 */
export function createSendFiles(parts: {
  readonly uploads: Uploads;
  readonly shares: Pick<Shares, 'share'>;
  readonly places: Pick<Targets, 'direct'>;
  readonly botName: () => string;
  readonly log: Log;
}): SendFiles {
  const { uploads, shares, places, botName, log } = parts;
  return async (origin, reply, signal) => {
    const files = filesOf(reply);
    if (files.length === 0) return reply;
    const { locale } = origin;
    const { picture: _picture, files: _files, ...words } = reply;
    const withLine = (line: string): Reply => ({ ...words, text: `${reply.text}\n${line}` });
    try {
      const channel = await places.direct(handleOf(origin).userId, signal);
      const ids = await uploads.send(files, signal);
      const titled = files.map(({ title }, index) => ({ id: ids[index] ?? '', title }));
      await shares.share(titled, { channel }, drawWords(reply.text, [], locale), signal, true);
      return origin.channel === channel
        ? words
        : withLine(say(locale, 'slack.files-in-direct', { bot: botName() }));
    } catch (error) {
      if (!(error instanceof SlackApiError || error instanceof SlackTimeout)) throw error;
      signal.throwIfAborted();
      log.warn({ reason: error.message }, 'slack-reply-files-lost');
      return withLine(say(locale, 'slack.files-lost'));
    }
  };
}
