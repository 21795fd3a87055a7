import { createHmac, randomBytes } from 'node:crypto';
import { BlockList, isIP } from 'node:net';

/** Where a request comes from, as coarse as it is used: never kept, never written. */
export interface Network {
  /** `/24` of IPv4, `/48` of IPv6, as text; for rate limits, in memory only. */
  readonly prefix: string;
  /** A keyed 4-bit bucket of the prefix (K-10); null for loopback and private addresses. */
  readonly bucket: number | null;
}

/** Finds out the client behind the configured number of proxies. Source: requirements K-14. */
export type NetworkReader = (peer: string | undefined, forwarded: string | undefined) => Network;

const near = new BlockList();
near.addAddress('::1', 'ipv6');
near.addSubnet('fc00::', 7, 'ipv6');
near.addSubnet('fe80::', 10, 'ipv6');

/**
 * `trustProxy`: how many proxies stand in front; null counts a peer on loopback as one. An address that an untrusted
 * peer forwards is ignored, and `warn` is told so once.
 */
export function createNetworkReader(trustProxy: number | null, warn: (line: string) => void): NetworkReader {
  // A key of this process only: the buckets must not let anyone try out prefixes against what is on disk.
  const key = randomBytes(32);
  let warned = false;
  return (peer, forwarded) => {
    const direct = plain(peer ?? '');
    const proxies = trustProxy ?? (isLoopback(direct) ? 1 : 0);
    const hops = forwarded === undefined ? [] : hopsIn(forwarded);
    if (proxies === 0 && hops.length > 0 && !warned) {
      warned = true;
      warn(
        'X-Forwarded-For came from a peer that is not trusted and was ignored; if it is your proxy, set KELISIM_TRUST_PROXY=1',
      );
    }
    const address = proxies === 0 ? direct : (hops[Math.max(0, hops.length - proxies)] ?? direct);
    const family = isIP(address);
    const prefix = prefixOf(address, family);
    return { prefix, bucket: isNear(address, family) ? null : bucketOf(prefix, key) };
  };
}

function hopsIn(forwarded: string): readonly string[] {
  return forwarded.split(',').flatMap((hop) => (hop.trim() === '' ? [] : [plain(hop.trim())]));
}

function bucketOf(prefix: string, key: Uint8Array): number {
  return (createHmac('sha256', key).update(prefix).digest()[0] ?? 0) & 15;
}

/** `::ffff:1.2.3.4` is 1.2.3.4; a port or a zone index is cut off. */
function plain(address: string): string {
  if (/^[\d.]+$/.test(address)) return address;
  const bare = address.replace(/^\[([^\]]*)\](:\d+)?$/, '$1').replace(/%.*$/, '');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1];
  return mapped ?? (/^\d+\.\d+\.\d+\.\d+:\d+$/.test(bare) ? bare.replace(/:\d+$/, '') : bare);
}

/** Whether an address is this machine's own loopback, also as IPv4 within IPv6. */
export function isLoopback(address: string): boolean {
  const bare = plain(address);
  return bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}

function isNear(address: string, family: number): boolean {
  // The list reads every address into an object of its own, which costs more than parsing a batch.
  if (family === 4) return /^(?:127|10|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01]))\./.test(address);
  return family === 6 && near.check(address, 'ipv6');
}

function prefixOf(address: string, family: number): string {
  if (family === 4) return address.slice(0, address.lastIndexOf('.'));
  if (family === 6) return expand(address).slice(0, 3).join(':');
  return 'unknown';
}

function expand(address: string): readonly string[] {
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  return [...left, ...Array<string>(gap).fill('0'), ...right].map((group) =>
    group.replace(/^0+(?=.)/, '').toLowerCase(),
  );
}
