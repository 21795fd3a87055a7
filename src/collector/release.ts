import { periodOf } from '../wire/calendar.ts';
import { carry, follow, isReached, stepOf } from './carry.ts';
import { isDeclared } from './declared.ts';
import { drawDelay } from './draw.ts';
import { type Cell, cellAt, cellsOf, type Group, gather, removeCell, type SiteLattice } from './lattice.ts';
import { leaderOf, roomOf } from './margins.ts';
import { other, type ReleasedRow, type Table, tables } from './tables.ts';

/** How many it takes. */
export interface Rules {
  readonly k: number;
  readonly searchK: number;
  /** Days of arrival that a search needs before its first opening in a period. */
  readonly searchDays: number;
}

/** The instant of a release as one site sees it. */
export interface ReleaseMoment {
  /** Day and hour of the last instant before the release. */
  readonly day: number;
  readonly hour: number;
  /** The day that pairs and searches bear when this release is also a day's close; null when it is not. */
  readonly closes: number | null;
  /** The period whose key seals from now on. */
  readonly period: number;
}

/** What a release publishes; until it is committed, `undo` puts everything back. */
export interface Published {
  readonly rows: readonly ReleasedRow[];
  undo(): void;
}

type Unbranded = Pick<
  ReleasedRow,
  'site' | 'table' | 'day' | 'hour' | 'cell' | 'contributions' | 'measures' | 'histogram'
>;

/** A leftover goes to `(other)` this many days after its last contribution. Source: DESIGN.md, the lattice. */
const leftoverDays = 35;
/** Of one network's bucket at most a third of k count towards the first opening of an undeclared value (K-10). */
const cappedShare = 3;
/** So many cells are looked at between two breaths of the event loop: about a millisecond. */
const cellsPerBreath = 2000;

/**
 * Publishes from one site's counters what at least k browsers made, k contributions at a time, and moves what is too old
 * or can no longer be read to `(other)`. The rest is carried (DESIGN.md; K-09). Nothing else makes a `ReleasedRow`.
 */
export async function publish(
  lattice: SiteLattice,
  moment: ReleaseMoment,
  rules: Rules,
  breathe: () => Promise<void>,
): Promise<Published> {
  const rows: ReleasedRow[] = [];
  const undo: (() => void)[] = [];
  // The one place where the brand is given: only a release makes a released row.
  const row = (made: Unbranded) => rows.push(made as ReleasedRow);

  let seen = 0;
  for (const group of lattice.groups.values()) {
    const table: Table = tables[group.table];
    const daily = table.opens === 'day' || group.dimensions.length === 2;
    const day = daily ? moment.closes : moment.day;
    if (day === null) continue;
    // Margins stand before their parts, and a table before those that follow it.
    const room = roomOf(lattice, group);
    const leader = leaderOf(lattice, group);
    for (const [one, two, cell] of cellsOf(group)) {
      seen += 1;
      if (seen % cellsPerBreath === 0) await breathe();
      const before = leader ? catchUp(cell, leader(one), rules.k) : open(group, cell, day, rules, room?.of(one, two));
      if (before === null) continue;
      room?.take(one, two, before.u - cell.u);
      undo.push(() => Object.assign(cell, before));
      const values = [one, two].slice(0, group.dimensions.length);
      const measures = before.x.map((amount, at) => amount - (cell.x[at] ?? 0));
      const from = table.measures.length;
      row({
        site: group.site,
        table: group.table,
        day,
        hour: group.dimensions.length === 0 ? moment.hour : null,
        cell: values.map((value, at) => [group.dimensions[at] ?? '', value] as const),
        contributions: before.u - cell.u,
        measures: Object.fromEntries(table.measures.map((name, at) => [name, measures[at] ?? 0])),
        ...(table.histogram ? { histogram: measures.slice(from) } : {}),
      });
      if (cell.hidden) for (const [at, value] of values.entries()) show(lattice, group, at, value, cell.opened);
    }
  }

  for (const [reason, count] of lattice.quality) {
    const { day, hour } = moment;
    row({
      site: lattice.site,
      table: 'quality',
      day,
      hour,
      cell: [['reason', reason]],
      contributions: 0,
      measures: { count },
    });
    undo.push(() => lattice.quality.set(reason, count));
  }
  lattice.quality.clear();

  await tidy(lattice, moment, undo, breathe);
  return {
    rows,
    undo() {
      for (const step of undo.reverse()) step();
    },
  };
}

/** Takes from a cell what the one that it follows has published; answers the cell as it was, or null where nothing. */
function catchUp(cell: Cell, waiting: number, k: number): Cell | null {
  if (cell.u - waiting < k) return null;
  const before = { ...cell, x: [...cell.x] };
  follow(cell, stepOf(k), waiting);
  return before;
}

/** Takes from a cell what may be published; answers the cell as it was, or null where nothing may. */
function open(group: Group, cell: Cell, day: number, rules: Rules, room?: number): Cell | null {
  const isSearch = group.table === 'searches';
  const k = isSearch ? rules.searchK : rules.k;
  if (cell.u < k) return null;
  const period = periodOf(day);
  // What `(other)` gathers is older than a period when it comes: its browsers do not age, an opening uses them up.
  const isPast = cell.period < period && !cell.gathers;
  // Either of the two periods has k browsers of its own: added up, five who came in both would pass for ten.
  if ((isPast ? lastOf(cell, period) : Math.max(cell.now, cell.before)) < k) return null;
  // Searches: {20, …, 30}.
  const step = isSearch ? { k, widest: k + Math.floor(k / 2) } : stepOf(k);
  if (!isReached(cell, step)) return null;
  const isFirst = isPast || cell.opened !== cell.period;
  if (isFirst && isSearch && (isPast || cell.days < rules.searchDays)) return null;
  if (isFirst && cell.hidden && (isPast || capped(cell, Math.floor(k / cappedShare)) < cell.tau)) return null;
  const before = { ...cell, x: [...cell.x] };
  carry(cell, step, !isSearch && cell.u < step.widest && drawDelay() ? 0 : room);
  if (cell.u === before.u) return null;
  cell.opened = isPast ? period : cell.period;
  if (cell.gathers) {
    cell.now = 0;
    cell.before = 0;
  }
  return before;
}

/** The browsers of the period before `period`, in a cell to which none of `period` has come. */
function lastOf(cell: Cell, period: number): number {
  return cell.period === period - 1 ? cell.now : 0;
}

function capped(cell: Cell, cap: number): number {
  let count = cell.fresh;
  for (const bucket of cell.buckets ?? []) count -= Math.max(0, bucket - cap);
  return count;
}

function show(lattice: SiteLattice, group: Group, at: number, value: string, period: number): void {
  const kind = group.kinds[at] ?? 'closed';
  if (isDeclared(group.declared, kind, value)) return;
  let shown = lattice.shown.get(kind);
  if (!shown) {
    shown = new Map();
    lattice.shown.set(kind, shown);
  }
  shown.set(value, period);
}

/** Whether a value may stand readably on disk: declared, or published in this period or the last. */
export function isReadable(lattice: SiteLattice, group: Group, at: number, value: string, period: number): boolean {
  const kind = group.kinds[at] ?? 'closed';
  if (isDeclared(group.declared, kind, value)) return true;
  return (lattice.shown.get(kind)?.get(value) ?? Number.NEGATIVE_INFINITY) >= period - 1;
}

/**
 * Moves leftovers to `(other)` and forgets empty cells. When `moment.period` is new to a cell's undeclared value, the key
 * that sealed it is gone: it goes to `(other)` too.
 */
async function tidy(
  lattice: SiteLattice,
  moment: ReleaseMoment,
  undo: (() => void)[],
  breathe: () => Promise<void>,
): Promise<void> {
  lattice.generation += 1;
  undo.push(() => {
    lattice.generation += 1;
  });
  const turned = moment.period > lattice.period;
  if (turned) {
    const { period } = lattice;
    lattice.period = moment.period;
    undo.push(() => {
      lattice.period = period;
    });
  }
  let seen = 0;
  for (const group of lattice.groups.values()) {
    if (group.dimensions.length === 0) continue;
    const leaving: [one: string, two: string, cell: Cell, unreadable: readonly boolean[]][] = [];
    for (const [one, two, cell] of cellsOf(group)) {
      seen += 1;
      if (seen % cellsPerBreath === 0) await breathe();
      if (isSpent(cell, moment.period)) {
        removeCell(group, one, two);
        continue;
      }
      const sealed = cell.hidden
        ? [one, two].map((value, at) => !isReadable(lattice, group, at, value, moment.period))
        : [];
      const lost = turned && sealed.includes(true);
      if (lost || moment.day - cell.last >= leftoverDays) leaving.push([one, two, cell, sealed]);
    }
    for (const [one, two, cell, sealed] of leaving) {
      // A period's end may send nearly all of them away at once.
      seen += 1;
      if (seen % cellsPerBreath === 0) await breathe();
      const [toOne, toTwo] = elsewhere(group, one, two, sealed);
      if (toOne === one && toTwo === two) continue;
      moveCell(group, [one, two, cell], toOne, toTwo, moment.day, undo);
    }
  }
}

/** Nothing in it, and nothing to remember for the next opening. */
function isSpent(cell: Cell, period: number): boolean {
  return cell.u === 0 && cell.period < period - 1 && cell.x.every((amount) => amount === 0);
}

/**
 * What can no longer be read becomes `(other)`; where all can, the last value that is not `(other)` yet does. A first value
 * from a closed list stays: the week's visitors and the month's must not come together.
 */
function elsewhere(group: Group, one: string, two: string, sealed: readonly boolean[]): readonly [string, string] {
  if (sealed.includes(true)) return [sealed[0] ? other : one, sealed[1] ? other : two];
  if (group.dimensions.length === 2 && (two !== other || group.kinds[0] === 'closed')) return [one, other];
  return [other, two];
}

function moveCell(
  group: Group,
  [one, two, cell]: readonly [string, string, Cell],
  toOne: string,
  toTwo: string,
  day: number,
  undo: (() => void)[],
): void {
  const target = cellAt(group, toOne, toTwo, day);
  const before = { ...target, x: [...target.x], buckets: target.buckets && [...target.buckets] };
  undo.push(() => {
    Object.assign(target, before);
    if (group.dimensions.length < 2) group.ones.set(one, cell);
    else group.twos.set(one, (group.twos.get(one) ?? new Map()).set(two, cell));
  });
  const opened = target.opened;
  gather(target, cell);
  target.opened = opened;
  // Its 35 days begin anew under the other name.
  target.last = Math.max(target.last, day);
  removeCell(group, one, two);
}
