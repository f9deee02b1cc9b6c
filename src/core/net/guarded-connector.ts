import type { LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { BotError } from '../model/errors.ts';
import { isPublicAddress } from './public-address.ts';

/** Finds the addresses of a name. The real one asks the system's resolver. */
export type ResolveHost = (hostname: string) => Promise<readonly LookupAddress[]>;

/** What decides where a connection may go. */
export interface ConnectorGuard {
  /** True for an origin such as `http://127.0.0.1:8080` that needs no check. */
  readonly isTrusted: (origin: URL) => boolean;
  readonly resolve: ResolveHost;
  readonly connectTimeoutMs: number;
}

/**
 * Opens connections for undici, and refuses private addresses at the one moment that counts: the addresses a
 * name resolves to are filtered inside the connect itself, and the address actually connected to is checked
 * once more. A name that resolves to something else a moment later (DNS rebinding) gains nothing.
 *
 * Refusals are a BotError `result-host-refused`.
 */
export function guardedConnector(guard: ConnectorGuard): buildConnector.connector {
  // HTTP/1.1 only: its errors tell a connection that was cut from one that ended.
  const options = { timeout: guard.connectTimeoutMs, allowH2: false };
  const open = buildConnector({ ...options, lookup: lookupFrom(guard.resolve) });
  const openPublic = buildConnector({ ...options, lookup: lookupFrom(onlyPublic(guard.resolve)) });

  return (target, callback) => {
    const host = target.hostname.includes(':') ? `[${target.hostname}]` : target.hostname;
    if (guard.isTrusted(new URL(`${target.protocol}//${host}:${target.port}`))) {
      open(target, callback);
    } else if (isIP(target.hostname) !== 0 && !isPublicAddress(target.hostname)) {
      callback(refused(), null);
    } else {
      openPublic(target, (...result) => {
        const [error, socket] = result;
        if (error === null && !isPublicAddress(socket.remoteAddress ?? '')) {
          socket.destroy();
          callback(refused(), null);
        } else {
          callback(...result);
        }
      });
    }
  };
}

/**
 * Leaves out every address that is not public.
 *
 * @throws {BotError} `result-host-refused` for a name with none left.
 */
export function onlyPublic(resolve: ResolveHost): ResolveHost {
  return async (hostname) => {
    const addresses = (await resolve(hostname)).filter(({ address }) => isPublicAddress(address));
    if (addresses.length === 0) throw refused();
    return addresses;
  };
}

function lookupFrom(resolve: ResolveHost): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (options.all === true) callback(null, [...addresses]);
        else callback(null, first?.address ?? '', first?.family ?? 0);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error('The lookup failed'), []),
    );
  };
}

function refused(): BotError {
  return new BotError('result-host-refused', 'The link leads to an address that is not public');
}
