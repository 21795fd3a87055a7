import { dimensions, environment } from '../wire/report.ts';

declare const released: unique symbol;

/**
 * A published increment of one cell: k contributions (or a multiple), with their measures. Only `release` makes one.
 *
 * `day` is the site's day of the last instant before the release (the day-close release bears the day it closes);
 * `hour` is that instant's hour, only for cells without a dimension and for `quality`, null elsewhere.
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

/** One table of the fixed lattice. */
export interface Table {
  /** What a contribution is called in answers: a measure of this name always equals the contributions. Null: not people. */
  readonly people: string | null;
  /** Sums that go along; none of them counts people. */
  readonly measures: readonly string[];
  /** The dimensions of its cells, none to two, in this order; a cell with others does not exist. */
  readonly cells: readonly (readonly string[])[];
  /** `hour`: cells with at most one dimension each hour, pairs when the day closes. `day`: all when the day closes. */
  readonly opens: 'hour' | 'day';
  /** Whether a cell holds 48 buckets of values beside its measures (histogram.ts). */
  readonly histogram: boolean;
  /** Whether cells wait for their margins, the cells with one dimension less, which count the same (margins.ts). */
  readonly nested: boolean;
  /** The table, earlier in the list, whose cells of the same values count the same contributions and are followed. */
  readonly follows: 'visits' | null;
}

const table = (
  people: string | null,
  measures: readonly string[],
  cells: Table['cells'],
  more: Partial<Table> = {},
) => ({
  people,
  measures,
  cells,
  opens: 'hour' as const,
  histogram: false,
  nested: false,
  follows: null,
  ...more,
});
const alone = (names: readonly string[]) => names.map((name) => [name]);
const each = (name: string, others: readonly string[]) => others.map((other) => [name, other]);
const pairs = (names: readonly string[]) => names.flatMap((one, at) => names.slice(at + 1).map((two) => [one, two]));

/**
 * The lattice: all that is ever counted. At most two descriptive values a cell, no id, no time finer than the day but the
 * release hour of cells without a dimension, and the hour of the week, which is a table of its own (DESIGN.md; K-07).
 *
 * - `visits`, `totals`, `uniques`, `goals` know `(none)` for a visit without referrer or campaign.
 * - `pages.onward` are views that came from there: exits = views − onward. `scroll25` … `scroll100` count leaves by the
 *   largest quarter they saw: "reached 50" is the sum of scroll50, scroll75 and scroll100.
 * - `uniques.span` is `week`, `month` or `ever`; a browser's first of the day is `visits.visitors`.
 * - `retention.week` is the ISO week of the first visit (`2026-W40`), `(earlier)` where `offset` is 13 (13 and more).
 * - `hours.hour` is weekday and hour of the event, `1-09` for Monday 09:00 to 09:59.
 * - `events.property` is `name=value`. `searches.term` is the term's number, -1 for other.
 * - `given` and `withdrawn` are the two halves of the consents report. `quality` is exact and by hour: not about visitors.
 */
export const tables = {
  visits: table('visitors', ['visits', 'second'], [[], ...alone(dimensions), ...pairs(dimensions)], {
    nested: true,
  }),
  pages: table(
    'readers',
    ['views', 'onward', 'engagedSeconds', 'scroll25', 'scroll50', 'scroll75', 'scroll100'],
    [['path'], ...each('path', environment)],
  ),
  totals: table('visitors', ['views', 'engagedSeconds'], [[], ...alone(environment)], { follows: 'visits' }),
  steps: table('movers', [], [['from', 'to']]),
  uniques: table('visitors', [], [['span'], ...each('span', dimensions)], { nested: true }),
  retention: table('visitors', [], [['week', 'offset']]),
  hours: table('visitors', [], [['hour']]),
  vitals: table('browsers', ['good', 'needsWork', 'poor'], [['metric'], ['metric', 'path'], ['metric', 'device']], {
    histogram: true,
  }),
  events: table('browsers', ['times'], [['name'], ['name', 'property']]),
  goals: table('browsers', ['visits'], [['goal'], ...each('goal', dimensions)]),
  funnels: table('browsers', ['visits'], [['funnel', 'step']]),
  searches: table('browsers', [], [['words'], ['words', 'results'], ['term'], ['term', 'results']], { opens: 'day' }),
  places: table('browsers', [], [['name']]),
  given: table('receipts', [], [['policy', 'purpose']]),
  withdrawn: table('receipts', [], [['policy', 'purpose']]),
  quality: table(null, ['count'], [['reason']]),
} as const satisfies Readonly<Record<string, Table>>;

export type TableName = keyof typeof tables;

/** The table of that name; undefined for a name from outside that is none. */
export function tableNamed(name: string): Table | undefined {
  return Object.hasOwn(tables, name) ? tables[name as TableName] : undefined;
}

/** Every measure of every table, once: the columns of the released files. */
export const measureNames: readonly string[] = [
  ...new Set(Object.values<Table>(tables).flatMap((one) => one.measures)),
];

/** The value of a dimension that has none, like the referrer of a visit from nowhere. */
export const none = '(none)';
/** Where leftovers go: what stayed below k for 35 days, and what a changed or lost key covers. */
export const other = '(other)';

/**
 * Whether a dimension names what is counted, like a path or the words of a search. The others describe the browser, its
 * visit or the result: a browser's first contribution of a period to one name has one value of them, so it comes to one
 * of their cells; but of names it may bring many, each for the first time.
 */
export function names(dimension: string): boolean {
  return !descriptions.has(dimension);
}

const descriptions: ReadonlySet<string> = new Set([...dimensions, 'results', 'hour']);

/** The list of values a dimension draws from; `closed` ones come from code and hide nobody. */
export type Kind =
  | 'closed'
  | 'path'
  | 'source'
  | 'event'
  | 'property'
  | 'goal'
  | 'funnel'
  | 'words'
  | 'term'
  | 'place'
  | 'consent';

/**
 * What kind of value stands in `dimension` of `table`. Kinds other than `closed` are undeclared unless the site's
 * configuration names the value: they stand in pending as a sealed tag until they have their k (K-10).
 */
export function kindOf(tableName: string, dimension: string): Kind {
  switch (dimension) {
    case 'path':
    case 'from':
    case 'to':
    case 'entry':
      return 'path';
    case 'referrer':
    case 'campaign':
      return 'source';
    case 'name':
      return tableName === 'places' ? 'place' : 'event';
    case 'policy':
    case 'purpose':
      return 'consent';
    case 'property':
    case 'goal':
    case 'funnel':
    case 'words':
    case 'term':
      return dimension;
    default:
      return 'closed';
  }
}
