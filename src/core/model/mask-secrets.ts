const MASK = '[redacted]';

/** What keys and tokens look like: AudioPod's, Slack's, Discord's, and whatever follows `Bearer`. */
const TOKENS = [
  /\bap_[A-Za-z0-9_-]{8,}/g,
  /\bx(?:ox[a-z]|app)-[A-Za-z0-9-]{8,}/g,
  /\b[A-Za-z0-9_-]{20,30}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{25,}/g,
  /(?<=\b(?:bearer|bot|basic) )[A-Za-z0-9._~+/-]{8,}=*/gi,
];

/**
 * Takes out of a text what could be a credential: known kinds of tokens, the user and password of an
 * address, and its query and fragment, which is where links are signed. The rest stays readable. A second
 * line of defence: callers must not put such things there in the first place.
 */
export function maskSecrets(text: string): string {
  const withoutLinks = text.replace(
    /\b([a-z][a-z0-9+.-]*:\/\/)(?:[^\s/?#@"'<>]*@)?([^\s?#"'<>]*)([?#][^\s"'<>]*)?/gi,
    (_link, scheme: string, rest: string, query: string | undefined) =>
      `${scheme}${rest}${query === undefined ? '' : `?${MASK}`}`,
  );
  return TOKENS.reduce((masked, token) => masked.replace(token, MASK), withoutLinks);
}
