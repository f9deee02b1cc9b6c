import type { App } from '@slack/bolt';
import type { CommandDesk } from '../../bot.ts';
import type { TakeFiles } from './file-desk.ts';
import { drawObstacle } from './obstacle-words.ts';
import { shortcutPayload } from './payloads.ts';
import type { Reception } from './reception.ts';
import { filesIn, mayHoldSound, type SlackFile } from './slack-file.ts';

/** The callback id of the message shortcut “Split stems”. */
export const SPLIT_STEMS = 'msg_stems';

/** Takes message shortcuts: the way to hand over audio that is in a message already, in threads too. */
export function takeShortcuts(
  app: App,
  parts: {
    readonly reception: Reception;
    readonly desk: CommandDesk;
    readonly takeFiles: TakeFiles;
    readonly botName: () => string;
  },
): void {
  const { reception, desk, takeFiles } = parts;

  app.shortcut(/^/, async ({ ack, body }) => {
    await ack();
    const { data: payload } = shortcutPayload.safeParse(body);
    if (payload?.callback_id !== SPLIT_STEMS) return;
    const { message, user, channel, response_url: responseUrl } = payload;
    const where = {
      userId: user.id,
      channel: channel.id,
      threadTs: message.thread_ts ?? message.ts,
      isInThread: message.thread_ts !== undefined,
      ...(responseUrl === undefined ? {} : { responseUrl }),
    };
    await reception.take(`shortcut:${payload.trigger_id}`, where, async (origin, signal) => {
      const taken = await takeFiles(soundsIn(message), signal);
      if ('obstacle' in taken) {
        return { kind: 'drawn', message: drawObstacle(taken.obstacle, parts.botName(), origin.locale) };
      }
      return desk.run({ line: 'stems', attachments: taken.attachments, origin }, signal);
    });
  });
}

/** A file that says too little about itself, as those shared from other workspaces do, may be one. */
function soundsIn(message: Parameters<typeof filesIn>[0]): readonly SlackFile[] {
  const files = filesIn(message);
  const sounds = files.filter((file) => mayHoldSound(file) || isUnknown(file));
  return sounds.length > 0 ? sounds : files;
}

function isUnknown(file: SlackFile): boolean {
  return (
    file.file_access === 'check_file_info' || file.mode === 'tombstone' || file.mode === 'hidden_by_limit'
  );
}
