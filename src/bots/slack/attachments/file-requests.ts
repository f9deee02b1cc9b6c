import { z } from 'zod';
import type { Clock } from '../../../core/async/clock.ts';
import type { AttachmentRef } from '../../../core/model/job/request.ts';
import type { Locale } from '../../../core/model/locale.ts';
import { type Drawn, drawWords } from '../draw/message.ts';
import { say } from '../text/words.ts';
import { SlackApiError } from '../web/slack-error.ts';
import type { SlackWeb } from '../web/slack-web.ts';
import { attachmentOf, type FileObstacle, obstacleOf, type SlackFile, slackFile } from './slack-file.ts';

/** The outcome of checking files: all readable, or the first obstacle. */
export type FilesTaken =
  | { readonly attachments: readonly AttachmentRef[] }
  | { readonly obstacle: FileObstacle };

/** Checks files before a job uses them, so that an obstacle is reported immediately and costs nothing. */
export type TakeFiles = (files: readonly SlackFile[], signal: AbortSignal) => Promise<FilesTaken>;

const DEADLINE_MS = 8_000;
/** Commands refuse more than this anyway; each file costs a call. */
const MOST_FILES = 10;
const info = z.object({ file: slackFile });

/**
 * Creates a check that reads each file's description with the bot's token, because the sender may see more.
 */
export function createTakeFiles(parts: {
  readonly web: SlackWeb;
  readonly teamId: () => string;
  readonly clock: Clock;
}): TakeFiles {
  const { web, clock } = parts;

  const look = async (file: SlackFile, signal: AbortSignal): Promise<SlackFile | FileObstacle> => {
    const evident = obstacleOf(file);
    if (evident !== undefined) return evident;
    try {
      const seen = await web.call(
        'files.info',
        (client) => client.files.info({ file: file.id }),
        info,
        signal,
        {
          isPatient: false,
        },
      );
      return obstacleOf(seen.file) ?? { ...seen.file, name: seen.file.name || file.name };
    } catch (error) {
      if (error instanceof SlackApiError) return error.error === 'file_deleted' ? 'deleted' : 'unreadable';
      // Slack is busy. Whether the bytes are available shows when they are fetched.
      return file;
    }
  };

  return async (files, signal) => {
    const bounded = AbortSignal.any([signal, clock.timeout(DEADLINE_MS)]);
    const seen = await Promise.all(files.slice(0, MOST_FILES).map((file) => look(file, bounded)));
    const obstacle = seen.find((one) => typeof one === 'string');
    if (obstacle !== undefined) return { obstacle };
    const readable = seen.filter((one) => typeof one !== 'string');
    return { attachments: readable.map((file) => attachmentOf(file, parts.teamId())) };
  };
}

/**
 * Draws why a file can't be used, and what to do.
 * @param botName the name to invite.
 */
export function drawObstacle(obstacle: FileObstacle, botName: string, locale: Locale): Drawn {
  return drawWords(obstacleText(obstacle, botName, locale), [], locale);
}

/** Returns why a file can't be used, as {@link drawObstacle} draws it. */
export function obstacleText(obstacle: FileObstacle, botName: string, locale: Locale): string {
  return say(locale, `slack.file-${obstacle}`, { bot: botName });
}
