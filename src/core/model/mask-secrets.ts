const MASK = '[redacted]';

/**
 * Patterns of secrets. None asks where a word begins: a secret may follow a digit, a letter or another secret.
 * Lengths have an end wherever a pattern could otherwise begin again at each character.
 */
const SECRETS = [
  // A link inside another, or in a form's body.
  /(?<=%3A%2F%2F)[^\s"<>]+/gi,
  // Addresses that let anybody post to a chat: response URLs, webhooks and interactions.
  /(?<=hooks\.[a-z0-9-]{1,63}\.[a-z]{2,10}\/)[^\s"<>]+/gi,
  /(?<=\/(?:webhooks|interactions)\/\d{1,20}\/)[^\s/?"<>]+/gi,
  // Parameters that sign a link, also of one without a scheme.
  /(?<=[?&;](?:hm|sig|signature|token|key|policy|key-pair-id|x-amz-[a-z]{1,20}|x-goog-[a-z]{1,20})=)[^\s&;"<>]+/gi,
  // Bot tokens in three parts, JSON web tokens, and the base64 of `interaction:`. Long ones come first, because by chance
  // they hold what a shorter one begins with.
  /[A-Za-z0-9_-]{20,30}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{25,}/g,
  /eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,4000}(?:\.[A-Za-z0-9_-]*)?/g,
  /aW50ZXJhY3Rpb246[A-Za-z0-9+/=_-]*/g,
  // Keys of AudioPod, `xoxb-` and `xapp-` tokens, keys in hexadecimal, and `SECRET_KEY`.
  /ap_[A-Za-z0-9_-]{8,}/g,
  /x(?:ox[a-z]|app)-[A-Za-z0-9-]{8,}/g,
  /[0-9a-f]{32,}/gi,
  /[A-Za-z0-9+/]{43}=/g,
  // Headers, and values that are named for what they are.
  /(?<=(?:bearer|basic|(?<![a-z])bot)(?:\s|%20|\+){1,3})[A-Za-z0-9._~+/-]{8,}=*/gi,
  /(?<=(?:token|secret|passw(?:or)?d|api[_-]?key|signature|authorization)["']?\s?[=:]\s?["']?)[^\s"'&,;[\]]{8,}/gi,
];

/**
 * Masks everything in a text that could be a credential.
 *
 * That is known kinds of tokens, and of a URL the user, the password, the query and the fragment, where links
 * carry their signature, and long parts of the path. The rest stays readable. This is a second line of defense:
 * callers must not log such values in the first place.
 */
export function maskSecrets(text: string): string {
  // JSON may escape the slashes.
  const withoutLinks = text.replace(
    /(?<=(https?)?:)(\\?\/\\?\/)([^\s"<>]*)/gi,
    (_link, http: string | undefined, slashes: string, rest: string) =>
      `${slashes}${maskAddress(rest, http !== undefined)}`,
  );
  return SECRETS.reduce((masked, secret) => masked.replace(secret, MASK), withoutLinks);
}

/** Masks an address after its `//`. */
function maskAddress(address: string, isHttp: boolean): string {
  const userEnd = hasUser(address, isHttp) ? address.lastIndexOf('@') + 1 : 0;
  // A password that isn't encoded may hold what begins a query elsewhere.
  if (/[?#;]/.test(address.slice(0, userEnd))) return MASK;
  const shown = address.slice(userEnd);
  const signedFrom = shown.search(/[?#;]/);
  const path = signedFrom < 0 ? shown : shown.slice(0, signedFrom);
  return `${isHttp ? maskPath(path) : path}${signedFrom < 0 ? '' : `?${MASK}`}`;
}

/** Whether an address names a user: a database's by any `@`, one of the web also by what is no port. */
function hasUser(address: string, isHttp: boolean): boolean {
  const [authority = ''] = address.split(/[/?#\\]/, 1);
  if (authority === '') return false;
  return !isHttp || authority.includes('@') || /:\d*[^\d\].,;:)'`]/.test(authority);
}

/** A part of a path that is long names nothing; it proves something. */
function maskPath(path: string): string {
  return path.replace(/[A-Za-z0-9_-]{32,}/g, MASK);
}
