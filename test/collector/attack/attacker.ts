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
 * - what is out came in; what is not out was below a threshold of at most 2k − 1, once the cell has opened. Before that the
 *   k browsers it needs may be missing, each of which comes once a day: of a cell that never opened that is all;
 * - a cell that opens has grown since the release before, when it did not, unless it then waited for its margin, which the
 *   rows tell: its parts showed as much as the margin did.
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
  readonly cell: Increment['cell'];
  readonly members: readonly number[];
  /** By release: what came out of it. */
  readonly out: number[];
}

function released({ increments }: Node, { kinds, releases, releasesADay, reads }: Knowledge): readonly Row[] {
  const cells = new Map<string, Cell>();
  const place = ({ table, cell }: Pick<Increment, 'table' | 'cell'>) => {
    const key = keyOf(table, cell);
    const there = cells.get(key);
    if (there) return there;
    const members = kinds.flatMap((kind, index) => (isIn(cell, kind) ? [index] : []));
    const made = { table, cell, members, out: new Array<number>(releases).fill(0) };
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
  /** What is known of the visitors of the same kinds at the same release: of many tables that counted them, the closest. */
  const known = new Map<string, { least: number; most: number; members: readonly number[]; release: number }>();
  const grown = new Map<string, Row>();
  /** What is out by cell, and by margin and the dimension of its parts: whether the parts wait for their margin. */
  const sums = new Map<string, number>();
  const add = (key: string, amount: number) => {
    const sum = (sums.get(key) ?? 0) + amount;
    sums.set(key, sum);
    return sum;
  };
  const earlier = new Map<Cell, { readonly release: number; readonly waited: boolean }>();
  // Margins before their parts, as they are released.
  const ordered = [...cells.values()].sort((a, b) => a.cell.length - b.cell.length);
  for (let release = 0; release < releases; release += 1) {
    // Pairs open when a day closes.
    const closes = (release + 1) % releasesADay === 0;
    const opening = ordered.filter(({ cell }) => cell.length < 2 || closes);
    const partsOf = ({ table, cell }: Cell) =>
      cell.map(([dimension], left) => {
        const margin = keyOf(
          table,
          cell.filter((_, at) => at !== left),
        );
        return { margin, parts: `${margin} ${dimension}` };
      });
    for (const where of opening) {
      const now = where.out[release] ?? 0;
      add(keyOf(where.table, where.cell), now);
      for (const { parts } of partsOf(where)) add(parts, now);
    }
    for (const where of opening) {
      const { table, cell, members, out } = where;
      const total = sums.get(keyOf(table, cell)) ?? 0;
      const before = earlier.get(where);
      if ((out[release] ?? 0) > 0 && before && !before.waited) {
        const terms = [
          ...members.map((kind) => [kind * releases + release, 1] as const),
          ...members.map((kind) => [kind * releases + before.release, -1] as const),
        ];
        grown.set(`${members} ${release} ${before.release}`, { least: 1, most: highs.infinity, terms });
      }
      // One that waited for its margin may open without having grown.
      const waited = partsOf(where).some(
        ({ margin, parts }) => cells.has(margin) && (sums.get(parts) ?? 0) + k > (sums.get(margin) ?? 0),
      );
      earlier.set(where, { release, waited });
      const days = 1 + Math.floor(release / releasesADay);
      const pending = total > 0 ? 2 * k - 2 : Math.max(2 * k - 2, (k - 1) * days);
      const key = `${members} ${release}`;
      const old = known.get(key) ?? { least: 0, most: highs.infinity, members, release };
      // A browser's first visit of the week is one of its first visits of a day: a floor, no ceiling.
      const most = table === 'uniques' ? highs.infinity : total + pending;
      known.set(key, { ...old, least: Math.max(old.least, total), most: Math.min(old.most, most) });
    }
  }
  return [
    ...grown.values(),
    ...[...known.values()].map(({ least, most, members, release }) => ({
      least,
      most,
      terms: members.map((kind) => [kind * releases + release, 1] as const),
    })),
  ];
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

function isIn(cell: Increment['cell'], kind: Kind): boolean {
  return cell.every(([dimension, value]) => dimension === 'span' || (kind[dimension] ?? common[dimension]) === value);
}
