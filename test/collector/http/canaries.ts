import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** Every way in which a text may come to rest. */
export function formsOf(text: string): readonly Buffer[] {
  const utf8 = Buffer.from(text);
  const base64 = [0, 1, 2].map((shift) => {
    // In the middle of something longer, base64 looks different by its place; the first and last letters are cut off.
    const encoded = Buffer.concat([Buffer.alloc(shift), utf8])
      .toString('base64')
      .replace(/=+$/, '');
    return Buffer.from(encoded.slice(shift === 0 ? 0 : shift + 1, -2));
  });
  const utf16 = Buffer.from(text, 'utf16le');
  return [
    utf8,
    utf16,
    Buffer.from(utf16).swap16(),
    Buffer.from(utf8.toString('hex')),
    Buffer.from(utf8.toString('hex').toUpperCase()),
    ...base64,
  ];
}

/** The files under `folder` that hold any of these bytes. */
export async function findIn(folder: string, forms: readonly Buffer[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const bytes = Buffer.concat([await readFile(path), await rowsIn(path)]);
    if (forms.some((form) => bytes.includes(form))) found.push(path);
  }
  return found;
}

/** What a packed file says once it is unpacked: nothing may hide behind compression. */
async function rowsIn(path: string): Promise<Buffer> {
  if (!path.endsWith('.parquet')) return Buffer.alloc(0);
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  try {
    const found = await connection.runAndReadAll(`SELECT * FROM read_parquet('${path}')`);
    return Buffer.from(JSON.stringify(found.getRowsJson()));
  } finally {
    connection.closeSync();
  }
}
