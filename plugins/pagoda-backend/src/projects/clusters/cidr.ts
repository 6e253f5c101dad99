import { BlockList, isIP } from 'node:net';

/** An IP network. */
export interface Network {
  family: 'ipv4' | 'ipv6';
  address: string;
  prefix: number;
}

/** The network of a text such as `10.2.0.0/16`; `undefined` where it is none. */
export function parseCidr(text: string): Network | undefined {
  const [address, prefix, ...rest] = text.split('/');
  const version = isIP(address);
  const length = /^\d{1,3}$/.test(prefix ?? '') ? Number(prefix) : NaN;
  if (version === 0 || rest.length > 0 || !(length <= bits(version))) {
    return undefined;
  }
  return {
    family: version === 4 ? 'ipv4' : 'ipv6',
    address,
    prefix: length,
  };
}

/** Whether the address lies in the network. */
export function contains(network: Network, address: string): boolean {
  const list = new BlockList();
  list.addSubnet(network.address, network.prefix, network.family);
  return list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
}

/** Whether one network lies in another, or is the same. */
export function isWithin(inner: Network, outer: Network): boolean {
  return (
    inner.family === outer.family &&
    inner.prefix >= outer.prefix &&
    contains(outer, inner.address)
  );
}

/** The first address of an IPv4 network, such as 10.2.0.0 of 10.2.3.4/16; Kubernetes wants it in a CIDR. */
export function firstAddress({ address, prefix }: Network): string {
  const value = address
    .split('.')
    .reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - prefix);
  const first = value - (value % size);
  return [24, 16, 8, 0]
    .map(shift => Math.floor(first / 2 ** shift) % 256)
    .join('.');
}

function bits(version: number): number {
  return version === 4 ? 32 : 128;
}
