/**
 * SHA-256 of the UTF-8 bytes of `text`, hex: for a page on plain http, which has no `crypto.subtle`.
 *
 * Source: https://csrc.nist.gov/pubs/fips/180-4/upd1/final, 6.2; its constants are the first bits of the roots of primes.
 */
export function sha256(text: string): string {
  const [state, constants] = roots();
  const bytes = new TextEncoder().encode(text);
  const blocks = new DataView(new ArrayBuffer(((bytes.length + 72) >> 6) << 6));
  bytes.forEach((byte, at) => void blocks.setUint8(at, byte));
  blocks.setUint8(bytes.length, 0x80);
  blocks.setUint32(blocks.byteLength - 4, bytes.length * 8); // no text of ours has half a gigabyte
  const words = new Uint32Array(64);
  for (let from = 0; from < blocks.byteLength; from += 64) {
    let [a, b, c, d, e, f, g, h] = state as unknown as Eight;
    for (let i = 0; i < 64; i++) {
      const [early, late] = [words[i - 15] ?? 0, words[i - 2] ?? 0];
      words[i] =
        i < 16
          ? blocks.getUint32(from + i * 4)
          : (words[i - 16] ?? 0) +
            (turn(early, 7) ^ turn(early, 18) ^ (early >>> 3)) +
            (words[i - 7] ?? 0) +
            (turn(late, 17) ^ turn(late, 19) ^ (late >>> 10));
      const sum = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
      const first = h + sum + ((e & f) ^ (~e & g)) + (constants[i] ?? 0) + (words[i] ?? 0);
      const second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      [a, b, c, d, e, f, g, h] = [(first + second) | 0, a, b, c, (d + first) | 0, e, f, g];
    }
    for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) state[i] = (state[i] ?? 0) + value;
  }
  return [...state].map((word) => word.toString(16).padStart(8, '0')).join('');
}

type Eight = [number, number, number, number, number, number, number, number];

const turn = (word: number, by: number) => (word >>> by) | (word << (32 - by));

/** The first 32 bits behind the point: of the square roots of 8 primes, and of the cube roots of 64. */
function roots(): [Uint32Array, Uint32Array] {
  const primes: number[] = [];
  for (let next = 2; primes.length < 64; next++) if (primes.every((prime) => next % prime)) primes.push(next);
  const bits = (root: number) => (root % 1) * 2 ** 32;
  return [
    Uint32Array.from(primes.slice(0, 8), (prime) => bits(Math.sqrt(prime))),
    Uint32Array.from(primes, (prime) => bits(Math.cbrt(prime))),
  ];
}
