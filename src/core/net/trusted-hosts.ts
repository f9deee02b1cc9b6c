/** The hosts the operator trusts: they may use plain http and private addresses. */
export interface TrustedHosts {
  has(url: URL): boolean;
}

/**
 * Trusts exactly the API's own host and port, and each of `mediaHosts`.
 *
 * An entry is `host:port`, or `host` for any port. Names must match completely; there are no wildcards.
 *
 * @param mediaHosts such as `media.example.org`, `127.0.0.1:8080`, `[::1]:8080`.
 * @throws {TypeError} for an entry that is not a host.
 */
export function trustHosts(apiBaseUrl: URL, mediaHosts: readonly string[]): TrustedHosts {
  const withPort = new Set([hostAndPort(apiBaseUrl)]);
  const anyPort = new Set<string>();
  for (const entry of mediaHosts) {
    const url = URL.parse(`http://${entry}`);
    if (url === null || url.pathname !== '/' || url.username !== '' || url.search !== '') {
      throw new TypeError('A media host must be written as host or host:port');
    }
    // URL drops port 80, so the text is checked for a port.
    if (/:\d+$/.test(entry)) withPort.add(hostAndPort(url));
    else anyPort.add(url.hostname);
  }
  return { has: (url) => anyPort.has(url.hostname) || withPort.has(hostAndPort(url)) };
}

function hostAndPort(url: URL): string {
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return `${url.hostname}:${port}`;
}
