import { type Declared, isDeclared } from './declared.ts';
import { bucketCount } from './histogram.ts';
import { type Kind, kindOf, names, other, type Table, type TableName, tables } from './tables.ts';

/** The counters of one cell below its next threshold. It has no day of an event, only days of arrival for the two rules that need one. */
export interface Cell {
  /** Contributions not yet published. */
  u: number;
  /** Measures not yet published, in the table's order; then the 48 buckets where it has a histogram. */
  readonly x: number[];
  /** The secret threshold; 0: not drawn yet, which is done when u first reaches k. */
  tau: number;
  /** The newest period that contributed; `now` and `before` are the browsers first seen in it, and in the one before. */
  period: number;
  now: number;
  before: number;
  /** The day of arrival of its last contribution: 35 days later it goes to `(other)`. */
  last: number;
  /** The period in which it last published; 0: never. */
  opened: number;
  /** Contributions in `period`, on how many days of arrival, and the last of them: for the first opening of a period. */
  fresh: number;
  days: number;
  /** `fresh` by bucket of the network prefix, for values nobody declared; null where there is none. */
  buckets: number[] | null;
  /** Whether one of its values is undeclared. */
  readonly hidden: boolean;
  /** Whether it is a row `(other)`: it gathers what went out of other cells, long after it came. */
  readonly gathers: boolean;
  /** Whether one browser may have come to several of those: their browsers must not be added up. */
  readonly mixed: boolean;
}

/** All cells of one table with the same dimensions. */
export interface Group {
  readonly site: string;
  readonly table: TableName;
  readonly dimensions: readonly string[];
  readonly kinds: readonly Kind[];
  /** Numbers in a cell's `x`. */
  readonly width: number;
  readonly declared: Declared;
  /** Cells by their value; those of no dimension by `''`. */
  readonly ones: Map<string, Cell>;
  /** Cells by their two values. */
  readonly twos: Map<string, Map<string, Cell>>;
  /** Contributions ever counted here. */
  acknowledged: number;
}

/** The counters of one site. */
export interface SiteLattice {
  readonly site: string;
  readonly groups: ReadonlyMap<string, Group>;
  /** Reasons and counts not yet published. */
  readonly quality: Map<string, number>;
  /** Undeclared values that had their k, with the period of their last publication, by kind: they may stand readably. */
  readonly shown: Map<Kind, Map<string, number>>;
  /** The period whose key seals. */
  period: number;
  /** Changes when cells are taken out or put back: who remembers cells looks them up anew. */
  generation: number;
}

/** When, and from where, a contribution came. */
export interface Moment {
  /** The period of the event's own day. */
  period: number;
  /** The site's day of the arrival. */
  arrival: number;
  /** 4-bit bucket of the network prefix; null: not capped. */
  bucket: number | null;
}

/** The name of a group within its site. */
export function groupName(table: string, dimensions: readonly string[]): string {
  return `${table} ${dimensions.join(' ')}`;
}

/** An empty lattice of one site. */
export function createSiteLattice(site: string, declared: Declared): SiteLattice {
  const groups = new Map<string, Group>();
  for (const [name, table] of Object.entries<Table>(tables)) {
    if (name === 'quality') continue;
    for (const dimensions of table.cells)
      groups.set(groupName(name, dimensions), {
        site,
        table: name as TableName,
        dimensions,
        kinds: dimensions.map((dimension) => kindOf(name, dimension)),
        width: table.measures.length + (table.histogram ? bucketCount : 0),
        declared,
        ones: new Map(),
        twos: new Map(),
        acknowledged: 0,
      });
  }
  return { site, groups, quality: new Map(), shown: new Map(), period: 0, generation: 0 };
}

/** The group of that table with these dimensions. Throws where the lattice has none: that is a fault of ours. */
export function groupNamed(lattice: SiteLattice, table: TableName, ...dimensions: readonly string[]): Group {
  const found = lattice.groups.get(groupName(table, dimensions));
  if (!found) throw new Error(`no cells ${table} (${dimensions.join(', ')})`);
  return found;
}

/** Adds to the measure of that place in the table's order. */
export function addTo(cell: Cell, measure: number, amount: number): void {
  cell.x[measure] = (cell.x[measure] ?? 0) + amount;
}

/** The cell of these values, made where there is none. `''` stands for a dimension that the group does not have. */
export function cellAt(group: Group, one: string, two: string, arrival: number): Cell {
  if (group.dimensions.length < 2) {
    const known = group.ones.get(one);
    if (known) return known;
    const made = emptyCell(group, one, two, arrival);
    group.ones.set(one, made);
    return made;
  }
  let row = group.twos.get(one);
  if (!row) {
    row = new Map();
    group.twos.set(one, row);
  }
  const known = row.get(two);
  if (known) return known;
  const made = emptyCell(group, one, two, arrival);
  row.set(two, made);
  return made;
}

/** Takes a cell out of its group; one that is not there is fine. */
export function removeCell(group: Group, one: string, two: string): void {
  if (group.dimensions.length < 2) {
    group.ones.delete(one);
    return;
  }
  const row = group.twos.get(one);
  row?.delete(two);
  if (row?.size === 0) group.twos.delete(one);
}

/** Calls `each` for every cell; it may remove the one it is given. */
export function* cellsOf(group: Group): Generator<readonly [one: string, two: string, cell: Cell]> {
  for (const [one, cell] of group.ones) yield [one, '', cell];
  for (const [one, row] of group.twos) for (const [two, cell] of row) yield [one, two, cell];
}

/** Counts one contribution. `first`: it is also this browser's first of its period. */
export function contribute(group: Group, cell: Cell, first: boolean, when: Moment): void {
  group.acknowledged += 1;
  cell.u += 1;
  if (when.period > cell.period) roll(cell, when.period);
  if (first) countFirst(cell, when.period, 1);
  if (cell.fresh === 0 || when.arrival > cell.last) cell.days += 1;
  cell.fresh += 1;
  if (when.arrival > cell.last) cell.last = when.arrival;
  if (cell.hidden && when.bucket !== null) {
    cell.buckets ??= new Array<number>(16).fill(0);
    cell.buckets[when.bucket] = (cell.buckets[when.bucket] ?? 0) + 1;
  }
}

/**
 * Counts `count` browsers first seen in `period`; older than the period before the cell's, they no longer matter. Where
 * they may be the same ones as those counted already, only the larger number is sure.
 */
export function countFirst(cell: Cell, period: number, count: number): void {
  if (period > cell.period) roll(cell, period);
  if (period === cell.period) cell.now = cell.mixed ? Math.max(cell.now, count) : cell.now + count;
  else if (period === cell.period - 1) cell.before = cell.mixed ? Math.max(cell.before, count) : cell.before + count;
}

/** Begins a newer period in a cell: what is known of the opening begins anew. */
export function roll(cell: Cell, period: number): void {
  cell.before = period === cell.period + 1 ? cell.now : 0;
  cell.now = 0;
  cell.period = period;
  cell.fresh = 0;
  cell.days = 0;
  cell.buckets = null;
}

/** Adds the cell `from` to the cell `to`, as if its contributions had come there; `to` keeps its threshold. */
export function addCell(to: Cell, from: Cell): void {
  to.u += from.u;
  for (const [at, amount] of from.x.entries()) to.x[at] = (to.x[at] ?? 0) + amount;
  if (from.period > to.period) roll(to, from.period);
  countFirst(to, from.period, from.now);
  countFirst(to, from.period - 1, from.before);
  if (from.period === to.period) {
    // Days are counted from arrivals in order: the day both share is one day.
    const shared = to.days > 0 && from.days > 0 && to.last > from.last - from.days;
    to.days += shared ? from.days - 1 : from.days;
    to.fresh += from.fresh;
    if (from.buckets) {
      const sum = to.buckets ?? new Array<number>(16).fill(0);
      to.buckets = sum.map((count, bucket) => count + (from.buckets?.[bucket] ?? 0));
    }
  }
  to.last = Math.max(to.last, from.last);
  to.opened = Math.max(to.opened, from.opened);
}

/**
 * Adds what goes out of `from` to a row `(other)`. Of the browsers that came to `from` only so many are taken to stand
 * behind it as contributions are left: those that were published are used up.
 */
export function gather(to: Cell, from: Cell): void {
  addCell(to, { ...from, now: Math.min(from.now, from.u), before: Math.min(from.before, from.u) });
}

function emptyCell(group: Group, one: string, two: string, arrival: number): Cell {
  const hidden =
    !isDeclared(group.declared, group.kinds[0] ?? 'closed', one) ||
    !isDeclared(group.declared, group.kinds[1] ?? 'closed', two);
  return {
    u: 0,
    x: new Array<number>(group.width).fill(0),
    tau: 0,
    period: 0,
    now: 0,
    before: 0,
    last: arrival,
    opened: 0,
    fresh: 0,
    days: 0,
    buckets: null,
    hidden,
    gathers: one === other || two === other,
    mixed: (one === other && names(group.dimensions[0] ?? '')) || (two === other && names(group.dimensions[1] ?? '')),
  };
}
