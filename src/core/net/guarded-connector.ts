import type { LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { BotError } from '../model/errors.ts';
import { isPublicAddress } from './public-address.ts';

/** Resolves a host name. The default uses the system's resolver. */
export type ResolveHost = (hostname: string) => Promise<readonly LookupAddress[]>;

/** Rules for the connections that are allowed. */
export interface ConnectorGuard {
  /** Whether an origin such as `http://127.0.0.1:8080` needs no check. */
  readonly isTrusted: (origin: URL) => boolean;
  readonly resolve: ResolveHost;
  readonly connectTimeoutMs: number;
}

/**
 * Opens connections for undici and refuses private addresses while connecting.
 *
 * The addresses a name resolves to are filtered inside the connect itself, and the address actually connected
 * to is checked again, so a name that resolves differently a moment later (DNS rebinding) gets no further.
 *
 * A refusal fails with the BotError `result-host-refused`.
 */
export function guardedConnector(guard: ConnectorGuard): buildConnector.connector {
  // HTTP/1.1 only: its errors distinguish a cut connection from a closed one.
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
 * Filters out every address that is not public.
 *
 * @throws {BotError} `result-host-refused` if none is left.
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
