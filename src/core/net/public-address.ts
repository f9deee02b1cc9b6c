import ipaddr from 'ipaddr.js';

/**
 * Whether an address is on the public internet.
 *
 * This is an allow list: only what the registries call global unicast counts, which excludes loopback,
 * private, link-local (cloud metadata), carrier-grade NAT, documentation and tunnel ranges. IPv4 inside IPv6
 * (mapped, or NAT64 by RFC 6052) is judged by the IPv4 address.
 *
 * @param text an address without brackets; anything else is not public.
 */
export function isPublicAddress(text: string): boolean {
  const address = parse(text);
  if (address === undefined) return false;
  if (address instanceof ipaddr.IPv4) return isPublicIPv4(address);
  if (address.isIPv4MappedAddress()) return isPublicIPv4(address.toIPv4Address());
  const bytes = address.toByteArray();
  if (WELL_KNOWN_NAT64.every((byte, index) => bytes[index] === byte)) {
    return isPublicIPv4(new ipaddr.IPv4(bytes.slice(12)));
  }
  // 2000::/3 is the only range allocated for global unicast (RFC 4291 section 2.4, IANA registry).
  return address.range() === 'unicast' && ((bytes[0] ?? 0) & 0xe0) === 0x20;
}

/** What Azure's machines reach their host at, although the registries call it public. */
const AZURE_HOST = '168.63.129.16';

function isPublicIPv4(address: ipaddr.IPv4): boolean {
  return address.range() === 'unicast' && address.toString() !== AZURE_HOST;
}

/** 64:ff9b::/96 */
const WELL_KNOWN_NAT64 = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];

function parse(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  // ipaddr.js also parses `127.1` and `0x7f000001`, which are never the form of a connected address.
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  return ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : undefined;
}
