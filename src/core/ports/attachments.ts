import type { Readable } from 'node:stream';
import type { AttachmentRef } from '../model/job/request.ts';
/** Opens members' attachments. Bytes come from the platform's own hosts only. */
export interface AttachmentSource {
  /** @throws {BotError} `attachment-gone` if it can no longer be read. */
  open(
    ref: AttachmentRef,
    signal: AbortSignal,
  ): Promise<{ readonly stream: Readable; readonly sizeBytes?: number }>;
}
