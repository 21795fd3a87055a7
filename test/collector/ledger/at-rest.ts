import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { engine } from './support.ts';

/** Every file below a folder, by path, as bytes. */
export async function filesIn(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return new Map(await Promise.all(files.map(async (path) => [path, await readFile(path)] as const)));
}

/**
 * The files below a folder in which a word stands: in the shapes a careless program leaves, and inside Parquet pages. The
 * word has at least nine bytes, so that no shape of it is found by chance.
 */
export async function whereIs(folder: string, word: string): Promise<readonly string[]> {
  if (Buffer.byteLength(word) < 9) throw new RangeError(`${word} is too short to be looked for`);
  const shapes = [
    Buffer.from(word),
    Buffer.from(word, 'utf16le'),
    Buffer.from(Buffer.from(word).toString('hex')),
    ...[0, 1, 2].map((shift) => Buffer.from(base64Within(word, shift))),
    Buffer.from(JSON.stringify(word).slice(1, -1)),
    Buffer.from(encodeURIComponent(word)),
  ];
  const found: string[] = [];
  for (const [path, bytes] of await filesIn(folder)) {
    // Pages are compressed: what they hold is read as their readers read it.
    const text = path.endsWith('.parquet') ? await contentOf(path) : '';
    if (text.includes(word) || shapes.some((shape) => bytes.includes(shape))) found.push(path.slice(folder.length + 1));
  }
  return found;
}

/** What stands for a word in base64 when so many bytes come before it: without the letters it shares with its neighbours. */
function base64Within(word: string, shift: number): string {
  const text = Buffer.from(' '.repeat(shift) + word).toString('base64');
  return text.slice(4, -4);
}

/** All that a released file says, also what its metadata says of it. */
async function contentOf(path: string): Promise<string> {
  const ask = (sql: string) => engine.ask({ ask: 'read', sql, values: [] });
  const rows = await ask(`SELECT to_json(t)::VARCHAR FROM read_parquet('${path}') t`);
  const statistics = await ask(`SELECT to_json(t)::VARCHAR FROM parquet_metadata('${path}') t`);
  return [...rows, ...statistics].map(String).join('\n');
}
