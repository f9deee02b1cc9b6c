import type { OutgoingFile } from '../../../core/model/job/job-files.ts';
import { MAX_REQUEST_BYTES } from '../payload/upload-limit.ts';
import type { SentMessage } from '../rest/discord-api.ts';
import { DiscordRefusal, refusalOf } from '../rest/discord-refusal.ts';
import type { OutgoingMessage } from '../rest/outgoing.ts';
import type { Target } from './target.ts';

/** A message with files, which may take more than one request. */
export interface Draft extends OutgoingMessage {
  readonly content: string;
  /** Replaces the content if a filter blocks it. */
  readonly plainContent: string;
  readonly files: readonly OutgoingFile[];
}

/**
 * Writes one message with as many files as one request may hold, then edits the others in. If a request
 * proves too large, each file is sent alone.
 *
 * @returns the message's id.
 * @throws {DiscordRefusal} `too-large` when a single file is over the limit; any other unchanged.
 */
export async function writePost(target: Target, draft: Draft, signal: AbortSignal): Promise<string> {
  try {
    return await inRequests(target, draft, MAX_REQUEST_BYTES, signal);
  } catch (error) {
    const { trouble } = refusalOf(error);
    if (trouble === 'too-large' && draft.files.length > 1) return inRequests(target, draft, 0, signal);
    const isWorthPlainWords = trouble === 'filtered' || trouble === 'malformed';
    if (!isWorthPlainWords || draft.content === draft.plainContent) throw error;
    return inRequests(target, { ...draft, content: draft.plainContent }, MAX_REQUEST_BYTES, signal);
  }
}

async function inRequests(
  target: Target,
  draft: Draft,
  maxBytes: number,
  signal: AbortSignal,
): Promise<string> {
  const { files, plainContent: _plain, ...words } = draft;
  const some = batch(files, 0, maxBytes);
  let sent = await naming(some, target.first({ ...words, embeds: [], files: some }, signal));
  while (sent.attachmentIds.length < files.length) {
    // A message left from before a crash may hold more files than were just sent.
    const done = sent.attachmentIds.length;
    const next = batch(files, done, maxBytes);
    sent = await naming(next, target.again(sent.id, { keep: sent.attachmentIds, files: next }, signal));
    if (sent.attachmentIds.length <= done) {
      throw new DiscordRefusal('malformed', { status: 200, detail: 'an added file is not on the message' });
    }
  }
  return sent.id;
}

/** Names the file in the refusal of a request that has only one. */
async function naming(files: readonly OutgoingFile[], request: Promise<SentMessage>): Promise<SentMessage> {
  try {
    return await request;
  } catch (error) {
    const [file, ...more] = files;
    if (file === undefined || more.length > 0) throw error;
    const { trouble, code, status } = refusalOf(error);
    throw new DiscordRefusal(trouble, { code, status, file: file.fileName });
  }
}

/** Returns as many files from `start` on as fit; at least one. */
function batch(files: readonly OutgoingFile[], start: number, maxBytes: number): readonly OutgoingFile[] {
  let bytes = 0;
  let end = start;
  for (const file of files.slice(start)) {
    bytes += file.sizeBytes;
    if (bytes > maxBytes && end > start) break;
    end += 1;
  }
  return files.slice(start, end);
}
