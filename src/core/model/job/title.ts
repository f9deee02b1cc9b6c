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

/** Returns `<title>-<stem>`, the base of a delivered file's name. Speech has no stem. */
export function baseNameOf(title: string, stem: string | undefined): string {
  const joined = title.replaceAll(' ', '-');
  return stem === undefined ? joined : `${joined}-${stem.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 40)}`;
}
