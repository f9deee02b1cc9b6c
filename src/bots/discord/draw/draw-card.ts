import {
  type APIComponentInContainer,
  type APIContainerComponent,
  type APISectionComponent,
  ComponentType,
  SeparatorSpacingSize,
} from 'discord-api-types/v10';
import type { CardPart, Reply, ReplyFile } from '../../../commands/framework/reply.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { ButtonOwner } from '../payload/press-id.ts';
import type { OutgoingMessage } from '../rest/outgoing.ts';
import { buttonsFor } from './buttons.ts';
import { cutAtLine } from './cut.ts';
import { escapeMarkdown } from './escape.ts';
import { withMentions } from './mentions.ts';
import { drawTable } from './table.ts';

/** Discord’s limits for a message of components: characters of all texts, and components, nested ones counted. */
export const MAX_CARD_TEXT = 4_000;
/** A table needs some room to be of use. */
const LEAST_TABLE = 400;
const MAX_DESCRIPTION = 1_024;
const LINE: APIComponentInContainer = {
  ...{ type: ComponentType.Separator, divider: true, spacing: SeparatorSpacingSize.Small },
};

/**
 * Draws a reply with groups of text as one container: the groups apart from each other, a button beside the part it
 * belongs to, the table, the picture, the files, and at last the other buttons.
 *
 * @param files those of the reply that are attached. In such a message only what a component names is visible.
 */
export function drawCard(
  reply: Reply,
  files: readonly ReplyFile[],
  origin: ButtonOwner & Pick<Origin, 'locale'>,
): OutgoingMessage {
  const { card = [], table, actions } = reply;
  const room = { left: MAX_CARD_TEXT - (table === undefined ? 0 : LEAST_TABLE) };
  const groups = card.map((parts) => groupOf(parts, origin, room)).filter((group) => group.length > 0);
  if (table !== undefined && table.rows.length > 0) {
    const content = drawTable(table, origin.locale, room.left + LEAST_TABLE);
    groups.push([{ type: ComponentType.TextDisplay, content }]);
  }
  const shown = files.map(fileIn);
  if (shown.length > 0) groups.push(shown);
  const beside = card.flat().map(({ action }) => JSON.stringify(action));
  const rest = actions.filter((action) => !beside.includes(JSON.stringify(action)));
  const rows = buttonsFor(rest, origin, origin.locale);
  if (rows.length > 0) groups.push([...rows]);
  const components = groups.flatMap((group, index) => (index === 0 ? group : [LINE, ...group]));
  const container: APIContainerComponent = { type: ComponentType.Container, components };
  return { card: container, files };
}

/** Draws parts one below the other; lines without a button share a text. */
function groupOf(
  parts: readonly CardPart[],
  origin: ButtonOwner & Pick<Origin, 'locale'>,
  room: { left: number },
): readonly APIComponentInContainer[] {
  const drawn: APIComponentInContainer[] = [];
  let lines: string[] = [];
  const endText = (): void => {
    const content = textIn(lines.join('\n'), room);
    if (content !== '') drawn.push({ type: ComponentType.TextDisplay, content });
    lines = [];
  };
  for (const { text, action } of parts) {
    const button = action && buttonsFor([action], origin, origin.locale)[0]?.components[0];
    if (button?.type !== ComponentType.Button) {
      lines.push(text);
      continue;
    }
    endText();
    const content = textIn(text, room);
    if (content !== '') drawn.push(sectionOf(content, button));
  }
  endText();
  return drawn;
}

function sectionOf(content: string, accessory: APISectionComponent['accessory']): APISectionComponent {
  return {
    type: ComponentType.Section,
    components: [{ type: ComponentType.TextDisplay, content }],
    accessory,
  };
}

/** Returns a text as Discord shows it, cut to what is left for all of them. */
function textIn(text: string, room: { left: number }): string {
  if (text === '' || room.left <= 1) return '';
  const content = cutAtLine(withMentions(escapeMarkdown(text)), room.left);
  room.left -= content.length;
  return content;
}

function fileIn({ fileName, mimeType, title, alt = title }: ReplyFile): APIComponentInContainer {
  const url = `attachment://${fileName}`;
  if (!mimeType.startsWith('image/')) return { type: ComponentType.File, file: { url } };
  const description = Array.from(alt).slice(0, MAX_DESCRIPTION).join('');
  return { type: ComponentType.MediaGallery, items: [{ media: { url }, description }] };
}
