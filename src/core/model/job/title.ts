const MAX_TITLE_CHARACTERS = 60;

/**
 * Returns a title for people and file names, from a file name, a URL or the first words of a text.
 *
 * It contains no control or direction characters and nothing that file systems or chat markup treat
 * specially, and never starts with a dot, so it is safe to show anywhere.
 */
export function titleFrom(given: string): string {
  const cleaned = lastSegment(given)
    .normalize('NFC')
    .replace(/<[^<>]*>/g, ' ')
    .replace(/\.[a-z0-9]{1,5}$/i, '')
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/[\\/:*?"<>|@#`~$^&%{}[\]]/g, ' ')
    .replace(/\s+/gu, ' ')
    .replace(/^[\s.\-_]+/, '');
  const short = withoutEnd(Array.from(withoutEnd(cleaned)).slice(0, MAX_TITLE_CHARACTERS).join(''));
  return short === '' ? 'audio' : short;
}

/** Drops trailing punctuation: a file extension or the rest of a sentence follows the title. */
function withoutEnd(title: string): string {
  return title.replace(/(?<![\s.\-_!…。．！？，、；：])[\s.\-_!…。．！？，、；：]+$/u, '');
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
  if (stem === undefined && KEPT_EVERYWHERE.test(title)) return title.replaceAll(' ', '-');
  const name = (stem ?? what).replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 40);
  return `${name} - ${title}`;
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
