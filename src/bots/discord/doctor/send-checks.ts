import { randomUUID } from 'node:crypto';
import { broken, type Check, type Finding, inOrder, warning } from '../../../core/model/check.ts';
import type { SampleFiles } from '../../sample-files.ts';
import { safeFileBytes } from '../payload/upload-limit.ts';
import { createDiscordApi, type DiscordApi, type SentMessage } from '../rest/discord-api.ts';
import { DiscordRefusal, refusalOf } from '../rest/discord-refusal.ts';
import type { DiscordLook } from './discord-look.ts';

/** A channel to post test messages in. Each is removed again. */
export interface DiscordSending {
  readonly look: DiscordLook;
  readonly channel: string;
  /** `UPLOAD_LIMIT_MIB`, in bytes. */
  readonly uploadLimitBytes: number;
  sample(): Promise<SampleFiles>;
}

const MIB = 1024 * 1024;
/** What Discord grants, by a server's boosts; the second one to those who pay. */
const LIMITS_MIB = [10, 25, 50, 100] as const;
/** Enough for the largest on a slow connection. */
const SENT_WITHIN_MS = 120_000;
/** How long there is to remove what was posted. */
export const REMOVED_WITHIN_MS = 10_000;
const TEXT = 'A test by npm run doctor. It’s removed at once.';
/** Discord's code for a message that isn't there. */
const UNKNOWN_MESSAGE = 10_008;
/** Discord takes at most 25 characters. */
const NONCE_CHARACTERS = 25;

/** Posts and removes what results are made of. */
export const DISCORD_SEND_CHECKS: readonly Check<DiscordSending>[] = [
  {
    name: 'discord.send.file',
    looksAt: 'With `--send <id>`: whether an M4A arrives, once, although it’s sent twice with one nonce',
    remedy: 'Give the bot its permissions in the channel: npm run doctor -- --channel <id> names them.',
    withinMs: SENT_WITHIN_MS,
    async run(sending, signal) {
      const { m4a } = await sending.sample();
      return posting(sending, async (api, keep) => {
        const extra = { nonce: newNonce() };
        const send = async () =>
          keep(await api.send(sending.channel, { content: TEXT, files: [m4a] }, extra, signal));
        const first = await send();
        const second = await send();
        if (first.id !== second.id)
          return broken('Discord posted a message twice, although both had one nonce.');
        return first.attachmentIds.length === 1
          ? inOrder('An M4A arrives, and once: a repeated nonce posts nothing.')
          : broken('Discord posted the message without its file.');
      });
    },
  },
  {
    name: 'discord.send.limit',
    looksAt: 'With `--send <id>`: the largest file that Discord takes there, and `UPLOAD_LIMIT_MIB`',
    remedy: 'Set UPLOAD_LIMIT_MIB to what Discord takes.',
    withinMs: SENT_WITHIN_MS,
    async run(sending, signal) {
      return posting(sending, async (api, keep) => {
        let largest = 0;
        for (const limit of LIMITS_MIB) {
          const isTaken = await takes(api, sending.channel, limit * MIB, keep, signal);
          if (!isTaken) break;
          largest = limit;
        }
        if (largest === 0) return broken('Discord takes no file of 10 MiB in the channel.');
        const fact = `Discord takes files of ${largest} MiB in the channel.`;
        const set = Math.floor(sending.uploadLimitBytes / MIB);
        return set > largest
          ? broken(`${fact} UPLOAD_LIMIT_MIB is ${set}.`, `Set UPLOAD_LIMIT_MIB to ${largest}, or unset it.`)
          : inOrder(fact);
      });
    },
  },
  {
    name: 'discord.send.voice',
    looksAt: 'With `--send <id>`: whether a voice message arrives',
    remedy: 'Give the bot the permission to send voice messages. Until then, members get files.',
    withinMs: SENT_WITHIN_MS,
    async run(sending, signal) {
      const { voice } = await sending.sample();
      if (voice === undefined) return [];
      const found = await posting(sending, async (api, keep) => {
        keep(await api.sendVoice(sending.channel, voice, { nonce: newNonce() }, signal));
        return inOrder('A voice message arrives.');
      });
      return found.flatMap(({ level, fact }) => (level === 'ok' ? inOrder(fact) : warning(fact)));
    },
  },
];

type Keep = (message: SentMessage) => SentMessage;

/** Lets work post, turns what Discord refuses into a finding, and removes every message on every path. */
async function posting(
  { look, channel }: DiscordSending,
  work: (api: DiscordApi, keep: Keep) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  if ((await look.application()) instanceof DiscordRefusal) return [];
  const api = createDiscordApi(look.rests);
  const posted = new Set<string>();
  const keep: Keep = (message) => {
    posted.add(message.id);
    return message;
  };
  let found: readonly Finding[];
  try {
    found = await work(api, keep);
  } catch (error) {
    found = broken(`Discord refuses it: ${refusalOf(error).message}.`);
  }
  // Also after the deadline of the check.
  const signal = AbortSignal.timeout(REMOVED_WITHIN_MS);
  const removed = await Promise.all([...posted].map((id) => removes(api, channel, id, signal)));
  if (removed.every(Boolean)) return found;
  const rest = warning('A test message couldn’t be removed.', 'Delete it in Discord.');
  return [...found.filter(({ level }) => level !== 'ok'), ...rest];
}

/** Removes a message. Returns whether it is gone afterwards. */
export async function removes(
  api: DiscordApi,
  channel: string,
  id: string,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await api.remove(channel, id, signal);
    return true;
  } catch (error) {
    return refusalOf(error).code === UNKNOWN_MESSAGE;
  }
}

/** Whether Discord takes a file of the most bytes that the bot would send under this limit. */
async function takes(
  api: DiscordApi,
  channel: string,
  limitBytes: number,
  keep: Keep,
  signal: AbortSignal,
): Promise<boolean> {
  const bytes = new Uint8Array(safeFileBytes(limitBytes));
  const file = {
    bytes,
    fileName: 'doctor.bin',
    mimeType: 'application/octet-stream',
    sizeBytes: bytes.length,
  };
  const message = { content: TEXT, files: [{ ...file, title: 'Test' }] };
  try {
    keep(await api.send(channel, message, { nonce: newNonce() }, signal));
    return true;
  } catch (error) {
    if (refusalOf(error).trouble === 'too-large') return false;
    throw error;
  }
}

/** Returns a nonce of the doctor's own. */
export function newNonce(): string {
  return `doctor-${randomUUID().replaceAll('-', '')}`.slice(0, NONCE_CHARACTERS);
}
