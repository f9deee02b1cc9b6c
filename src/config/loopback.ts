import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** True for an address of this machine alone: 127.0.0.0/8 and ::1, also written as IPv4 in IPv6. */
export function isLoopbackAddress(address: string): boolean {
  return isIP(address) !== 0 && ipaddr.process(address).range() === 'loopback';
}

/** The same for a host name as it is configured or visited; brackets around IPv6 are fine. */
export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  return bare.toLowerCase() === 'localhost' || isLoopbackAddress(bare);
}
