import { ButtonStyle, ComponentType } from 'discord.js';
import type { Locale } from '../../../core/model/locale.ts';
import { writeFilePress } from '../payload/press-id.ts';
import type { OutgoingMessage } from '../rest/outgoing.ts';
import { say } from '../text/words.ts';
import { cut } from './cut.ts';
import { escapeMarkdown } from './escape.ts';

const MAX_NAME = 100;

/** A command that works on a track, and its label. */
export interface FileCommand {
  readonly command: string;
  readonly word: Parameters<typeof say>[1];
}

/** Draws the question what to do with a file that came without a command, with a button for each answer. */
export function drawFileQuestion(
  file: { readonly name: string; readonly messageId: string },
  commands: readonly FileCommand[],
  locale: Locale,
): OutgoingMessage {
  const components = commands.map(({ command, word }) => ({
    type: ComponentType.Button as const,
    style: ButtonStyle.Secondary as const,
    label: say(locale, word),
    custom_id: writeFilePress({ command, messageId: file.messageId }),
  }));
  return {
    content: say(locale, 'discord.file.ask', { name: escapeMarkdown(cut(file.name, MAX_NAME)) }),
    buttons: [{ type: ComponentType.ActionRow, components }],
  };
}
