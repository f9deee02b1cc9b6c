import { z } from 'zod';
import { NotPosted, type PostButtons, type PostFile } from '../../trials.ts';
import { drawWords } from '../draw/message.ts';
import { SlackApiError } from '../web/slack-error.ts';
import { type Call, REMOVED_WITHIN_MS, upload } from './send-checks.ts';
import { askSlack, type SlackLook } from './slack-look.ts';

const anything = z.object({});
const posted = z.object({ channel: z.string(), ts: z.string() });

/** Returns what posts the bot's own buttons in a channel. */
export function postSlackButtons(look: SlackLook, channel: string): PostButtons {
  return ({ text: words, actions }, signal) =>
    calling(look, async (call) => {
      const { text, blocks } = drawWords(words, actions, 'en');
      const form = { channel, text, blocks: JSON.stringify(blocks) };
      const message = await call('chat.postMessage', form, posted, signal);
      return {
        remove: () =>
          call('chat.delete', message, anything, AbortSignal.timeout(REMOVED_WITHIN_MS)).then(
            () => true,
            () => false,
          ),
      };
    });
}

/** Returns what posts a file in a channel. */
export function postSlackFile(look: SlackLook, channel: string): PostFile {
  return (words, file, signal) =>
    calling(look, async (call) => {
      const id = await upload(call, look.apiUrl, file, signal);
      const { blocks } = drawWords(words, [], 'en');
      const files = JSON.stringify([{ id, title: file.title }]);
      const form = { files, channel_id: channel, blocks: JSON.stringify(blocks) };
      await call('files.completeUploadExternal', form, anything, signal);
    });
}

async function calling<T>({ apiUrl, access }: SlackLook, work: (call: Call) => Promise<T>): Promise<T> {
  const token = access.botToken?.reveal();
  if (token === undefined) throw new NotPosted('Without SLACK_BOT_TOKEN, the doctor can’t post on Slack.');
  const call: Call = async (method, form, shape, signal) =>
    (await askSlack({ apiUrl, method, token, form }, shape, signal)).answer;
  try {
    return await work(call);
  } catch (error) {
    if (!(error instanceof SlackApiError)) throw error;
    throw new NotPosted(`Slack refuses ${error.method} (${error.error}).`);
  }
}
