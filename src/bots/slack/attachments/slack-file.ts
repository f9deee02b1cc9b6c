import { z } from 'zod';
import type { AttachmentRef } from '../../../core/model/job/request.ts';

/** A file as in messages, forms and `files.info`, reduced to what the bot reads. */
export const slackFile = z.object({
  id: z.string().min(1),
  name: z.string().nullish(),
  title: z.string().nullish(),
  mimetype: z.string().nullish(),
  filetype: z.string().nullish(),
  subtype: z.string().nullish(),
  size: z.number().nullish(),
  mode: z.string().nullish(),
  is_external: z.boolean().nullish(),
  file_access: z.string().nullish(),
  url_private: z.string().nullish(),
  url_private_download: z.string().nullish(),
});
export type SlackFile = z.infer<typeof slackFile>;

/** Why a file can't be used, as far as its description shows. */
export type FileObstacle = 'deleted' | 'external' | 'beyond-plan' | 'unreadable';

const refShape = z.object({
  file: z.string().min(1),
  url: z.string().optional(),
  /** The workspace whose token reads it; absent in what earlier releases stored. */
  team: z.string().optional(),
});
/** What this adapter's attachments refer to. The address is useless without the bot's token. */
export type FileRef = z.infer<typeof refShape>;

const AUDIO_NAME =
  /\.(?:aac|aif|aiff|amr|caf|flac|m4a|m4b|mka|mp3|mp4|mov|mkv|oga|ogg|opus|wav|weba|webm|wma)$/i;

/** Returns why a file's bytes are unavailable. */
export function obstacleOf(file: SlackFile): FileObstacle | undefined {
  if (file.mode === 'tombstone') return 'deleted';
  if (file.mode === 'hidden_by_limit') return 'beyond-plan';
  if (file.mode === 'external' || file.is_external === true) return 'external';
  if (file.file_access === 'file_not_found') return 'deleted';
  return file.file_access === 'access_denied' ? 'unreadable' : undefined;
}

/**
 * Whether a file may hold audio. A clip is marked by its subtype, while its type may be wrong or missing; the
 * bytes decide later.
 */
export function mayHoldSound(file: SlackFile): boolean {
  if (file.subtype === 'slack_audio' || file.subtype === 'slack_video') return true;
  if (/^(?:audio|video)\//.test(file.mimetype ?? '')) return true;
  return AUDIO_NAME.test(file.name ?? '');
}

/** Whether a file is a text, to be read aloud. */
export function isText({ mimetype, name }: SlackFile): boolean {
  return /^text\//.test(mimetype ?? '') || /\.(?:txt|text|md|markdown)$/i.test(name ?? '');
}

/** Returns the files of a message, and of one forwarded in it. */
export function filesIn(message: {
  readonly files?: readonly SlackFile[] | null | undefined;
  readonly attachments?:
    | readonly { readonly files?: readonly SlackFile[] | null | undefined }[]
    | null
    | undefined;
}): readonly SlackFile[] {
  return [...(message.files ?? []), ...(message.attachments ?? []).flatMap(({ files }) => files ?? [])];
}

/** Returns the attachment a job of this workspace uses. */
export function attachmentOf(file: SlackFile, teamId: string): AttachmentRef {
  const url = file.url_private_download ?? file.url_private;
  const ref: FileRef = { file: file.id, team: teamId, ...(url == null ? {} : { url }) };
  return {
    kind: 'attachment',
    ref: JSON.stringify(ref),
    name: file.name || file.title || 'audio',
    ...(file.size == null || file.size <= 0 ? {} : { sizeBytes: file.size }),
  };
}

/**
 * Reads the reference in an attachment.
 * @throws {z.ZodError} | {SyntaxError} for one this adapter did not make.
 */
export function fileRefOf(attachment: AttachmentRef): FileRef {
  return refShape.parse(JSON.parse(attachment.ref));
}
