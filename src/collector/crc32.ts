import * as zlib from 'node:zlib';

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

/** CRC-32 as in zip, by hand. Source: RFC 1952, 8. */
export function crc32ByHand(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let at = 0; at < bytes.length; at += 1) crc = (crc >>> 8) ^ (table[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0);
  return (crc ^ 0xffffffff) >>> 0;
}

const native: ((bytes: Uint8Array) => number) | undefined = zlib.crc32;

/** CRC-32 as in zip: Node's own, which came with 20.15 and is several times as fast, where it is there. */
export const crc32 = native ?? crc32ByHand;
