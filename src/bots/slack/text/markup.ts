/**
 * Escapes control characters, so that text can't ping, link or mention (slack.dev, "Formatting text"). For
 * text within code.
 */
export function escapeCode(text: string): string {
  return text.replace(/[&<>]/g, (character) =>
    character === '&' ? '&amp;' : character === '<' ? '&lt;' : '&gt;',
  );
}

/** Code, which Slack shows unchanged, and links, which must stay whole. */
const AS_IT_IS = /(`[^`\n]+`|https?:\/\/\S+)/;
/**
 * Characters that may format adjacent text. Between two letters, as in `snake_case`, and between spaces they
 * don't.
 */
const FORMAT_SIGNS = /(?<![A-Za-z0-9])[*_~]+(?=\S)|(?<=\S)[*_~]+(?![A-Za-z0-9])|`|^>+/gm;
/** Slack has no escape for these characters, so lookalikes replace them. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  '*': '\u2217',
  _: '\u02CD',
  '~': '\u223C',
  '`': '\u02CB',
  '>': '\u203A',
};

/**
 * Escapes text so that Slack shows it as it is, whatever a member put into it. Only `code` keeps its meaning.
 */
export function escapeText(text: string): string {
  return text
    .split(AS_IT_IS)
    .map((piece, index) => escapeCode(index % 2 === 1 ? piece : withoutFormat(piece, text)))
    .join('');
}

/** Replaces formatting characters. One formats only together with a second, so one that occurs once stays. */
function withoutFormat(piece: string, text: string): string {
  const formats = (sign: string): boolean => sign === '>' || text.indexOf(sign) < text.lastIndexOf(sign);
  return piece.replace(FORMAT_SIGNS, (signs) =>
    signs.replace(/./g, (sign) => (formats(sign) ? (LOOKALIKES[sign] ?? sign) : sign)),
  );
}
