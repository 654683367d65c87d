// Networks that no stranger may have us send into: this machine, its neighbours and what hands out the keys of a cloud.
// Kept: it is judged by the address that the connection is made to, so that no name can lead there by another way.
import { type LookupAddress, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

const networks: readonly [family: 'ipv4' | 'ipv6', address: string, bits: number][] = [
  ['ipv4', '0.0.0.0', 8],
  ['ipv4', '10.0.0.0', 8],
  ['ipv4', '100.64.0.0', 10],
  ['ipv4', '127.0.0.0', 8],
  ['ipv4', '169.254.0.0', 16],
  ['ipv4', '172.16.0.0', 12],
  ['ipv4', '192.0.0.0', 24],
  ['ipv4', '192.168.0.0', 16],
  ['ipv4', '198.18.0.0', 15],
  ['ipv4', '224.0.0.0', 3],
  ['ipv6', '::', 127],
  // Ways to an IPv4 address by IPv6; one that is only written so is judged as what it is.
  ['ipv6', '64:ff9b::', 96],
  ['ipv6', '64:ff9b:1::', 48],
  ['ipv6', '2002::', 16],
  ['ipv6', 'fc00::', 7],
  ['ipv6', 'fe80::', 10],
  ['ipv6', 'ff00::', 8],
];

const closed = new BlockList();
for (const [family, address, bits] of networks) closed.addSubnet(address, bits, family);

class PrivateNetwork extends Error {
  override name = 'PrivateNetwork';
  readonly code = 'PRIVATE_NETWORK';
  constructor() {
    super('it is in a private network, where this hub does not send (PRIVATE_NETWORKS)');
  }
}

/** `address`: an IP address, in either family. */
export function isPrivate(address: string): boolean {
  return closed.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** The host of an address such as https://127.0.0.1:8080/, where it is a number and needs no looking up. */
export function refusePrivateHost(url: string): void {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) > 0 && isPrivate(host)) throw new PrivateNetwork();
}

/** Looks a name up, and has no answer where any of its addresses is private. */
export const lookUpPublic: LookupFunction = (host, options, callback) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '', 0);
    if (addresses.some(({ address }) => isPrivate(address))) return callback(new PrivateNetwork(), '', 0);
    const [first] = addresses as [LookupAddress];
    if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};
