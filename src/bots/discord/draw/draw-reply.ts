import type { Reply } from '../../../commands/framework/reply.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { ButtonOwner } from '../payload/press-id.ts';
import type { OutgoingMessage } from '../rest/outgoing.ts';
import { buttonsFor } from './buttons.ts';
import { cut, MAX_CONTENT } from './cut.ts';
import { escapeMarkdown } from './escape.ts';
import { withMentions } from './mentions.ts';
import { drawTable } from './table.ts';

/** Discord allows 4,096 in the description of an embed. */
const MAX_DESCRIPTION = 4_000;

/**
 * Draws an immediate reply: in the content if it fits, a longer table in an embed.
 *
 * @param hasEmbeds whether the bot may show embeds there. If not, the content holds as many rows as fit.
 */
export function drawReply(
  reply: Reply,
  origin: ButtonOwner & Pick<Origin, 'locale'>,
  hasEmbeds = true,
): OutgoingMessage {
  const { text, table, actions } = reply;
  const buttons = buttonsFor(actions, origin, origin.locale);
  const words = cut(withMentions(escapeMarkdown(text)), MAX_CONTENT);
  if (table === undefined || table.rows.length === 0) return { content: words, buttons };
  const whole = drawTable(table, origin.locale, MAX_DESCRIPTION);
  const together = `${words}\n${whole}`;
  if (together.length > MAX_CONTENT && !hasEmbeds) {
    const short = drawTable(table, origin.locale, MAX_CONTENT - words.length - 1);
    return { content: cut(`${words}\n${short}`, MAX_CONTENT), buttons };
  }
  return together.length <= MAX_CONTENT
    ? { content: together, buttons }
    : { content: words, embeds: [{ description: whole }], buttons };
}
