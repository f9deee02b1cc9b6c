import { extname } from 'node:path';
import { z } from 'zod';
import type { AttachmentRef } from '../../../core/model/job/request.ts';
import type { WireAttachment, WireMessage } from './wire.ts';

const refSchema = z.object({ url: z.string() });

/** Returns a Discord file as a reference a job can use. */
export function refOf(attachment: WireAttachment): AttachmentRef {
  return {
    kind: 'attachment',
    ref: JSON.stringify({ url: attachment.url } satisfies z.infer<typeof refSchema>),
    name: nameOf(attachment),
    sizeBytes: attachment.size,
  };
}

/**
 * Returns the name the member gave the file. Discord keeps little more than Latin letters in `filename`, so a
 * song may be `unknown.mp3` there; its original name is then in the title.
 */
function nameOf({ filename, title }: WireAttachment): string {
  const ending = extname(filename);
  if (title == null || title === '') return filename;
  return title.endsWith(ending) ? title : `${title}${ending}`;
}

/** Returns where the bytes of a reference are; `undefined` for one that {@link refOf} did not write. */
export function urlOf(ref: AttachmentRef): string | undefined {
  try {
    return refSchema.safeParse(JSON.parse(ref.ref)).data?.url;
  } catch {
    return undefined;
  }
}

/**
 * Returns the tracks in a message: uploads, voice messages, and those of a forwarded message. Files without a
 * type count too, because their bytes decide later; pictures and documents don't.
 */
export function soundsIn(message: WireMessage): readonly AttachmentRef[] {
  const forwarded = message.message_snapshots.flatMap((snapshot) => snapshot.message.attachments);
  return [...message.attachments, ...forwarded].filter(mayHoldSound).map(refOf);
}

function mayHoldSound({ content_type: type }: WireAttachment): boolean {
  if (type === undefined) return true;
  return /^(?:audio|video)\/|^application\/(?:ogg|octet-stream)/i.test(type);
}
