import { crc32 } from './crc32.ts';

/** Length and CRC-32, four bytes each, little-endian. */
export const headBytes = 8;

/** Records one after the other in one buffer, as they go to the disk. */
export interface Frames {
  add(payload: string): void;
  /** All that was added since the last time; good until the next `add`. */
  take(): Buffer;
}

const firstBytes = 1 << 16;
/** A larger buffer is not kept for the next group. */
const mostBytes = 1 << 22;
/** UTF-8 takes at most so many bytes for a UTF-16 unit. */
const bytesPerUnit = 3;

/** One buffer that grows as it is needed: a text is written into it once, and copied no more. */
export function createFrames(): Frames {
  let buffer = Buffer.allocUnsafe(firstBytes);
  let end = 0;
  const makeRoom = (bytes: number) => {
    if (end + bytes <= buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, end + bytes));
    buffer.copy(larger, 0, 0, end);
    buffer = larger;
  };
  return {
    add(payload) {
      makeRoom(headBytes + payload.length * bytesPerUnit);
      const from = end + headBytes;
      const length = buffer.write(payload, from);
      buffer.writeUInt32LE(length, end);
      buffer.writeUInt32LE(crc32(buffer.subarray(from, from + length)), end + 4);
      end = from + length;
    },
    take() {
      const taken = buffer.subarray(0, end);
      end = 0;
      if (buffer.length > mostBytes) buffer = Buffer.allocUnsafe(firstBytes);
      return taken;
    },
  };
}
