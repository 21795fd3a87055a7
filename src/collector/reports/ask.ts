import type { ReportQuery } from '../query.ts';
import type { Site } from '../sites.ts';
import type { Store, Sum, Summed } from '../stores/store.ts';
import { other, type TableName, tables } from '../tables.ts';

/** A question with what answers it. */
export interface Asked {
  readonly query: ReportQuery;
  readonly store: Store;
  readonly site: Site;
  readonly k: number;
  readonly searchK: number;
  /** The last release; null before the first. */
  readonly released: number | null;
}

export interface Question {
  readonly table: TableName;
  /** Dimensions to keep apart. */
  readonly by?: readonly string[];
  /** Beside the query's own filters. */
  readonly where?: Readonly<Record<string, string>>;
  readonly step?: 'day' | 'hour';
}

/**
 * Sums one table over the query's range and filters, in the cell that has just the dimensions asked for; an empty list
 * where the lattice has no such cell.
 */
export async function ask(
  { query, store }: Asked,
  { table, by = [], where = {}, step }: Question,
): Promise<readonly Summed[]> {
  const filters = { ...query.filters, ...where };
  const wanted = new Set([...by, ...Object.keys(filters)]);
  const cells: readonly (readonly string[])[] = tables[table].cells;
  const dimensions = cells.find((cell) => cell.length === wanted.size && cell.every((name) => wanted.has(name)));
  if (!dimensions) return [];
  const sum: Sum = {
    site: query.site,
    table,
    dimensions,
    from: query.from,
    to: query.to,
    by,
    where: filters,
    ...(step ? { step } : {}),
  };
  return store.sum(sum);
}

/** The dimensions a query asks for: broken down by or filtered. */
export function dimensionsOf({ by, filters }: ReportQuery): readonly string[] {
  return [...new Set([...by, ...Object.keys(filters)])];
}

/** A value's place in an answer's maps. */
export function keyOf(values: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The largest first, equal ones by their texts, `(other)` at the end: the order never depends on the store. */
export function ranked<T>(
  rows: readonly T[],
  count: (row: T) => number,
  texts: (row: T) => readonly string[],
): readonly T[] {
  return rows.toSorted((a, b) => {
    const [one, two] = [texts(a), texts(b)];
    const last = Number(one.includes(other)) - Number(two.includes(other));
    if (last !== 0) return last;
    return count(b) - count(a) || compare(one.join('\u0000'), two.join('\u0000'));
  });
}

/** The texts by which rows of one answer differ. */
export function textsIn(row: object, by: readonly string[]): readonly string[] {
  const cells = row as Readonly<Record<string, unknown>>;
  return by.map((name) => String(cells[name] ?? ''));
}

/** By code point: the same on every machine, whatever its language. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A share in [0, 1], to four decimals; null where nothing of the whole is shown. */
export function shareOf(part: number, whole: number): number | null {
  return whole <= 0 ? null : Math.min(1, Math.round((part / whole) * 10_000) / 10_000);
}
