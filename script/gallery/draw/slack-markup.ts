import { type Html, html } from '../html.ts';

const BLOCK = /```\n?([\s\S]*?)\n?```/;
const INLINE = /`([^`\n]+)`|\*([^*\n]+)\*|(?<![\w])_([^_\n]+)_(?![\w])|~([^~\n]+)~|<([^>]*)>/g;

/** Shows Slack's markup as Slack does; text in angle brackets would be a link or a mention. */
export function slackMarkup(text: string): Html {
  return html`${text.split(BLOCK).map((piece, index) => (index % 2 === 1 ? html`<pre>${read(piece)}</pre>` : inline(piece)))}`;
}

function inline(text: string): Html {
  const parts: Html[] = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    const [, code, bold, italic, struck, link] = match;
    parts.push(html`${read(text.slice(at, match.index))}`);
    at = match.index + match[0].length;
    if (code !== undefined) parts.push(html`<code>${read(code)}</code>`);
    else if (bold !== undefined) parts.push(html`<strong>${read(bold)}</strong>`);
    else if (italic !== undefined) parts.push(html`<em>${read(italic)}</em>`);
    else if (struck !== undefined) parts.push(html`<s>${read(struck)}</s>`);
    else parts.push(html`<span class="mention">${read(link ?? '')}</span>`);
  }
  return html`${parts}${read(text.slice(at))}`;
}

/** Decodes the three escaped characters. */
function read(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
