import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Whether an address is this machine's alone: 127.0.0.0/8 and ::1, also written as IPv4 in IPv6. */
export function isLoopbackAddress(address: string): boolean {
  return isIP(address) !== 0 && ipaddr.process(address).range() === 'loopback';
}

/** Whether a host name, as configured or visited, is loopback; brackets around IPv6 are fine. */
export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  return bare.toLowerCase() === 'localhost' || isLoopbackAddress(bare);
}
