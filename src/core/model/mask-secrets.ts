const MASK = '[redacted]';

/** Patterns of keys and tokens: AudioPod's, Slack's, Discord's, and anything after `Bearer`. */
const TOKENS = [
  /\bap_[A-Za-z0-9_-]{8,}/g,
  /\bx(?:ox[a-z]|app)-[A-Za-z0-9-]{8,}/g,
  /\b[A-Za-z0-9_-]{20,30}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{25,}/g,
  /(?<=\b(?:bearer|bot|basic) )[A-Za-z0-9._~+/-]{8,}=*/gi,
];

/**
 * Masks everything in a text that could be a credential.
 *
 * That is known kinds of tokens, and of a URL the user, the password, the query and the fragment, where links
 * carry their signature. The rest stays readable. This is a second line of defense: callers must not log such
 * values in the first place.
 */
export function maskSecrets(text: string): string {
  const withoutLinks = text.replace(
    /\b([a-z][a-z0-9+.-]*:\/\/)(?:[^\s/?#@"'<>]*@)?([^\s?#"'<>]*)([?#][^\s"'<>]*)?/gi,
    (_link, scheme: string, rest: string, query: string | undefined) =>
      `${scheme}${rest}${query === undefined ? '' : `?${MASK}`}`,
  );
  return TOKENS.reduce((masked, token) => masked.replace(token, MASK), withoutLinks);
}
