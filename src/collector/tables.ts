declare const released: unique symbol;

/**
 * A published increment of one cell: k contributions (or a multiple), with their measures. Only `release` makes one.
 *
 * `day` is the site's day of the last instant before the release (the day-close release bears the day it closes);
 * `hour` is that instant's hour, only for cells without a dimension, null elsewhere.
 */
export interface ReleasedRow {
  readonly [released]: true;
  readonly site: string;
  readonly table: string;
  readonly day: number;
  readonly hour: number | null;
  /** At most two `[dimension, value]` pairs, in the table's order. */
  readonly cell: readonly (readonly [dimension: string, value: string])[];
  readonly contributions: number;
  readonly measures: Readonly<Record<string, number>>;
  readonly histogram?: readonly number[];
}
