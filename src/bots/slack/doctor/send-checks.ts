import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { broken, type Check, type Finding, inOrder, warning } from '../../../core/model/check.ts';
import type { OutgoingFile } from '../../../core/model/job/job-files.ts';
import { contentOf } from '../../attached.ts';
import type { SampleFiles } from '../../sample-files.ts';
import { uploadAddress } from '../deliver/uploads.ts';
import { drawWords } from '../draw/message.ts';
import { SlackApiError } from '../web/slack-error.ts';
import { askSlack, type SlackLook } from './slack-look.ts';

/** A channel to post test messages in. Each is removed again. */
export interface SlackSending {
  readonly look: SlackLook;
  readonly channel: string;
  sample(): Promise<SampleFiles>;
}

const SENT_WITHIN_MS = 120_000;
/** How long there is to remove what was posted. */
export const REMOVED_WITHIN_MS = 10_000;
/** Slack lists a share with a delay. */
const LOOKS = 60;
const LOOK_EVERY_MS = 1_000;
const TEXT = 'A test by npm run doctor. It’s removed at once.';

const anything = z.object({});
const postedSchema = z.object({ ts: z.string() });
const targetSchema = z.object({ upload_url: z.string(), file_id: z.string() });
const sharesSchema = z.record(z.string(), z.record(z.string(), z.array(postedSchema))).default({});
const fileSchema = z.object({
  file: z.object({ shares: sharesSchema, url_private_download: z.string().optional() }),
});

/** Posts and removes what results are made of. */
export const SLACK_SEND_CHECKS: readonly Check<SlackSending>[] = [
  {
    name: 'slack.send.message',
    looksAt: 'With `--send <id>`: whether a message can be posted, changed and deleted',
    remedy: 'Invite the app to the channel, and check its scopes.',
    withinMs: SENT_WITHIN_MS,
    run: (sending, signal) =>
      posting(sending, async (call, cleanUp) => {
        const { channel } = sending;
        const { ts } = await call('chat.postMessage', { channel, text: TEXT }, postedSchema, signal);
        cleanUp('chat.delete', { channel, ts });
        await call('chat.update', { channel, ts, text: `${TEXT} It was changed.` }, anything, signal);
        return inOrder('A message can be posted, changed and deleted.');
      }),
  },
  {
    name: 'slack.send.files',
    looksAt:
      'With `--send <id>`: whether a picture with alternative text and an M4A arrive with blocks, and come back unchanged',
    remedy: 'Invite the app to the channel, and let it upload files in the workspace’s settings.',
    withinMs: SENT_WITHIN_MS,
    async run(sending, signal) {
      const { m4a, picture } = await sending.sample();
      return posting(sending, async (call, cleanUp) => {
        const { channel } = sending;
        const files = [...(picture === undefined ? [] : [picture]), m4a];
        const ids: string[] = [];
        for (const file of files) {
          const id = await upload(call, sending.look.apiUrl, file, signal);
          cleanUp('files.delete', { file: id });
          ids.push(id);
        }
        const shared = files.map(({ title }, index) => ({ id: ids[index] ?? '', title }));
        const { blocks } = drawWords(TEXT, [], 'en');
        const form = { files: JSON.stringify(shared), channel_id: channel, blocks: JSON.stringify(blocks) };
        await call('files.completeUploadExternal', form, anything, signal);
        const found = await shareOf(call, ids.at(-1) ?? '', signal);
        if (found === undefined) return broken('Slack confirmed the files, but shows them in no message.');
        cleanUp('chat.delete', { channel: found.channel, ts: found.ts });
        const back = await download(found.url, sending.look, signal);
        const sent = Buffer.from(await (await contentOf(m4a)).arrayBuffer());
        return back.equals(sent)
          ? inOrder('A picture and an M4A arrive, and the M4A comes back unchanged.')
          : broken('The M4A came back from Slack, but not as it was sent.', 'Check the scope files:read.');
      });
    },
  },
];

type Form = Readonly<Record<string, string>>;
/** Calls a method of Slack once. */
export type Call = <T>(method: string, form: Form, shape: z.ZodType<T>, signal: AbortSignal) => Promise<T>;

/** Lets work post, turns what Slack refuses into a finding, and removes everything on every path, last things first. */
async function posting(
  { look }: SlackSending,
  work: (call: Call, cleanUp: (method: string, form: Form) => void) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const token = look.access.botToken?.reveal();
  const isAccepted = await look.identity().then(
    () => true,
    () => false,
  );
  // Another check reports a rejected token.
  if (token === undefined || !isAccepted) return [];
  const { apiUrl } = look;
  const call: Call = async (method, form, shape, signal) =>
    (await askSlack({ apiUrl, method, token, form }, shape, signal)).answer;
  const left: { readonly method: string; readonly form: Form }[] = [];
  let found: readonly Finding[];
  try {
    found = await work(call, (method, form) => void left.unshift({ method, form }));
  } catch (error) {
    if (!(error instanceof SlackApiError)) throw error;
    found = broken(`Slack refuses ${error.method} (${error.error}).`);
  }
  // Also after the deadline of the check.
  const signal = AbortSignal.timeout(REMOVED_WITHIN_MS);
  for (const { method, form } of left) {
    try {
      await call(method, form, anything, signal);
    } catch {
      const rest = warning('A test message or file couldn’t be removed.', 'Delete it in Slack.');
      return [...found.filter(({ level }) => level !== 'ok'), ...rest];
    }
  }
  return found;
}

/** Uploads a file that nobody sees yet. Returns Slack's id of it. */
export async function upload(
  call: Call,
  apiUrl: string,
  file: OutgoingFile,
  signal: AbortSignal,
): Promise<string> {
  const { fileName, sizeBytes, mimeType, title } = file;
  const alternative = mimeType.startsWith('image/') ? { alt_txt: title } : {};
  const form = { filename: fileName, length: String(sizeBytes), ...alternative };
  const target = await call('files.getUploadURLExternal', form, targetSchema, signal);
  const url = uploadAddress(target.upload_url, new URL(apiUrl).host);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': mimeType },
    body: await contentOf(file),
    redirect: 'error',
    signal,
  });
  await response.body?.cancel();
  if (response.status !== 200) throw new SlackApiError('upload', String(response.status));
  return target.file_id;
}

/** Waits until Slack lists the message with a file. `undefined` if it lists none. */
async function shareOf(
  call: Call,
  file: string,
  signal: AbortSignal,
): Promise<{ readonly channel: string; readonly ts: string; readonly url: string } | undefined> {
  for (let look = 0; look < LOOKS; look += 1) {
    const { shares, url_private_download: url = '' } = (
      await call('files.info', { file }, fileSchema, signal)
    ).file;
    const places = Object.values(shares).flatMap((channels) => Object.entries(channels));
    const [place] = places.flatMap(([channel, posts]) => posts.map(({ ts }) => ({ channel, ts, url })));
    if (place !== undefined) return place;
    await delay(LOOK_EVERY_MS, undefined, { signal });
  }
  return undefined;
}

async function download(text: string, { apiUrl, access }: SlackLook, signal: AbortSignal): Promise<Buffer> {
  const url = uploadAddress(text, new URL(apiUrl).host);
  const headers = { authorization: `Bearer ${access.botToken?.reveal()}` };
  const response = await fetch(url, { headers, redirect: 'error', signal });
  return Buffer.from(await response.arrayBuffer());
}
