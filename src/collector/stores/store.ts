import type { ReleasedRow } from '../tables.ts';

/** A sum over released rows of one table with exactly the dimensions named. */
export interface Sum {
  readonly site: string;
  readonly table: string;
  /** The cell's dimensions, in the table's order: none, one or two. Rows with other dimensions do not take part. */
  readonly dimensions: readonly string[];
  /** Inclusive days since 1970-01-01, in the site's zone. */
  readonly from: number;
  readonly to: number;
  /** Keep only rows whose dimension has this value. */
  readonly where?: Readonly<Record<string, string>>;
  /** Dimensions to keep apart in the answer; those not named are summed over. */
  readonly by?: readonly string[];
  /** Keep days, or days and hours, apart too. */
  readonly step?: 'day' | 'hour';
}

/** One row of the answer to a `Sum`. */
export interface Summed {
  readonly day?: number;
  readonly hour?: number | null;
  readonly values: Readonly<Record<string, string>>;
  readonly contributions: number;
  /** The table's measures; its name for people (`visitors`, `readers` …, tables.ts) is the contributions once more. */
  readonly measures: Readonly<Record<string, number>>;
  /** Only for `vitals`: 48 bucket counts. */
  readonly histogram?: readonly number[];
}

/** Days of one site, inclusive, in its zone. */
export interface SiteDays {
  readonly site: string;
  readonly from: number;
  readonly to: number;
}

/** What is left when some rows are left out, and what those held. Nothing is gone before `show` is told. */
export interface Remainder {
  /** The names of the files that then hold everything. */
  readonly files: readonly string[];
  /** Contributions that were in what is left out, by site and kind of cell. */
  readonly taken: readonly Taken[];
}

export interface Taken {
  readonly site: string;
  readonly table: string;
  readonly dimensions: readonly string[];
  readonly contributions: number;
}

/** A row as it lies: all that was released of one cell on one day, by hour where the cell has hours. */
export type StoredRow = { readonly [K in keyof ReleasedRow as K extends string ? K : never]: ReleasedRow[K] };

/** A column of an exported file: text, whole numbers or numbers; a value that is not there is null. */
export interface Column {
  readonly name: string;
  readonly type: 'text' | 'integer' | 'number';
  readonly values: readonly (string | number | null)[];
}

/**
 * Where released rows rest. Nothing in it is updated in place: a change writes a new file, renames, unlinks.
 *
 * `append` writes and syncs but shows nothing: what the caller's manifest then names is shown by `show`.
 */
export interface Store {
  /**
   * Writes rows beside those already released; answers the names of the files that now hold everything. Of the files
   * shown only those in `kept` are carried on; default: all.
   */
  append(rows: readonly ReleasedRow[], kept?: readonly string[]): Promise<readonly string[]>;
  /** Writes new files without the rows of these days of a site. */
  erase(days: SiteDays): Promise<Remainder>;
  /** Leaves out whole months before that of `day`, by their files; writes nothing. */
  expire(day: number): Promise<Remainder>;
  /** From the call on exactly these files are read; files named before and no longer are unlinked. */
  show(files: readonly string[]): Promise<void>;
  /** Sums released rows; the order of the answer is fixed by its values. */
  sum(query: Sum): Promise<readonly Summed[]>;
  /** The rows of one day, as they lie; the order is fixed. */
  rows(site: string, day: number): Promise<readonly StoredRow[]>;
  /** A report's columns, all of the same length, as one Parquet file. */
  toParquet(columns: readonly Column[]): Promise<Uint8Array>;
  close(): Promise<void>;
}
