import { isIP } from 'node:net';

/**
 * Decides which `Host` a request may name. A page on the internet can point its own host name at 127.0.0.1
 * and then reach this server as the same origin (DNS rebinding), but it cannot make the browser send another
 * `Host`. Only names that nobody else can own are allowed: loopback, and those configured.
 */
export interface Hosts {
  allows(host: string | undefined): boolean;
}

/** Whether a host is `localhost`, `127.0.0.1` or `[::1]`, on any port: a container may map another one. */
export function isLoopbackHost(host: string): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i.test(host);
}

/** Whether an address is on this computer. */
export function isLoopbackAddress(address: string | undefined): boolean {
  if (address === undefined || isIP(address) === 0) return false;
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}

/** Allows loopback and `allowed`, each a `host` (any port) or a `host:port`. */
export function createHosts(allowed: readonly string[]): Hosts {
  const names = new Set(allowed.map((name) => name.toLowerCase()));
  return {
    allows(host) {
      if (host === undefined) return false;
      const given = host.toLowerCase();
      return isLoopbackHost(given) || names.has(given) || names.has(given.replace(/:\d{1,5}$/, ''));
    },
  };
}

/** Whether a request was sent by a page of this host. */
export function isSameOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined || host === undefined || !URL.canParse(origin)) return false;
  const { protocol, host: from } = new URL(origin);
  return (
    (protocol === 'http:' || protocol === 'https:') &&
    from.toLowerCase() === withoutDefaultPort(host, protocol)
  );
}

function withoutDefaultPort(host: string, protocol: string): string {
  return host.toLowerCase().replace(protocol === 'https:' ? /:443$/ : /:80$/, '');
}
