/** Characters that Markdown interprets anywhere in a line. */
const SIGNS = /[\\*_~|`[\]<]/g;
/** Characters that start a heading, list, small text or quote at a line's beginning. */
const LINE_START = /^([^\S\n\r\u2028\u2029]*)(#{1,3}|[-+]|>{1,3}|\d+\.)(?=\s|>|#)/gm;
/** Inline code, which Discord shows unchanged: the bot's own text names commands that way. */
const CODE = /(`[^`\n]+`)/;

/**
 * Escapes text so that Discord shows it as it is, whatever a member put into it. Only `code` keeps its
 * meaning, and nothing is interpreted inside it. Pings are prevented by `allowed_mentions`, not here.
 */
export function escapeMarkdown(text: string): string {
  return text
    .split(CODE)
    .map((piece, index) => (index % 2 === 1 ? piece : escapePlain(piece)))
    .join('');
}

function escapePlain(text: string): string {
  return text.replace(SIGNS, '\\$&').replace(LINE_START, '$1\\$2');
}
