import { chmodSync, closeSync, fsyncSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import {
  BIGINT,
  DATE,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBDateValue,
  DuckDBInstance,
  type DuckDBType,
  type DuckDBValue,
  LIST,
  listValue,
  TINYINT,
  VARCHAR,
} from '@duckdb/node-api';
import { attachShelves, columns, createExport, createIncoming, writeExport } from './parquet-sql.ts';
import type { Column } from './store.ts';
import { createTurns, giveWay, onlyThread } from './turns.ts';

/** What the ledger's thread asks. `rows` come by columns, in the order of `columns`. */
export type Request =
  | { readonly id: number; readonly ask: 'begin' | 'end'; readonly table: string }
  | {
      readonly id: number;
      readonly ask: 'rows';
      readonly table: string;
      readonly count: number;
      readonly columns: readonly (readonly unknown[])[];
    }
  | { readonly id: number; readonly ask: 'write'; readonly sql: string; readonly target: string }
  | { readonly id: number; readonly ask: 'read'; readonly sql: string; readonly values: readonly string[] }
  /** Work on rows in memory, which can wait; `settle`: compresses what was taken in. */
  | { readonly id: number; readonly ask: 'shelve' | 'settle'; readonly sql: string }
  | { readonly id: number; readonly ask: 'export'; readonly columns: readonly Column[] };
export type Answer =
  | { readonly id: number; readonly rows: readonly (readonly unknown[])[] }
  | { readonly id: number; readonly error: string };

const types: Readonly<Record<string, DuckDBType>> = { VARCHAR, DATE, TINYINT, BIGINT, 'BIGINT[]': LIST(BIGINT) };
/** An export writes no released file: it waits with the questions. */
const queueOf = {
  begin: 'write',
  rows: 'write',
  write: 'write',
  end: 'write',
  read: 'read',
  export: 'read',
  shelve: 'shelve',
  settle: 'shelve',
} as const;
/** DuckDB's own vector size: a chunk holds no more rows. */
export const rowsPerChunk = 2048;

/**
 * Owns the one DuckDB instance of the process: in memory, spilling nowhere. One connection writes, one reads and one fills
 * memory, by turns on this thread, which gives way to the one that acknowledges posts. None of libuv's four threads is
 * DuckDB's for long, so that a long question never keeps the log from its sync (K-05).
 */
async function run(port: NonNullable<typeof parentPort>): Promise<void> {
  giveWay();
  const turns = createTurns();
  const instance = await DuckDBInstance.create(':memory:', {
    ...onlyThread,
    // Closing a month of 140,000 rows takes under 128 MB, the rows in memory (shelf.ts) some 60 MB: room for both.
    memory_limit: '384MB',
    temp_directory: '',
    // Each release writes new files, and what is asked again lies in memory: a cache of files would only grow.
    enable_external_file_cache: 'false',
    // What a release took is given back after it: closing such a month again and again held 363 MB at most, now 256.
    allocator_flush_threshold: '1MB',
    allocator_bulk_deallocation_flush_threshold: '1MB',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const writer = await instance.connect();
  const reader = await instance.connect();
  const shelver = await instance.connect();
  await shelver.run(attachShelves);
  // One for all rows: its megabyte lies outside of JavaScript's heap, which would not hurry to give up one that is spent.
  const incoming = DuckDBDataChunk.create(columns.map(([, type]) => types[type] ?? VARCHAR));
  const answer = async (request: Request): Promise<readonly (readonly unknown[])[]> => {
    switch (request.ask) {
      case 'begin':
        await writer.run(createIncoming(request.table));
        return [];
      case 'rows': {
        const appender = await writer.createAppender(request.table);
        fill(incoming, request.columns, request.count);
        appender.appendDataChunk(incoming);
        appender.closeSync();
        return [];
      }
      case 'end':
        await writer.run(`DROP TABLE ${request.table}`);
        return [];
      case 'write':
        await turns.run(writer, request.sql);
        sync(request.target);
        return [];
      case 'read': {
        const result = await turns.run(reader, request.sql, request.values);
        return result.getRowsJS().map((row) => row.map(plain));
      }
      case 'shelve':
        await turns.runIdly(shelver, request.sql);
        return [];
      case 'settle':
        await turns.runAlone(shelver, request.sql);
        return [];
      case 'export':
        return [[await exportOf(reader, request.columns)]];
    }
  };
  const queues = { write: Promise.resolve(), read: Promise.resolve(), shelve: Promise.resolve() };
  port.on('message', (request: Request) => {
    const queue = queueOf[request.ask];
    queues[queue] = queues[queue]
      .then(() => answer(request))
      .then(
        (rows) => port.postMessage({ id: request.id, rows } satisfies Answer),
        (error) => port.postMessage({ id: request.id, error: String(error?.message ?? error) } satisfies Answer),
      );
  });
}

/** DuckDB writes Parquet into a file only: into one of our own, which is gone before it is sent. */
async function exportOf(connection: DuckDBConnection, exported: readonly Column[]): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'kelisim-export-'));
  try {
    const types = exported.map(({ type }) => ({ text: VARCHAR, integer: BIGINT, number: DOUBLE })[type]);
    await connection.run(createExport('exported', exported));
    const appender = await connection.createAppender('exported');
    const count = exported[0]?.values.length ?? 0;
    for (let at = 0; at < count; at += rowsPerChunk) {
      const chunk = DuckDBDataChunk.create(types, Math.min(rowsPerChunk, count - at));
      const part = exported.map(({ type, values }) =>
        values
          .slice(at, at + rowsPerChunk)
          .map((value) => (type === 'integer' && value !== null ? BigInt(value) : value)),
      );
      chunk.setColumns(part);
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
    await connection.run(writeExport('exported', join(folder, 'rows.parquet')));
    await connection.run('DROP TABLE exported');
    return readFileSync(join(folder, 'rows.parquet'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fill(chunk: DuckDBDataChunk, data: readonly (readonly unknown[])[], count: number): void {
  chunk.reset();
  chunk.rowCount = count;
  chunk.setColumns(columns.map(([, type], at) => (data[at] ?? []).map((value) => duckValue(type, value))));
}

function duckValue(type: string, value: unknown): DuckDBValue {
  if (value === null || value === undefined) return null;
  if (type === 'DATE') return new DuckDBDateValue(Number(value));
  if (type === 'BIGINT') return BigInt(value as number);
  if (type === 'BIGINT[]') return listValue((value as number[]).map(BigInt));
  return value as DuckDBValue;
}

/** Counts fit a double: 2^53 page views are more than there are. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  return Array.isArray(value) ? value.map(plain) : value;
}

function sync(path: string): void {
  chmodSync(path, 0o600);
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

if (parentPort) await run(parentPort);
