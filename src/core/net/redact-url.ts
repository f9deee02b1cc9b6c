/**
 * A link as it may be logged: scheme, host and path, without user, query and fragment, where signatures are.
 * Text that is no url becomes `[not a url]`.
 */
export function redactUrl(link: string | URL): string {
  const url = link instanceof URL ? link : URL.parse(link);
  if (url === null) return '[not a url]';
  return `${url.protocol}//${url.host}${url.pathname}${url.search === '' ? '' : '?[redacted]'}`;
}
