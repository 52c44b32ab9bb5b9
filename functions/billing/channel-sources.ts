import { BlockList } from 'node:net';
import * as z from 'zod';

/** A network of IPv4 or IPv6 addresses: `203.0.113.0/24`, `2001:db8::/32`; one address is /32 or /128. */
const Network = z.union([z.cidrv4(), z.cidrv6()]);
/** From where a provider calls; a list of none would shut everybody out, which is what closing is for. */
export const AllowFrom = z.array(Network).min(1).max(50);

/**
 * Whether a call from this address may be looked at. Without a list every address may; with one, an address that is
 * not known may not. An IPv4 address that came in IPv6's clothes (`::ffff:203.0.113.7`) is still itself.
 */
export function isAllowedFrom(sourceIp: string | undefined, allowFrom: readonly string[] | undefined): boolean {
  if (allowFrom === undefined) return true;
  if (sourceIp === undefined || sourceIp === '') return false;
  const networks = new BlockList();
  for (const network of allowFrom) {
    const [address = '', bits] = network.split('/');
    networks.addSubnet(address, Number(bits), familyOf(address));
  }
  return networks.check(sourceIp, familyOf(sourceIp));
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (address.includes(':') ? 'ipv6' : 'ipv4');
