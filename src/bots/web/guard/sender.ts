import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';

/** Half of an IPv6 address names a network; its owner has the other half for computers. */
const NETWORK_BYTES = 8;

/**
 * Returns the address that limits count by: of the peer, or of the proxy's client.
 *
 * A proxy appends the address it saw to `X-Forwarded-For`, so only the last entry is its own. A client that
 * reaches the server directly could write any, so the header counts only if a proxy is configured and the peer
 * is not on the internet. Limits for all senders together must hold for addresses that are made up.
 */
export function senderOf(request: IncomingMessage, isBehindProxy: boolean): string {
  const peer = parse(request.socket.remoteAddress ?? '');
  if (isBehindProxy && peer !== undefined && peer.range() !== 'unicast') {
    const seen = parse([request.headers['x-forwarded-for']].flat().at(-1)?.split(',').at(-1)?.trim() ?? '');
    if (seen !== undefined) return networkOf(seen);
  }
  return peer === undefined ? 'unknown' : networkOf(peer);
}

function parse(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  // Turns an IPv4 address inside IPv6 into plain IPv4.
  return ipaddr.isValid(text) ? ipaddr.process(text) : undefined;
}

function networkOf(address: ipaddr.IPv4 | ipaddr.IPv6): string {
  if (address instanceof ipaddr.IPv4) return address.toString();
  return Buffer.from(address.toByteArray().slice(0, NETWORK_BYTES)).toString('hex');
}
