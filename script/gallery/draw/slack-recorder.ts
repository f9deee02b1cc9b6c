import type { Attached } from '../../../src/bots/attached.ts';
import { createSlackDelivery } from '../../../src/bots/slack/deliver/delivery-adapter.ts';
import { createSendFiles } from '../../../src/bots/slack/deliver/reply-files.ts';
import type { Shares } from '../../../src/bots/slack/deliver/shares.ts';
import type { StatusBoard } from '../../../src/bots/slack/deliver/status-board.ts';
import type { Uploads } from '../../../src/bots/slack/deliver/uploads.ts';
import type { Reply } from '../../../src/commands/framework/reply.ts';
import { systemClock } from '../../../src/core/async/clock.ts';
import { postsFor } from '../../../src/core/jobs/deliver/deliver.ts';
import type { Job } from '../../../src/core/model/job/job.ts';
import type { Locale } from '../../../src/core/model/locale.ts';
import { silentLog } from '../../../src/core/ports/log.ts';
import { originIn } from '../sample/origin.ts';
import type { SlackMessage } from './slack.ts';

const signal = new AbortController().signal;
/** Who asks on Slack, in the gallery. */
export const ASKER = 'Mia';
const STATUS = { channel: 'C1', ts: '1.0', root: '1.0' };

/** Returns what the Slack adapter would post for an outcome: the final status message and those after it. */
export async function recordedOutcome(job: Job): Promise<readonly SlackMessage[]> {
  const origin = originIn('slack', job.origin.locale);
  const posted: SlackMessage[] = [];
  let status: SlackMessage | undefined;
  const board: StatusBoard = {
    open: async () => STATUS,
    calm: async () => STATUS,
    show: () => {},
    remove: async () => false,
    letGo: async () => {},
    async settle(_origin, drawn) {
      status = { kind: 'words', drawn };
      return STATUS;
    },
    close: async () => {},
  };
  const adapter = createSlackDelivery({
    board,
    ...recordingFiles(posted),
    places: {
      reach: async (_origin, _signal, attempt) => ({ value: await attempt(STATUS), place: STATUS }),
      direct: async () => 'D1',
    },
    memory: {
      status: async () => STATUS,
      forgetStatus: async () => {},
      keepStatus: async () => {},
      post: async () => undefined,
      keepPost: async () => {},
      keepAhead: async () => {},
      takeAhead: async () => undefined,
    },
    tellMember: async () => true,
    askers: { find: async () => ASKER, known: () => ASKER },
    clock: systemClock,
    web: { call: () => Promise.reject(new Error('The gallery calls nobody')), brokenBy: () => undefined },
    log: silentLog,
  });
  for (const post of postsFor({ ...job, origin }, 1, adapter.limits(origin))) {
    await adapter.post(origin, post, signal);
  }
  return status === undefined ? posted : [status, ...posted];
}

/**
 * Returns what a reply with files becomes: the message with the files, and the text left where it was
 * requested.
 */
export async function recordedReply(
  reply: Reply,
  locale: Locale,
): Promise<{ readonly files: readonly SlackMessage[]; readonly left: Reply }> {
  const files: SlackMessage[] = [];
  const send = createSendFiles({
    ...recordingFiles(files),
    places: { direct: async () => 'D1' },
    botName: () => 'audiopod',
    log: silentLog,
  });
  const left = await send(originIn('slack', locale), reply, signal);
  return { files, left };
}

function recordingFiles(posted: SlackMessage[]): { readonly uploads: Uploads; readonly shares: Shares } {
  let sent: readonly Attached[] = [];
  return {
    uploads: {
      async send(files) {
        sent = files;
        return files.map((_file, index) => `F${index}`);
      },
    },
    shares: {
      async share(_files, _place, drawn) {
        posted.push({ kind: 'files', drawn, files: sent });
      },
      find: async () => STATUS.channel,
      withdraw: async () => {},
    },
  };
}
