import type { Readable } from 'node:stream';
import type { Origin } from '../model/job/origin.ts';
import type { AttachmentRef } from '../model/job/request.ts';
/** Opens members' attachments. Bytes come from the platform's own hosts only. */
export interface AttachmentSource {
  /** @throws {BotError} `attachment-gone` if it can no longer be read. */
  open(
    ref: AttachmentRef,
    signal: AbortSignal,
  ): Promise<{ readonly stream: Readable; readonly sizeBytes?: number }>;
  /**
   * Returns a text file's content without the platform's own markup, as a person would say it. Left out where
   * there is no markup.
   */
  readMarkup?(text: string, origin: Origin, signal: AbortSignal): Promise<string>;
}
