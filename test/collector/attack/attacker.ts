import loadHighs from 'highs';
import { dimensions } from '../../../src/wire/report.ts';
import { common, type Increment, type Kind, k, type Node } from './made-up-site.ts';

const highs = await loadHighs();
const { optimal, unbounded, unboundedOrInfeasible } = highs.constants.modelStatus;

/** What an attacker is given beside the rows: which kinds of visitors there are at all, and when was released. */
export interface Knowledge {
  readonly kinds: readonly Kind[];
  readonly releases: number;
  readonly releasesADay: number;
  /** Which rows are looked at. */
  readonly reads: (increment: Increment) => boolean;
}

/** Between what the visitors of a kind can lie, if all that was released is true. */
export interface Interval {
  readonly least: number;
  readonly most: number;
}

type Term = readonly [column: number, factor: number];

/**
 * Solves for each group of kinds in `targets` the least and the most visitors they can have had, by linear programs over the visitors
 * of every kind up to every release. It knows the algorithm (DESIGN.md) and each increment with its date:
 *
 * - visitors only grow; a cell's are the sum of its kinds', so that totals and margins hold all cells together;
 * - what is out came in; what waits is at most 2k, once the k browsers that an opening needs are there: they are where the
 *   cell has opened, or any that lies in it. Before that they may be missing, each of which comes once a day;
 * - whoever came to a page, or for the first time in a week or ever, came: other tables give floors, never ceilings.
 *
 * That a cell opened tells of no visitor since the release before: it may have been put off (carry.ts).
 */
export function solve(node: Node, knowledge: Knowledge, targets: readonly (readonly number[])[]): readonly Interval[] {
  const { kinds, releases } = knowledge;
  const columns = kinds.length * releases;
  const rows = [...growing(kinds.length, releases), ...released(node, knowledge)];
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  for (const { terms } of rows) {
    for (const [column, factor] of terms) {
      indices.push(column);
      values.push(factor);
    }
    starts.push(indices.length);
  }
  return highs.withModel(
    {
      numCols: columns,
      numRows: rows.length,
      colCost: new Float64Array(columns),
      colLower: new Float64Array(columns),
      colUpper: new Float64Array(columns).fill(highs.infinity),
      rowLower: Float64Array.from(rows, ({ least }) => least),
      rowUpper: Float64Array.from(rows, ({ most }) => most),
      matrix: {
        format: 'csr',
        numRows: rows.length,
        numCols: columns,
        starts: Int32Array.from(starts),
        indices: Int32Array.from(indices),
        values: Float64Array.from(values),
      },
    },
    (model) => {
      model.options.set({ output_flag: false });
      const extreme = (members: readonly number[], sense: 1 | -1) => {
        const columns = members.map((kind) => kind * releases + releases - 1);
        for (const column of columns) model.changeColCost(column, sense);
        model.run();
        // Begun from the last solution it is the same and much faster, but may end with no status at all: then anew.
        const isEnd = (status: number) => [optimal, unbounded, unboundedOrInfeasible].some((one) => one === status);
        if (!isEnd(model.getModelStatus())) {
          model.clearSolver();
          model.run();
        }
        const status = model.getModelStatus();
        const found = sense * model.getObjectiveValue();
        for (const column of columns) model.changeColCost(column, 0);
        // Where nothing at all came out, or nothing that holds this kind, it has no upper bound.
        if (sense === -1 && (status === unbounded || status === unboundedOrInfeasible)) return Number.POSITIVE_INFINITY;
        if (status !== optimal) throw new Error(`the solver ended with status ${status}`);
        return found;
      };
      // Visitors are whole: a bound between two of them is the next one inwards.
      return targets.map((kind) => ({
        least: Math.max(0, Math.ceil(extreme(kind, 1) - 1e-6)),
        most: Math.floor(extreme(kind, -1) + 1e-6),
      }));
    },
  );
}

interface Row {
  readonly least: number;
  readonly most: number;
  readonly terms: readonly Term[];
}

function growing(kinds: number, releases: number): readonly Row[] {
  return Array.from({ length: kinds }, (_, kind) => kind).flatMap((kind) =>
    Array.from({ length: releases - 1 }, (_, at) => ({
      least: 0,
      most: highs.infinity,
      terms: [
        [kind * releases + at + 1, 1],
        [kind * releases + at, -1],
      ] as const,
    })),
  );
}

interface Cell {
  readonly table: string;
  readonly members: readonly number[];
  /** Whether it opens only when a day closes. */
  readonly isDaily: boolean;
  /** By release: what came out of it. */
  readonly out: number[];
}

/** Tables that count each visitor of a day once, as `visits` does. */
const whole: ReadonlySet<string> = new Set(['visits', 'totals']);

function released({ increments }: Node, { kinds, releases, releasesADay, reads }: Knowledge): readonly Row[] {
  const cells = new Map<string, Cell>();
  const place = ({ table, cell }: Pick<Increment, 'table' | 'cell'>) => {
    // The visitors of all hours are all visitors.
    const key = keyOf(table, table === 'hours' ? [] : cell);
    const there = cells.get(key);
    if (there) return there;
    const members = kinds.flatMap((kind, index) => (isIn(cell, kind) ? [index] : []));
    const made = { table, members, isDaily: cell.length > 1, out: new Array<number>(releases).fill(0) };
    cells.set(key, made);
    return made;
  };
  // That nothing came of a cell is known as well: whoever knows the kinds knows its name.
  for (const cell of kinds.flatMap(cellsOf)) {
    const where = { table: 'visits', cell, at: -1, contributions: 0 };
    if (reads(where)) place(where);
  }
  for (const increment of increments)
    if (reads(increment)) {
      const { out } = place(increment);
      out[increment.at] = (out[increment.at] ?? 0) + increment.contributions;
    }
  /** What is known of the visitors of the same kinds at the same release: of all cells that counted them, the closest. */
  const known = new Map<string, { least: number; most: number; members: readonly number[]; release: number }>();
  const sums = new Map<Cell, number>();
  const opened = new Map<string, readonly number[]>();
  for (let release = 0; release < releases; release += 1) {
    const closes = (release + 1) % releasesADay === 0;
    const looked = [...cells.values()].filter(({ isDaily }) => !isDaily || closes);
    for (const cell of looked) {
      const now = cell.out[release] ?? 0;
      sums.set(cell, (sums.get(cell) ?? 0) + now);
      if (now > 0) opened.set(String(cell.members), cell.members);
    }
    const days = 1 + Math.floor(release / releasesADay);
    for (const cell of looked) {
      const { table, members } = cell;
      const total = sums.get(cell) ?? 0;
      const hasBrowsers = [...opened.values()].some((inside) => inside.every((kind) => members.includes(kind)));
      const waiting = hasBrowsers ? 2 * k : Math.max(2 * k, (k - 1) * days);
      const key = `${members} ${release}`;
      const old = known.get(key) ?? { least: 0, most: highs.infinity, members, release };
      const most = whole.has(table) ? total + waiting : highs.infinity;
      known.set(key, { ...old, least: Math.max(old.least, total), most: Math.min(old.most, most) });
    }
  }
  return [...known.values()].map(({ least, most, members, release }) => ({
    least,
    most,
    terms: members.map((kind) => [kind * releases + release, 1] as const),
  }));
}

const keyOf = (table: string, cell: Increment['cell']) => JSON.stringify([table, cell]);

/** The cells of the table `visits` that visitors of this kind come to: none, one or two of their values. */
function cellsOf(kind: Kind): readonly Increment['cell'][] {
  const values = Object.entries({ ...common, ...kind }).map((pair) => [pair[0], pair[1]] as const);
  // As the collector orders them.
  const ordered = dimensions.flatMap((name) => values.filter(([own]) => own === name));
  return [
    [],
    ...ordered.map((one) => [one]),
    ...ordered.flatMap((one, at) => ordered.slice(at + 1).map((two) => [one, two])),
  ];
}

/** Whether visitors of this kind come to that cell. What is not of the visitor, like a page or a week, is the same for all. */
function isIn(cell: Increment['cell'], kind: Kind): boolean {
  const values = { ...common, ...kind };
  return cell.every(([dimension, value]) => values[dimension] === undefined || values[dimension] === value);
}
