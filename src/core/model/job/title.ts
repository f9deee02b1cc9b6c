const MAX_TITLE_CHARACTERS = 60;

/**
 * A title for people and for file names, from a file's name, an address or the first words of a text. It
 * holds no control or direction characters, nothing a file system or a chat markup treats specially, and
 * never starts with a dot, so it is safe wherever it is shown.
 */
export function titleFrom(given: string): string {
  const cleaned = lastSegment(given)
    .normalize('NFC')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\.[a-z0-9]{1,5}$/i, '')
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/[\\/:*?"<>|@#`~$^&%{}[\]]/g, ' ')
    .replace(/\s+/gu, ' ')
    .replace(/^[\s.\-_]+/, '');
  const short = withoutEnd(Array.from(withoutEnd(cleaned)).slice(0, MAX_TITLE_CHARACTERS).join(''));
  return short === '' ? 'audio' : short;
}

/** Drops what ends or joins sentences: the extension of a file follows, or the rest of a sentence about it. */
function withoutEnd(title: string): string {
  return title.replace(/[\s.\-_!…。．！？，、；：]+$/u, '');
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

/** `<title>-<stem>`, the base of a delivered file's name. Speech has no stem to name. */
export function baseNameOf(title: string, stem: string | undefined): string {
  const joined = title.replaceAll(' ', '-');
  return stem === undefined ? joined : `${joined}-${stem.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 40)}`;
}
