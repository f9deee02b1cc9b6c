import { openAsBlob } from 'node:fs';
import type { APIActionRowComponent, APIButtonComponent, APIEmbed } from 'discord.js';
import type { OutgoingFile } from '../../../core/jobs/courier.ts';

/** A row of buttons. */
export type ButtonRow = APIActionRowComponent<APIButtonComponent>;

/** One message as this bot writes them. What is left out stays as it is when a message is edited. */
export interface OutgoingMessage {
  /** Markdown, at most 2,000 characters. */
  readonly content?: string;
  readonly embeds?: readonly APIEmbed[];
  readonly buttons?: readonly ButtonRow[];
  readonly files?: readonly OutgoingFile[];
  /** Ids of attachments the message has already and keeps. Without it, new files replace the old ones. */
  readonly keep?: readonly string[];
}

const MAX_DESCRIPTION = 1_024;
/** Nobody is pinged. */
const NOBODY: { readonly parse: readonly string[] } = { parse: [] };

/** The JSON of a message. It pings nobody, whatever it says. */
export function bodyOf(message: OutgoingMessage): Record<string, unknown> {
  const { content, embeds, buttons, files, keep } = message;
  return {
    ...(content !== undefined && { content }),
    ...(embeds !== undefined && { embeds }),
    ...(buttons !== undefined && { components: buttons }),
    ...((files !== undefined || keep !== undefined) && {
      attachments: [
        ...(keep ?? []).map((id) => ({ id })),
        ...(files ?? []).map((file, index) => ({
          id: String(index),
          filename: file.fileName,
          description: Array.from(file.title).slice(0, MAX_DESCRIPTION).join(''),
        })),
      ],
    }),
    allowed_mentions: NOBODY,
  };
}

/**
 * The request body with files, streamed from the disk. Each part names its own type, because guessing by
 * the bytes makes `video/mp4` of every m4a.
 */
export async function formOf(
  body: Record<string, unknown>,
  files: readonly OutgoingFile[],
): Promise<FormData> {
  const form = new FormData();
  form.append('payload_json', JSON.stringify(body));
  for (const [index, file] of files.entries()) {
    form.append(`files[${index}]`, await openAsBlob(file.path, { type: file.mimeType }), file.fileName);
  }
  return form;
}
