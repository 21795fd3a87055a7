import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';

export type Row = Readonly<Record<string, unknown>>;

/** DuckDB for one test, and a folder for the files that it reads; whole numbers come as numbers. */
export async function openDuck(t: TestContext) {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const folder = await mkdtemp(join(tmpdir(), 'kelisim-parquet-'));
  t.after(async () => {
    connection.closeSync();
    await rm(folder, { recursive: true, force: true });
  });
  const rows = async (sql: string): Promise<readonly Row[]> =>
    ((await connection.runAndReadAll(sql)).getRowObjectsJS() as readonly Row[]).map(plain);
  return { folder, rows };
}

const plain = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]),
  );
