import { createHash } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Receipt } from '../wire/receipt.ts';
import { Refusal } from './problems.ts';
import { SettingsError } from './settings.ts';

/** One line of `receipts/chain.ndjson`. */
export interface Link {
  /** Hash of the line before; 64 zeros for the first. */
  readonly previous: string;
  /** SHA-256 of the bytes that were posted: the same id with the same bytes is the same receipt. */
  readonly bytes: string;
  readonly receipt: Receipt;
  /** SHA-256 of `previous`, a line feed, `bytes`, a line feed and the receipt's JSON, hex. */
  readonly hash: string;
}

/** Keeps receipts, append-only; it shares no file and no id with any measurement. Source: requirements K-19, K-20. */
export interface ReceiptBook {
  /** On disk when it returns. A repeat of the same bytes changes nothing; other bytes are a `Refusal`. */
  keep(receipt: Receipt, body: Uint8Array): Promise<void>;
  /** What a kept receipt said of each purpose; null for an id that is not here. */
  purposesOf(id: string): Receipt['purposes'] | null;
  /** The link of that id, as it lies on disk; null where there is none. */
  find(id: string): Promise<Link | null>;
  /** How many there are, and where the chain is broken. */
  verify(): Promise<{ readonly receipts: number; readonly broken: ReturnType<typeof findBreak> }>;
  close(): Promise<void>;
}

const start = '0'.repeat(64);
const sha256 = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex');
const chained = ({ previous, bytes, receipt }: Omit<Link, 'hash'>) =>
  sha256(`${previous}\n${bytes}\n${JSON.stringify(receipt)}`);

/** Opens `{data}/receipts/chain.ndjson`, cutting off a line that a crash left half written. */
export async function openReceipts(data: string): Promise<ReceiptBook> {
  const folder = join(data, 'receipts');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'chain.ndjson');
  const file = await open(path, 'a+', 0o600);
  const text = await readFile(path, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) await file.truncate(Buffer.byteLength(whole));
  const kept = new Map<string, Pick<Link, 'bytes'> & Pick<Receipt, 'purposes'>>();
  let previous = start;
  for (const [at, line] of whole.split('\n').entries()) {
    if (line === '') continue;
    const link = readLink(line, `${path}:${at + 1}`);
    kept.set(link.receipt.id, { bytes: link.bytes, purposes: link.receipt.purposes });
    previous = link.hash;
  }
  let size = Buffer.byteLength(whole);
  let queue: Promise<void> = Promise.resolve();

  const append = async (receipt: Receipt, bytes: string) => {
    const known = kept.get(receipt.id);
    if (known?.bytes === bytes) return;
    if (known !== undefined) throw new Refusal('other-receipt', { path: '/id' });
    const unsigned = { previous, bytes, receipt };
    const link: Link = { ...unsigned, hash: chained(unsigned) };
    const line = Buffer.from(`${JSON.stringify(link)}\n`);
    try {
      await file.appendFile(line);
      await file.datasync();
    } catch {
      // Half a line would break the chain for everyone after it: back to the last whole one, and no acknowledgement.
      await file.truncate(size).catch(() => undefined);
      throw new Refusal('cannot-write', { retrySeconds: 10 });
    }
    size += line.length;
    kept.set(receipt.id, { bytes, purposes: receipt.purposes });
    previous = link.hash;
  };

  return {
    keep(receipt, body) {
      // One after the other: each line carries the hash of the one before.
      const done = queue.then(() => append(receipt, sha256(body)));
      queue = done.catch(() => undefined);
      return done;
    },
    purposesOf: (id) => kept.get(id)?.purposes ?? null,
    async find(id) {
      await queue;
      if (!kept.has(id)) return null;
      const lines = (await readFile(path, 'utf8')).split('\n');
      return (
        lines
          .flatMap((line) => (line.includes(id) ? [JSON.parse(line) as Link] : []))
          .find((link) => link.receipt.id === id) ?? null
      );
    },
    async verify() {
      await queue;
      return { receipts: kept.size, broken: findBreak(await readFile(path, 'utf8')) };
    },
    async close() {
      await queue;
      await file.close();
    },
  };
}

function readLink(line: string, place: string): Link {
  try {
    return JSON.parse(line) as Link;
  } catch (error) {
    throw new SettingsError(`${place} is no receipt; see kelisim verify, and restore the file from a backup`, {
      cause: error,
    });
  }
}

/** What is wrong with a chain of receipts: the number of the line (from 1) and why; null where it is whole. */
export function findBreak(chain: string): { readonly line: number; readonly why: string } | null {
  let previous = start;
  for (const [at, line] of chain.split('\n').entries()) {
    if (line === '') continue;
    let link: Link;
    try {
      link = JSON.parse(line) as Link;
    } catch {
      return { line: at + 1, why: 'is not JSON' };
    }
    if (link.previous !== previous)
      return { line: at + 1, why: 'does not follow the line before it: one was removed or moved' };
    if (link.hash !== chained(link)) return { line: at + 1, why: 'was changed: its hash does not fit' };
    previous = link.hash;
  }
  return null;
}
