import { join } from 'node:path';
import { crc32 } from './crc32.ts';
import type { Disk, Growing } from './disk.ts';
import { createFrames, headBytes } from './frames.ts';

/** The log could not be written: nothing was acknowledged; a later try may work. */
export class LogUnavailable extends Error {
  override name = 'LogUnavailable';
}

/** The write-ahead log: append-only segments, each record with its length and CRC-32. */
export interface Log {
  /**
   * Resolves once `payload`, a text, is on disk; `stored` is called just before, in the order of the log. Rejects with
   * `LogUnavailable`; the next call tries again, in a new segment.
   */
  append(payload: string, stored: () => void): Promise<void>;
  /** Opens a new segment and calls `boundary` with its number: all before it was stored, nothing after it. */
  turn(boundary: (segment: number) => void): Promise<void>;
  close(): Promise<void>;
}

interface Waiting {
  readonly stored: () => void;
  readonly resolve: () => void;
  readonly reject: (error: LogUnavailable) => void;
}

/** No record is longer (a batch is at most 64 KiB of JSON); a larger length is a torn head. */
const maxRecordBytes = 1 << 22;
const ending = '.log';
/**
 * Of so many records none waits for more: the next ones come while these are synced. With 256, at 64 connections, each sync
 * kept all of them waiting, and a post took 4 to 9 % more of a processor.
 */
const mostTogether = 32;
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/**
 * Opens the log for writing; the first segment is number `next`.
 *
 * Natural group commit: what arrives while a sync runs is written and synced together right after it, without a timer; and
 * with it what the event loop has at hand, for as long as each of its turns brings more. A sync costs some 300 µs of a
 * processor however much it carries, so that a collector in a hurry makes fewer of them.
 * After a failed write or sync the segment is cut back to its last synced byte and never used again: what a failed
 * fdatasync left behind is unknown. Source: https://wiki.postgresql.org/wiki/Fsync_Errors
 */
export function openLog(disk: Disk, folder: string, next: number): Log {
  let queue: Waiting[] = [];
  let frames = createFrames();
  let spare = createFrames();
  let turns: { boundary: (segment: number) => void; resolve: () => void; reject: (error: unknown) => void }[] = [];
  let segment: { file: Growing; bytes: number } | null = null;
  let number = next - 1;
  let running: Promise<void> | null = null;

  const begin = async () => {
    number += 1;
    segment = { file: await disk.grow(join(folder, segmentName(number))), bytes: 0 };
  };
  const abandon = async () => {
    const failed = segment;
    segment = null;
    if (!failed) return;
    // Best effort: a tail that stays is cut at the next start, and its batches are posted again under the same id.
    await failed.file.cut(failed.bytes).catch(() => undefined);
    await failed.file.close().catch(() => undefined);
  };

  async function commit(group: readonly Waiting[], bytes: Buffer): Promise<void> {
    try {
      if (!segment) await begin();
      if (!segment) throw new Error('no segment');
      await segment.file.append(bytes);
      segment.bytes += bytes.length;
    } catch (error) {
      await abandon();
      for (const { reject } of group) reject(new LogUnavailable('the log cannot be written', { cause: error }));
      return;
    }
    for (const { stored, resolve } of group) {
      stored();
      resolve();
    }
  }

  async function turnAll(): Promise<void> {
    const asked = turns;
    turns = [];
    const before = segment;
    try {
      segment = null;
      await begin();
    } catch (error) {
      segment = before;
      for (const { reject } of asked) reject(error);
      return;
    }
    for (const { boundary, resolve } of asked) {
      boundary(number);
      resolve();
    }
    await before?.file.close();
  }

  async function run(): Promise<void> {
    while (queue.length > 0 || turns.length > 0) {
      if (turns.length > 0) {
        await turnAll();
        continue;
      }
      for (let seen = 0; queue.length > seen && queue.length < mostTogether; ) {
        seen = queue.length;
        await nextTurn();
      }
      const group = queue;
      const written = frames;
      queue = [];
      frames = spare;
      spare = written;
      await commit(group, written.take());
    }
    running = null;
  }
  const wake = () => {
    running ??= Promise.resolve().then(run);
  };

  return {
    append: (payload, stored) =>
      new Promise((resolve, reject) => {
        frames.add(payload);
        queue.push({ stored, resolve, reject });
        wake();
      }),
    turn: (boundary) =>
      new Promise((resolve, reject) => {
        turns.push({ boundary, resolve, reject });
        wake();
      }),
    async close() {
      while (running) await running;
      await segment?.file.close();
      segment = null;
    },
  };
}

/**
 * Reads every whole record of the segments from number `from` on, in order, and cuts a torn tail away. Answers the number
 * that a new segment takes.
 */
export async function replay(
  disk: Disk,
  folder: string,
  from: number,
  each: (payload: Buffer) => void,
  warn: (line: string) => void = () => undefined,
): Promise<number> {
  let last = from - 1;
  for await (const { name, number, at, bytes } of scan(disk, folder, from, each)) {
    last = Math.max(last, number);
    if (at === bytes) continue;
    warn(`${name}: ${bytes - at} bytes after the last whole record were cut; they were never acknowledged`);
    await disk.cut(join(folder, name), at);
  }
  return last + 1;
}

/** Reads the same records and touches nothing; tells of each segment where its last whole record ends, and its length. */
export async function* scan(
  disk: Pick<Disk, 'list' | 'read'>,
  folder: string,
  from: number,
  each: (payload: Buffer) => void,
): AsyncGenerator<{ readonly name: string; readonly number: number; readonly at: number; readonly bytes: number }> {
  for (const name of await disk.list(folder)) {
    const number = segmentNumber(name);
    if (number === null || number < from) continue;
    const bytes = (await disk.read(join(folder, name))) ?? Buffer.alloc(0);
    let at = 0;
    for (;;) {
      const payload = recordAt(bytes, at);
      if (!payload) break;
      each(payload);
      at += headBytes + payload.length;
    }
    yield { name, number, at, bytes: bytes.length };
  }
}

/** The number in a segment's file name; null for another file. */
export function segmentNumber(name: string): number | null {
  const digits = /^(\d{12})\.log$/.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}

function segmentName(number: number): string {
  return String(number).padStart(12, '0') + ending;
}

function recordAt(bytes: Buffer, at: number): Buffer | null {
  if (at + headBytes > bytes.length) return null;
  const length = bytes.readUInt32LE(at);
  if (length === 0 || length > maxRecordBytes || at + headBytes + length > bytes.length) return null;
  const payload = bytes.subarray(at + headBytes, at + headBytes + length);
  return crc32(payload) === bytes.readUInt32LE(at + 4) ? payload : null;
}
