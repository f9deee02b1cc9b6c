import type { Origin } from '../../../core/model/job/origin.ts';
import type { Progress } from '../../../core/ports/delivery.ts';
import type { ButtonOwner } from '../payload/press-id.ts';
import type { OutgoingMessage } from '../rest/outgoing.ts';
import { say } from '../text/words.ts';
import { buttonsFor } from './buttons.ts';
import { cut, MAX_CONTENT } from './cut.ts';
import { escapeMarkdown } from './escape.ts';
import { naming } from './mentions.ts';

const CELLS = 12;

/**
 * Draws a job's progress: the text, and a bar once the share is known.
 *
 * @param named the member's id, where Discord doesn't show whose job it is.
 */
export function drawProgress(
  progress: Progress,
  origin: ButtonOwner & Pick<Origin, 'locale'>,
  named?: string,
): OutgoingMessage {
  return {
    content: naming(named, wordsOf(progress)),
    buttons: buttonsFor(progress.actions, origin, origin.locale),
  };
}

/** Draws progress when the reply is about to close: how to get the result without it. */
export function drawClosing(
  progress: Progress,
  origin: ButtonOwner & Pick<Origin, 'locale'>,
  named?: string,
): OutgoingMessage {
  const { locale } = origin;
  const lines = [wordsOf(progress), say(locale, 'discord.long'), say(locale, 'discord.long.press')];
  return {
    content: naming(named, lines.join('\n')),
    buttons: buttonsFor([{ kind: 'fetch', jobId: progress.jobId }], origin, locale, () =>
      say(locale, 'discord.get-result'),
    ),
  };
}

function wordsOf({ text, percent }: Progress): string {
  const words = cut(escapeMarkdown(text), MAX_CONTENT - 300);
  if (percent === undefined) return words;
  const share = Math.min(100, Math.max(0, Math.round(percent)));
  const full = Math.round((share / 100) * CELLS);
  return `${words}\n${'▰'.repeat(full)}${'▱'.repeat(CELLS - full)} ${share}%`;
}
