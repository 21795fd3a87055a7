import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
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

/** The first line where older ones were pruned: how many went, and the hash that the next one follows. */
export interface PrunedHead {
  readonly pruned: number;
  readonly head: string;
}

/** A link, and the words that were shown; null where no configuration known here tells them. */
export type Proof = Link & { readonly words: string | null };

/** Keeps receipts, append-only; it shares no file and no id with any measurement. Source: requirements K-19, K-20. */
export interface ReceiptBook {
  /** On disk when it returns. A repeat of the same bytes changes nothing; other bytes are a `Refusal`. */
  keep(receipt: Receipt, body: Uint8Array): Promise<void>;
  /** What a kept receipt said of each purpose; null for an id that is not here. */
  purposesOf(id: string): Receipt['purposes'] | null;
  /** The link of that id, as it lies on disk, with its words; null where there is none. */
  find(id: string): Promise<Proof | null>;
  /** How many there are, where the chain is broken, and of how many the words are not known. */
  verify(): Promise<{
    readonly receipts: number;
    readonly broken: ReturnType<typeof findBreak>;
    readonly unknownTexts: number;
  }>;
  /** Removes the oldest ones, those from before `day`; the head of what went is kept, so that the chain still proves. */
  prune(day: string): Promise<void>;
  close(): Promise<void>;
}

const start = '0'.repeat(64);
const sha256 = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex');
const chained = ({ previous, bytes, receipt }: Omit<Link, 'hash'>) =>
  sha256(`${previous}\n${bytes}\n${JSON.stringify(receipt)}`);

/**
 * Opens `{data}/receipts`: `chain.ndjson`, one receipt a line, and `texts.ndjson`, each text once, by its hash. Lines
 * that a crash left half written are cut off.
 *
 * `textsOf` tells which words can have been shown; those whose hash a receipt bears are kept with it, so that they can be
 * read when the owner's configuration has long been another. A receipt of unknown words is kept all the same.
 */
export async function openReceipts(
  data: string,
  textsOf: (receipt: Receipt) => readonly string[] = () => [],
): Promise<ReceiptBook> {
  const folder = join(data, 'receipts');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const chain = await openLines(join(folder, 'chain.ndjson'));
  const textLines = await openLines(join(folder, 'texts.ndjson'));
  const texts = new Map(
    textLines.found.map((line) => {
      const { hash, words } = JSON.parse(line) as { readonly hash: string; readonly words: string };
      return [hash, words];
    }),
  );
  const kept = new Map<string, Pick<Link, 'bytes'> & Pick<Receipt, 'purposes' | 'text'>>();
  let previous = start;
  let queue: Promise<void> = Promise.resolve();

  const keepText = async (receipt: Receipt) => {
    const { text: hash } = receipt;
    if (texts.has(hash)) return;
    const words = textsOf(receipt).find((one) => sha256(one) === hash);
    if (words === undefined) return;
    await textLines.append(JSON.stringify({ hash, words }));
    texts.set(hash, words);
  };
  for (const [at, line] of chain.found.entries()) {
    const link = readLine(line, `${chain.path}:${at + 1}`);
    if ('receipt' in link) {
      const { id, purposes, text } = link.receipt;
      kept.set(id, { bytes: link.bytes, purposes, text });
      previous = link.hash;
      // A configuration that came later may tell words that were not known when the receipt arrived.
      // Where they cannot be written now they stay unknown until the next start.
      await keepText(link.receipt).catch(() => undefined);
    } else previous = link.head;
  }

  const append = async (receipt: Receipt, bytes: string) => {
    const { id, purposes, text } = receipt;
    const known = kept.get(id);
    if (known?.bytes === bytes) return;
    if (known !== undefined) throw new Refusal('other-receipt', { path: '/id' });
    const unsigned = { previous, bytes, receipt };
    const link: Link = { ...unsigned, hash: chained(unsigned) };
    try {
      await keepText(receipt);
      await chain.append(JSON.stringify(link));
    } catch {
      throw new Refusal('cannot-write', { retrySeconds: 10 });
    }
    kept.set(id, { bytes, purposes, text });
    previous = link.hash;
  };

  /** One after the other: each line carries the hash of the one before. */
  const inTurn = (work: () => Promise<void>) => {
    const done = queue.then(work);
    queue = done.catch(() => undefined);
    return done;
  };

  return {
    keep: (receipt, body) => inTurn(() => append(receipt, sha256(body))),
    purposesOf: (id) => kept.get(id)?.purposes ?? null,
    async find(id) {
      await queue;
      if (!kept.has(id)) return null;
      for (const line of await chain.read()) {
        if (!line.includes(id)) continue;
        const link = JSON.parse(line) as Link;
        if (link.receipt?.id === id) return { ...link, words: texts.get(link.receipt.text) ?? null };
      }
      return null;
    },
    async verify() {
      await queue;
      const unknownTexts = [...kept.values()].filter(({ text }) => !texts.has(text)).length;
      return { receipts: kept.size, broken: findBreak((await chain.read()).join('\n')), unknownTexts };
    },
    prune: (day) =>
      inTurn(async () => {
        const lines = await chain.read();
        const links = lines.map((line) => JSON.parse(line) as Link | PrunedHead);
        let head: PrunedHead = { pruned: 0, head: start };
        let gone = 0;
        for (const link of links) {
          if ('receipt' in link && link.receipt.onDay >= day) break;
          head = 'receipt' in link ? { pruned: head.pruned + 1, head: link.hash } : link;
          if ('receipt' in link) kept.delete(link.receipt.id);
          gone += 1;
        }
        if (gone > (links[0] && !('receipt' in links[0]) ? 1 : 0))
          await chain.replace([JSON.stringify(head), ...lines.slice(gone)]);
      }),
    async close() {
      await queue;
      await chain.close();
      await textLines.close();
    },
  };
}

/** A file of whole lines that only grows, or is replaced as a whole. */
async function openLines(path: string) {
  let file = await open(path, 'a+', 0o600);
  const text = await readFile(path, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) await file.truncate(Buffer.byteLength(whole));
  const linesOf = (of: string) => of.split('\n').filter((line) => line !== '');
  let size = Buffer.byteLength(whole);
  return {
    path,
    /** What it held when it was opened. */
    found: linesOf(whole),
    read: async () => linesOf(await readFile(path, 'utf8')),
    async append(line: string) {
      const bytes = Buffer.from(`${line}\n`);
      try {
        await file.appendFile(bytes);
        await file.datasync();
      } catch (error) {
        // Half a line would break the chain for everyone after it: back to the last whole one, and no acknowledgement.
        await file.truncate(size).catch(() => undefined);
        throw error;
      }
      size += bytes.length;
    },
    async replace(lines: readonly string[]) {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      await writeFile(`${path}.new`, bytes, { mode: 0o600, flush: true });
      await rename(`${path}.new`, path);
      await file.close();
      file = await open(path, 'a+', 0o600);
      size = bytes.length;
    },
    close: () => file.close(),
  };
}

function readLine(line: string, place: string): Link | PrunedHead {
  try {
    return JSON.parse(line) as Link | PrunedHead;
  } catch (error) {
    throw new SettingsError(`${place} is no receipt; see kelisim verify, and restore the file from a backup`, {
      cause: error,
    });
  }
}

/**
 * What is wrong with a chain of receipts: the number of the line (from 1) and why; null where it is whole. A pruned part
 * has left its head in the first line, and what follows must follow that. Lines cut off at the end leave no trace in the
 * file itself: they show against a backup, or a visitor's own copy.
 */
export function findBreak(chain: string): { readonly line: number; readonly why: string } | null {
  let previous = start;
  for (const [at, line] of chain.split('\n').entries()) {
    if (line === '') continue;
    let link: Link | PrunedHead;
    try {
      link = JSON.parse(line) as Link | PrunedHead;
    } catch {
      return { line: at + 1, why: 'is not JSON' };
    }
    if ('pruned' in link) {
      if (at > 0) return { line: at + 1, why: 'is the head of a pruned part, and not the first line' };
      previous = link.head;
      continue;
    }
    if (link.previous !== previous)
      return { line: at + 1, why: 'does not follow the line before it: one was removed or moved' };
    if (link.hash !== chained(link)) return { line: at + 1, why: 'was changed: its hash does not fit' };
    previous = link.hash;
  }
  return null;
}
