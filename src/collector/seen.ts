import { createHash, randomFillSync } from 'node:crypto';
import { join } from 'node:path';
import type { Disk } from './disk.ts';

/** The batch ids of the last 8 days: each with its day, in no order of arrival, and nothing else (K-03). */
export interface Seen {
  has(id: string): boolean;
  add(id: string, day: number): void;
  /** How many there are: a mark that `save` takes. */
  mark(): number;
  /** Writes a sorted file for each day that got ids since its last one; ids after `mark` are left for the next time. */
  save(mark: number, release: number, today: number): Promise<SavedIds>;
  /** From here on these files are the saved ones; forgets ids that are too old. */
  keep(saved: SavedIds, today: number): void;
}

/** All files that now hold the ids up to `mark`, by name. */
export interface SavedIds {
  readonly files: readonly string[];
  readonly mark: number;
}

/** Source: INTERFACE.md, the batch's answers. One day more, so that the eighth is whole. */
const keepDays = 9;
const idLength = 22;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const digitOf = new Int8Array(128).fill(-1);
for (const [digit, letter] of [...alphabet].entries()) digitOf[letter.charCodeAt(0)] = digit;

/** An id as five numbers: 132 bits exactly, so that two different ids are never one. */
const wordsPerId = 5;
const lettersPerWord = 5;
const noNumbers = new Uint32Array(wordsPerId);

/** Opens the ids saved in `files`. Ids lie in typed arrays: 28 bytes each, and no object for the collector of garbage. */
export async function openSeen(disk: Disk, folder: string, files: readonly string[]): Promise<Seen> {
  let table = createTable(1 << 12);
  let saved = new Map<number, string>();
  /** Days with ids that no file holds yet. */
  let dirty = new Set<number>();

  const read = async (name: string) => {
    const day = dayIn(name);
    const bytes = await disk.read(join(folder, name));
    if (day === null || bytes === null) throw new Error(`${join(folder, name)} is missing or has a strange name`);
    saved.set(day, name);
    for (let at = 0; at + idLength <= bytes.length; at += idLength + 1)
      table = insert(table, numbersIn(bytes.toString('latin1', at, at + idLength)), day);
  };
  for (const name of files) await read(name);

  return {
    has: (id) => find(table, numbersIn(id)) !== null,
    add(id, day) {
      table = insert(table, numbersIn(id), day);
      dirty.add(day);
    },
    mark: () => table.count,
    async save(mark, release, today) {
      const files: string[] = [];
      const byDay = new Map<number, number[]>();
      for (let entry = 0; entry < mark; entry += 1) {
        const day = table.days[entry] ?? 0;
        if (day <= today - keepDays || (!dirty.has(day) && saved.has(day))) continue;
        const entries = byDay.get(day);
        if (entries) entries.push(entry);
        else byDay.set(day, [entry]);
      }
      for (const [day, entries] of byDay) {
        const name = `${day}.${release}.ids`;
        await disk.write(join(folder, name), sortedLines(table, entries));
        files.push(name);
      }
      for (const [day, name] of saved) if (!byDay.has(day) && day > today - keepDays) files.push(name);
      return { files: files.sort(), mark };
    },
    keep({ files, mark }, today) {
      saved = new Map(files.map((name) => [dayIn(name) ?? 0, name]));
      // Ids that came while the files were written are in none of them.
      dirty = new Set(table.days.subarray(mark, table.count));
      const oldest = today - keepDays;
      if (table.days.subarray(0, table.count).some((day) => day <= oldest)) table = without(table, oldest);
    },
  };
}

interface Table {
  readonly numbers: Uint32Array;
  readonly days: Int32Array;
  /** Open addressing; entry + 1, 0 where free. */
  readonly slots: Int32Array;
  readonly secret: Uint32Array;
  count: number;
}

function createTable(capacity: number): Table {
  return {
    numbers: new Uint32Array(capacity * wordsPerId),
    days: new Int32Array(capacity),
    slots: new Int32Array(capacity * 2),
    secret: randomFillSync(new Uint32Array(wordsPerId * lettersPerWord * 64)),
    count: 0,
  };
}

/**
 * Simple tabulation: a secret random number for each letter at each place. Whoever chooses ids instead of drawing them
 * cannot make them meet in one place, where each would have to pass all the others; a known hash, even seeded, could be
 * steered. Source: Pătraşcu and Thorup, "The power of simple tabulation hashing", https://arxiv.org/abs/1011.5200
 */
function hash(numbers: Uint32Array, secret: Uint32Array): number {
  let mixed = 0;
  for (let word = 0; word < wordsPerId; word += 1) {
    let rest = numbers[word] ?? 0;
    for (let place = 0; place < lettersPerWord; place += 1) {
      mixed ^= secret[((word * lettersPerWord + place) << 6) | (rest & 63)] ?? 0;
      rest >>>= 6;
    }
  }
  return mixed >>> 0;
}

function slotOf(table: Table, numbers: Uint32Array): number {
  const mask = table.slots.length - 1;
  let slot = hash(numbers, table.secret) & mask;
  for (;;) {
    const entry = (table.slots[slot] ?? 0) - 1;
    if (entry < 0 || isEqual(table, entry, numbers)) return slot;
    slot = (slot + 1) & mask;
  }
}

function isEqual(table: Table, entry: number, numbers: Uint32Array): boolean {
  const from = entry * wordsPerId;
  for (let at = 0; at < wordsPerId; at += 1) if (table.numbers[from + at] !== numbers[at]) return false;
  return true;
}

function find(table: Table, numbers: Uint32Array): number | null {
  const entry = (table.slots[slotOf(table, numbers)] ?? 0) - 1;
  return entry < 0 ? null : entry;
}

function insert(table: Table, numbers: Uint32Array, day: number): Table {
  if (find(table, numbers) !== null) return table;
  const roomy = table.count < table.days.length ? table : grown(table);
  const entry = roomy.count;
  roomy.numbers.set(numbers, entry * wordsPerId);
  roomy.days[entry] = day;
  roomy.count += 1;
  roomy.slots[slotOf(roomy, numbers)] = entry + 1;
  return roomy;
}

function grown(table: Table): Table {
  return copy(table, table.days.length * 2, () => true);
}

function without(table: Table, upTo: number): Table {
  return copy(table, table.days.length, (day) => day > upTo);
}

function copy(table: Table, capacity: number, keeps: (day: number) => boolean): Table {
  const made = createTable(capacity);
  for (let entry = 0; entry < table.count; entry += 1) {
    const day = table.days[entry] ?? 0;
    if (!keeps(day)) continue;
    const numbers = table.numbers.subarray(entry * wordsPerId, (entry + 1) * wordsPerId);
    made.numbers.set(numbers, made.count * wordsPerId);
    made.days[made.count] = day;
    made.count += 1;
    made.slots[slotOf(made, numbers)] = made.count;
  }
  return made;
}

/** An id of another shape than the treaty's is hashed to one. */
function numbersIn(id: string): Uint32Array {
  return decode(id) ?? decode(createHash('sha256').update(id).digest('base64url').slice(0, idLength)) ?? noNumbers;
}

/** Five letters are 30 bits: four numbers of five letters and one of two. */
function decode(id: string): Uint32Array | null {
  if (id.length !== idLength) return null;
  const numbers = new Uint32Array(wordsPerId);
  for (let word = 0; word < wordsPerId; word += 1) {
    let number = 0;
    for (let at = word * lettersPerWord; at < Math.min(idLength, (word + 1) * lettersPerWord); at += 1) {
      const digit = digitOf[id.charCodeAt(at)] ?? -1;
      if (digit < 0) return null;
      number = number * 64 + digit;
    }
    numbers[word] = number;
  }
  return numbers;
}

function encode(table: Table, entry: number): string {
  let text = '';
  for (let word = 0; word < wordsPerId; word += 1) {
    let number = table.numbers[entry * wordsPerId + word] ?? 0;
    let part = '';
    for (let left = Math.min(lettersPerWord, idLength - word * lettersPerWord); left > 0; left -= 1) {
      part = (alphabet[number % 64] ?? '') + part;
      number = Math.floor(number / 64);
    }
    text += part;
  }
  return text;
}

/** One line an id. Sorted in 4096 parts, so that no part holds the event loop. */
async function* sortedLines(table: Table, entries: readonly number[]): AsyncGenerator<string> {
  const parts = Array.from({ length: 4096 }, (): number[] => []);
  for (const entry of entries) parts[(table.numbers[entry * wordsPerId] ?? 0) >>> 18]?.push(entry);
  let breath = 0;
  for (const part of parts) {
    if (part.length === 0) continue;
    yield `${part
      .map((entry) => encode(table, entry))
      .sort()
      .join('\n')}\n`;
    breath += part.length;
    if (breath < 2000) continue;
    breath = 0;
    await new Promise(setImmediate);
  }
}

function dayIn(name: string): number | null {
  const digits = /^(\d+)\.\d+\.ids$/.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}
