const MAX_TITLE_CHARACTERS = 60;
/** As much of a text as a title may come from, in UTF-16 units; many characters of it may be dropped. */
const MAX_READ_LENGTH = 2_000;
const NO_TITLE = 'audio';

/** Emoji as one sees them, such as a family. Those of keys begin with a sign that file systems treat specially. */
const EMOJI = /^[\p{RGI_Emoji}--\p{Emoji_Keycap_Sequence}]$/v;
/** Control and direction characters, and what file systems or chat markup treat specially. */
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}\\/:*?"<>|@#`~$^&%{}[\]]/gu;
/** What may end a file's name: at least one letter, so not the cents of a price. */
const ENDING = /\.(?=\d{0,4}[a-z])[a-z0-9]{1,5}$/i;
/** Punctuation at the end: the rest of a sentence, or a file's ending, follows the title. */
const LAST_SIGNS = /(?<![\s.\-_!…。．！？，、；：])[\s.\-_!…。．！？，、；：]+$/u;

const characters = new Intl.Segmenter();

/**
 * Returns a title for people and file names from the beginning of a text; an ellipsis ends it if the text goes
 * on.
 *
 * It contains no control or direction characters and nothing that file systems or chat markup treat specially,
 * and never starts with a dot, so it is safe to show anywhere. Emoji and joined letters stay whole.
 */
export function titleOfText(text: string): string {
  const read = text
    .slice(0, MAX_READ_LENGTH)
    .normalize('NFC')
    .replace(/<[^<>]*>/g, ' ');
  const cleaned = Array.from(characters.segment(read), ({ segment, index }) =>
    EMOJI.test(segment)
      ? segment
      : segment.replace(UNSAFE, (sign, at: number) => (joinsLetters(read, index + at) ? sign : ' ')),
  )
    .join('')
    .replace(/\s+/gu, ' ')
    .replace(/^[\s.\-_]+/, '');
  const whole = cleaned.replace(LAST_SIGNS, '');
  const shown = Array.from(characters.segment(whole), ({ segment }) => segment);
  if (shown.length <= MAX_TITLE_CHARACTERS && text.length <= MAX_READ_LENGTH) return whole || NO_TITLE;
  return `${shown.slice(0, MAX_TITLE_CHARACTERS).join('').replace(LAST_SIGNS, '') || NO_TITLE}…`;
}

/** Returns a title like {@link titleOfText} from a file's name or a URL, without the file's ending. */
export function titleOfFile(name: string): string {
  return titleOfText(lastSegment(name).replace(ENDING, ''));
}

/** Whether the sign there joins or separates two letters, as Persian and Indian scripts need. */
function joinsLetters(text: string, at: number): boolean {
  return (
    /[\u200C\u200D]/.test(text.charAt(at)) &&
    /[\p{L}\p{M}]$/u.test(text.slice(Math.max(0, at - 2), at)) &&
    /^\p{L}/u.test(text.slice(at + 1, at + 3))
  );
}

function lastSegment(given: string): string {
  if (!/^https?:\/\//i.test(given)) return given;
  const address = URL.parse(given);
  if (address === null) return given;
  const last = address.pathname.split('/').findLast((part) => part !== '');
  try {
    return last === undefined ? address.hostname : decodeURIComponent(last);
  } catch {
    return address.hostname;
  }
}

/** Chat apps remove other characters from file names, all of them from some. */
const KEPT_EVERYWHERE = /[a-z0-9]/i;

/**
 * Returns the base of a delivered file's name: `<stem> - <title>`. What is the same in every chat app comes
 * first. Speech has no stem, and is named by what it is only if nothing of its title would be left.
 */
export function baseNameOf(title: string, stem: string | undefined, what = 'audio'): string {
  const whole = title.replace(/…$/, '');
  if (stem === undefined && KEPT_EVERYWHERE.test(whole)) return whole.replaceAll(' ', '-');
  const name = (stem ?? what).replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 40);
  return `${name} - ${whole}`;
}

/** What a recording says about itself. */
export interface SourceTags {
  readonly title?: string;
  readonly artist?: string;
  readonly album?: string;
}

/** No player shows more. */
const MAX_TAG_CHARACTERS = 200;

/**
 * Returns tags as they may be stored and written again. They come from people's files: control and direction
 * characters are removed, blanks are collapsed, and long ones are cut. A tag without a visible character is
 * left out.
 */
export function safeTags(tags: SourceTags): SourceTags {
  const safe = Object.entries(tags).flatMap(([name, text]: readonly [string, string]) => {
    const shown = text
      .normalize('NFC')
      .replace(/[\p{C}\p{Zl}\p{Zp}\uFFFD]/gu, ' ')
      .replace(/\s+/gu, ' ')
      .trim();
    const short = Array.from(shown).slice(0, MAX_TAG_CHARACTERS).join('').trim();
    return /[\p{L}\p{N}\p{S}]/u.test(short) ? [[name, short] as const] : [];
  });
  return Object.fromEntries(safe);
}
