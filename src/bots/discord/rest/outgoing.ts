import {
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIContainerComponent,
  type APIEmbed,
  type APIStringSelectComponent,
  MessageFlags,
} from 'discord.js';
import { fitPeaks } from '../../../core/audio/measure/listen.ts';
import type { OutgoingFile } from '../../../core/model/job/job-files.ts';
import { type Attached, contentOf } from '../../attached.ts';

/** A row of buttons, or of one list. */
export type ButtonRow = APIActionRowComponent<APIButtonComponent | APIStringSelectComponent>;

/** One message as this bot writes it. When editing, omitted parts stay as they are. */
export interface OutgoingMessage {
  /** Markdown, at most 2,000 characters. */
  readonly content?: string;
  readonly embeds?: readonly APIEmbed[];
  readonly buttons?: readonly ButtonRow[];
  /** All that the message shows, instead of content, embeds and buttons. It can’t be taken off the message again. */
  readonly card?: APIContainerComponent;
  readonly files?: readonly Attached[];
  /** Ids of existing attachments to keep. Without it, new files replace the old ones. */
  readonly keep?: readonly string[];
  /** Ids of the members whom the message notifies, if its content names them. */
  readonly pings?: readonly string[];
}

const MAX_DESCRIPTION = 1_024;
const PINGS_NOBODY: { readonly parse: readonly string[] } = { parse: [] };

/** Returns a message's JSON. It pings only those it should; its text never decides that. */
export function bodyOf(message: OutgoingMessage): Record<string, unknown> {
  const { content, embeds, buttons, card, files, keep, pings } = message;
  return {
    ...(content !== undefined && { content }),
    ...(embeds !== undefined && { embeds }),
    ...(buttons !== undefined && { components: buttons }),
    ...(card !== undefined && { components: [card], flags: MessageFlags.IsComponentsV2 }),
    ...((files !== undefined || keep !== undefined) && {
      attachments: [
        ...(keep ?? []).map((id) => ({ id })),
        ...(files ?? []).map((file, index) => ({
          id: String(index),
          filename: file.fileName,
          description: Array.from(file.alt ?? file.title)
            .slice(0, MAX_DESCRIPTION)
            .join(''),
        })),
      ],
    }),
    allowed_mentions: pings === undefined ? PINGS_NOBODY : { ...PINGS_NOBODY, users: pings },
  };
}

/** A voice message. */
export interface OutgoingVoice {
  readonly file: OutgoingFile;
  readonly durationMs: number;
  /** 0 to 1, over the whole length; an empty list draws a flat line. */
  readonly peaks: readonly number[];
}

const MAX_BARS = 256;
const MS_PER_BAR = 100;

/** Returns a voice message's JSON, which may hold nothing else (Discord facts 2.5). */
export function voiceBodyOf({ file, durationMs, peaks }: OutgoingVoice): Record<string, unknown> {
  const bars = Math.max(1, Math.min(MAX_BARS, Math.ceil(durationMs / MS_PER_BAR)));
  const waveform = Buffer.from(fitPeaks(peaks, bars).map((peak) => Math.round(peak * 255)));
  return {
    flags: MessageFlags.IsVoiceMessage,
    attachments: [
      {
        id: '0',
        filename: file.fileName,
        duration_secs: durationMs / 1000,
        waveform: waveform.toString('base64'),
      },
    ],
    allowed_mentions: PINGS_NOBODY,
  };
}

/**
 * Returns the request body with files, streamed from disk. Each part names its type, because guessing from
 * the bytes makes every m4a `video/mp4`.
 */
export async function formOf(body: Record<string, unknown>, files: readonly Attached[]): Promise<FormData> {
  const form = new FormData();
  form.append('payload_json', JSON.stringify(body));
  for (const [index, file] of files.entries()) {
    form.append(`files[${index}]`, await contentOf(file), file.fileName);
  }
  return form;
}
