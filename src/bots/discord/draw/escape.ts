/** What Markdown takes for a sign anywhere in a line. */
const SIGNS = /[\\*_~|`[\]<]/g;
/** Headings, lists, small text and quotes begin a line. */
const LINE_START = /^(\s*)(#{1,3}|[-+]|>{1,3}|\d+\.)(?=\s|>|#)/gm;
/** Code, whose inside Discord shows as it is: our own words name commands that way. */
const CODE = /(`[^`\n]+`)/;

/**
 * Makes words show on Discord as they are, whatever a member put into them. Only `code` keeps its meaning,
 * in which nothing else has one. Pings are kept out by `allowed_mentions`, not here.
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
