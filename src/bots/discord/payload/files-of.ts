import { extname } from 'node:path';
import { z } from 'zod';
import type { AttachmentRef } from '../../../core/model/job/request.ts';
import type { WireAttachment, WireMessage } from './wire.ts';

const refSchema = z.object({ url: z.string() });

/** A file of Discord's as something a job can work on. */
export function refOf(attachment: WireAttachment): AttachmentRef {
  return {
    kind: 'attachment',
    ref: JSON.stringify({ url: attachment.url } satisfies z.infer<typeof refSchema>),
    name: nameOf(attachment),
    sizeBytes: attachment.size,
  };
}

/**
 * As the member called it. Discord keeps little more than Latin letters in `filename`, so that a song may be
 * called `unknown.mp3` there; what it was called is then the title.
 */
function nameOf({ filename, title }: WireAttachment): string {
  const ending = extname(filename);
  if (title == null || title === '') return filename;
  return title.endsWith(ending) ? title : `${title}${ending}`;
}

/** Where the bytes of a reference are; `undefined` for what {@link refOf} never wrote. */
export function urlOf(ref: AttachmentRef): string | undefined {
  try {
    return refSchema.safeParse(JSON.parse(ref.ref)).data?.url;
  } catch {
    return undefined;
  }
}

/**
 * The sounds in a message: uploads, voice messages, and those of a message it forwards. Files Discord knows
 * no type of count too, because their bytes decide later; pictures and documents do not.
 */
export function soundsIn(message: WireMessage): readonly AttachmentRef[] {
  const forwarded = message.message_snapshots.flatMap((snapshot) => snapshot.message.attachments);
  return [...message.attachments, ...forwarded].filter(mayHoldSound).map(refOf);
}

function mayHoldSound({ content_type: type }: WireAttachment): boolean {
  if (type === undefined) return true;
  return /^(?:audio|video)\/|^application\/(?:ogg|octet-stream)/i.test(type);
}
