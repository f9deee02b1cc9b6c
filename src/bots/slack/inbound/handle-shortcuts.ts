import type { CommandDispatcher } from '../../bot.ts';
import { drawObstacle, type TakeFiles } from '../attachments/file-requests.ts';
import { filesIn, mayHoldSound, type SlackFile } from '../attachments/slack-file.ts';
import { shortcutPayload } from './payloads.ts';
import type { RequestHandler } from './request-handler.ts';

/** The message shortcuts: callback ids, names in the menu, and the commands they run. */
export const SHORTCUTS = [
  {
    callbackId: 'msg_stems',
    name: 'Split stems',
    command: 'stems',
    description: 'Split the song in this message.',
  },
  {
    callbackId: 'msg_transcribe',
    name: 'Transcribe',
    command: 'transcribe',
    description: 'Turn speech in this message into text.',
  },
  {
    callbackId: 'msg_denoise',
    name: 'Remove noise',
    command: 'denoise',
    description: 'Remove noise from this recording.',
  },
  {
    callbackId: 'msg_diarize',
    name: 'Identify speakers',
    command: 'diarize',
    description: 'Identify who speaks when in this recording.',
  },
] as const;

/** Handles message shortcuts: the way to use audio from an existing message, in threads too. */
export function handleShortcuts(parts: {
  readonly requestHandler: RequestHandler;
  readonly dispatcher: CommandDispatcher;
  readonly takeFiles: TakeFiles;
  readonly botName: () => string;
}): void {
  const { requestHandler, dispatcher, takeFiles } = parts;

  requestHandler.register('shortcut', (body) => {
    const { data: payload } = shortcutPayload.safeParse(body);
    const picked = SHORTCUTS.find((one) => one.callbackId === payload?.callback_id);
    if (payload === undefined || picked === undefined) return undefined;
    const { message, user, channel, response_url: responseUrl } = payload;
    const where = {
      userId: user.id,
      channel: channel.id,
      threadTs: message.thread_ts ?? message.ts,
      isInThread: message.thread_ts !== undefined,
      ...(responseUrl === undefined ? {} : { responseUrl }),
    };
    return {
      key: `shortcut:${payload.trigger_id}`,
      where,
      async serve(origin, signal, findPermissions, identity) {
        const taken = await takeFiles(soundsIn(message), signal);
        if ('obstacle' in taken) {
          return { kind: 'drawn', message: drawObstacle(taken.obstacle, parts.botName(), origin.locale) };
        }
        const { attachments } = taken;
        const request = { line: picked.command, attachments, origin, findPermissions, identity };
        return dispatcher.run(request, signal);
      },
    };
  });
}

/**
 * Returns the files that may be tracks. One with too little description, as those shared from other
 * workspaces have, may be one.
 */
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
