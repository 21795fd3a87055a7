import { bucketCount } from '../histogram.ts';
import { measureNames, type Table, tables } from '../tables.ts';
import type { Column, SiteDays, Sum } from './store.ts';

/** The columns of a released file, in order: a row is one cell's sum of one day (K-07). */
export const columns: readonly (readonly [name: string, type: string])[] = [
  ['site', 'VARCHAR'],
  ['table', 'VARCHAR'],
  ['day', 'DATE'],
  ['hour', 'TINYINT'],
  ['dimension1', 'VARCHAR'],
  ['value1', 'VARCHAR'],
  ['dimension2', 'VARCHAR'],
  ['value2', 'VARCHAR'],
  ['contributions', 'BIGINT'],
  ...measureNames.map((name) => [name, 'BIGINT'] as const),
  ['histogram', 'BIGINT[]'],
];

const counts = ['contributions', ...measureNames];
const keys = columns.map(([name]) => name).filter((name) => name !== 'histogram' && !counts.includes(name));
const quoted = (name: string) => `"${name}"`;
/** A name that came from a question, like the property that `by` names. */
const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`;
const text = (value: string) => `'${value.replaceAll("'", "''")}'`;

/** DuckDB has no sum over lists; rows without a histogram have none in the sum. */
const histogramSum = `CASE WHEN count(histogram) = 0 THEN NULL ELSE [${Array.from(
  { length: bucketCount },
  (_, bucket) => `coalesce(sum(histogram[${bucket + 1}]), 0)::BIGINT`,
).join(', ')}] END AS histogram`;

/** Makes the table that takes the rows of a release before they are written. */
export function createIncoming(table: string): string {
  return `CREATE OR REPLACE TEMP TABLE ${table} (${columns.map(([name, type]) => `${quoted(name)} ${type}`).join(', ')})`;
}

/** Reads files as one; a file of an older version lacks columns that were added since. */
export function from(files: readonly string[]): string {
  return `read_parquet([${files.map(text).join(', ')}], union_by_name = true)`;
}

/**
 * Writes `target` from the files it replaces and those incoming rows whose day is in the range. Rows of one cell and
 * day (and hour) become one: how many releases made them tells more than their sum. A day lies in one file only, so just
 * the days that rows come to are summed anew: a month of 140,000 rows then takes under 128 MB to close, instead of 256.
 */
export function writeFile(
  target: string,
  replaced: readonly string[],
  table: string,
  incoming: readonly [from: string, to: string] | null,
): string {
  if (!incoming) return copy(target, `SELECT * FROM ${from(replaced)}`);
  const isComing = `day BETWEEN DATE ${text(incoming[0])} AND DATE ${text(incoming[1])}`;
  const coming = `SELECT * FROM ${table} WHERE ${isComing}`;
  if (replaced.length === 0) return copy(target, summed(coming));
  const before = `SELECT * FROM ${from(replaced)} WHERE`;
  return copy(
    target,
    `${before} NOT (${isComing}) UNION ALL BY NAME ${summed(`${before} ${isComing} UNION ALL BY NAME ${coming}`)}`,
  );
}

/** Writes `target` from `file` without the rows of these days of a site. */
export function writeWithout(target: string, file: string, days: SiteDays): string {
  return copy(target, `SELECT * FROM ${from([file])} WHERE NOT (${isOf(days)})`);
}

/** Contributions by site, table and dimensions; of some days of a site only, or of all. */
export function takenFrom(files: readonly string[], days: SiteDays | null): string {
  const isTaken = days ? isOf(days) : 'true';
  return `SELECT site, "table", dimension1, dimension2, sum(contributions)::BIGINT
    FROM ${from(files)} WHERE ${isTaken} GROUP BY ALL`;
}

/** How many rows a file has beside those of these days of a site. */
export function countBeside(file: string, days: SiteDays): string {
  return `SELECT count(*) FROM ${from([file])} WHERE NOT (${isOf(days)})`;
}

function isOf({ site, from: first, to: last }: SiteDays): string {
  return `site = ${text(site)} AND day BETWEEN DATE '1970-01-01' + ${Math.trunc(first)} AND DATE '1970-01-01' + ${Math.trunc(last)}`;
}

/** Tables whose rows hold buckets beside their measures. */
const withBuckets = Object.entries<Table>(tables).flatMap(([name, { histogram }]) => (histogram ? [name] : []));

/** Summing 48 buckets takes 2 KB of memory for each row that comes out, so only rows that have buckets are summed so. */
function summed(rows: string): string {
  const sums = counts.map((name) => `sum(${quoted(name)})::BIGINT AS ${quoted(name)}`);
  const part = (histogram: string, condition: string) => `
    SELECT ${[...keys.map(quoted), ...sums, histogram].join(', ')}
    FROM (${rows}) WHERE "table" ${condition} (${withBuckets.map(text).join(', ')})
    GROUP BY ${keys.map(quoted).join(', ')}`;
  return `(${part('NULL::BIGINT[] AS histogram', 'NOT IN')} UNION ALL ${part(histogramSum, 'IN')})`;
}

function copy(target: string, rows: string): string {
  return `COPY (
    SELECT ${columns.map(([name]) => quoted(name)).join(', ')} FROM (${rows})
    ORDER BY site, "table", dimension1 NULLS FIRST, dimension2 NULLS FIRST, value1, value2, day, hour
  ) TO ${text(target)} (FORMAT parquet, COMPRESSION zstd)`;
}

/** The database in memory that holds rows beside their files; small groups of rows let a question skip most of them. */
export const attachShelves = "ATTACH ':memory:' AS shelves (COMPRESS, ROW_GROUP_SIZE 8192)";
/** Compresses what was taken in. */
export const settleShelf = 'CHECKPOINT shelves';

/** Makes a table of released rows in memory. */
export function createShelf(table: string): string {
  return `CREATE TABLE shelves.${table} (${columns.map(([name, type]) => `${quoted(name)} ${type}`).join(', ')})`;
}

/** A kind of cell: table and dimensions. */
export type KindOfCell = readonly [table: string, dimension1: string | null, dimension2: string | null];

const kindColumns = '"table", dimension1 NULLS FIRST, dimension2 NULLS FIRST';

/** The kinds of cell in files, in order, and how many rows each has. */
export function kindsIn(files: readonly string[]): string {
  return `SELECT "table", dimension1, dimension2, count(*)::BIGINT FROM ${from(files)} GROUP BY ALL ORDER BY ${kindColumns}`;
}

/** Takes in the rows of some kinds of cell, which follow one another in that order, so that a file is not read whole. */
export function fillShelf(table: string, files: readonly string[], kinds: readonly KindOfCell[]): string {
  const is = (column: string, value: string | null) =>
    value === null ? `${column} IS NULL` : `${column} = ${text(value)}`;
  const some = kinds.map(
    ([name, one, two]) => `${is('"table"', name)} AND ${is('dimension1', one)} AND ${is('dimension2', two)}`,
  );
  const names = kinds.map(([name]) => name);
  const isNear = `"table" BETWEEN ${text(names[0] ?? '')} AND ${text(names.at(-1) ?? '')}`;
  return `INSERT INTO shelves.${table} BY NAME SELECT * FROM ${from(files)}
    WHERE ${isNear} AND (${some.join(' OR ')}) ORDER BY ${kindColumns}`;
}

export function dropShelf(table: string): string {
  return `DROP TABLE IF EXISTS shelves.${table}`;
}

/** Reads such tables as one. */
export function fromShelves(tables: readonly string[]): string {
  return `(${tables.map((table) => `SELECT * FROM shelves.${table}`).join(' UNION ALL ')})`;
}

/** A statement and its `$1` … values. */
export interface Question {
  readonly sql: string;
  readonly values: readonly string[];
  /** The names of the columns that are dimensions, in the order of the answer. */
  readonly by: readonly string[];
}

/** Sums over `source`, what `from` or `fromShelves` names. Columns of the answer: `by` …, day, hour (null where not asked), counts …, histogram. */
export function sumOf(query: Sum, source: string, measures: readonly string[]): Question {
  const values: string[] = [];
  const bind = (value: string) => `$${values.push(value)}`;
  const at = (dimension: string) => `value${query.dimensions.indexOf(dimension) + 1}`;
  const conditions = [
    `site = ${bind(query.site)}`,
    `"table" = ${bind(query.table)}`,
    ...[0, 1].map((index) => {
      const dimension = query.dimensions[index];
      const column = `dimension${index + 1}`;
      return dimension === undefined ? `${column} IS NULL` : `${column} = ${bind(dimension)}`;
    }),
    `day BETWEEN DATE '1970-01-01' + ${query.from}::INTEGER AND DATE '1970-01-01' + ${query.to}::INTEGER`,
    ...Object.entries(query.where ?? {}).map(([dimension, value]) => `${at(dimension)} = ${bind(value)}`),
  ];
  const by = query.by ?? [];
  const apart = [
    ...by.map(at),
    ...(query.step ? [`day - DATE '1970-01-01'`] : []),
    ...(query.step === 'hour' ? ['hour'] : []),
  ];
  const sums = ['contributions', ...measures].map((name) => `coalesce(sum(${quoted(name)}), 0)::BIGINT`);
  const shape = [
    ...by.map(at),
    query.step ? `day - DATE '1970-01-01'` : 'NULL',
    query.step === 'hour' ? 'hour' : 'NULL',
    ...sums,
    query.table === 'vitals' ? histogramSum : 'NULL',
  ];
  const sql = `SELECT ${shape.join(', ')} FROM ${source} WHERE ${conditions.join(' AND ')}
    ${apart.length > 0 ? `GROUP BY ${apart.join(', ')} ORDER BY ${apart.join(', ')}` : 'HAVING count(*) > 0'}`;
  return { sql, values, by };
}

/** The rows of one site and day in `files`, all columns, in their order; `$1` is the site. */
export function rowsOf(files: readonly string[], day: number): string {
  const days = `DATE '1970-01-01' + ${day}::INTEGER`;
  return `SELECT ${columns.map(([name]) => (name === 'day' ? `day - DATE '1970-01-01'` : quoted(name))).join(', ')}
    FROM ${from(files)} WHERE site = $1 AND day = ${days}
    ORDER BY "table", dimension1 NULLS FIRST, dimension2 NULLS FIRST, value1, value2, hour`;
}

/** The type in the file of each kind of exported column. */
export const exportTypes = { text: 'VARCHAR', integer: 'BIGINT', number: 'DOUBLE' } as const;

/** Makes the table that takes the rows of an export before they are written. */
export function createExport(table: string, exported: readonly Pick<Column, 'name' | 'type'>[]): string {
  return `CREATE OR REPLACE TEMP TABLE ${table} (${exported.map(({ name, type }) => `${identifier(name)} ${exportTypes[type]}`).join(', ')})`;
}

/** Writes an export's table as one file. */
export function writeExport(table: string, target: string): string {
  return `COPY ${table} TO ${text(target)} (FORMAT parquet, COMPRESSION zstd)`;
}

/** Contributions and measures of each table over all files, for the check that nothing was lost. */
export function totalsOf(files: readonly string[]): string {
  return `SELECT "table", ${counts.map((name) => `coalesce(sum(${quoted(name)}), 0)::BIGINT`).join(', ')}
    FROM ${from(files)} GROUP BY "table" ORDER BY "table"`;
}
