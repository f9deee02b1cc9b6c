import { type Html, html } from '../html.ts';

const BLOCK = /```\n?([\s\S]*?)\n?```/;
/** Line prefixes: heading, small text, list, quote. */
const LINE = /^(#{1,3}|-#|[-*]|>) (.*)$/;
/** Escapes, code, emphasis and names that this bot might use, or fail to escape. */
const INLINE =
  /\\([\\*_~|`[\]<#>.+-])|`([^`\n]+)`|\*\*([^*\n]+)\*\*|\*([^*\n]+)\*|__([^_\n]+)__|_([^_\n]+)_|~~([^~\n]+)~~|<@&?(\d+)>|<([@#:][^>]*)>/g;

/** Shows Markdown as Discord does, so that a missing or an extra escape is visible. */
export function discordMarkdown(text: string): Html {
  return html`${text.split(BLOCK).map((piece, index) => (index % 2 === 1 ? html`<pre>${piece}</pre>` : lines(piece)))}`;
}

function lines(text: string): Html {
  const shown = text.split('\n').map((line) => {
    const [, sign, words = ''] = LINE.exec(line) ?? [];
    return sign === undefined ? inline(line) : html`<strong class="sign">${sign}</strong> ${inline(words)}`;
  });
  return html`${shown.flatMap((line, index) => (index === 0 ? [line] : ['\n', line]))}`;
}

function inline(text: string): Html {
  const parts: Html[] = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    const [, escaped, code, bold, italic, underlined, slanted, struck, person] = match;
    parts.push(html`${text.slice(at, match.index)}`);
    at = match.index + match[0].length;
    if (escaped !== undefined) parts.push(html`${escaped}`);
    else if (code !== undefined) parts.push(html`<code>${code}</code>`);
    else if (bold !== undefined) parts.push(html`<strong>${inline(bold)}</strong>`);
    else if (underlined !== undefined) parts.push(html`<u>${inline(underlined)}</u>`);
    else if (struck !== undefined) parts.push(html`<s>${inline(struck)}</s>`);
    else if (person !== undefined) parts.push(html`<span class="mention">@${person}</span>`);
    else parts.push(html`<em>${inline(italic ?? slanted ?? match[0])}</em>`);
  }
  return html`${parts}${text.slice(at)}`;
}
