import loadHighs from 'highs';
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
 * Solves for each kind in `targets` the least and the most visitors it can have had, by linear programs over the visitors
 * of every kind up to every release. It knows the algorithm (DESIGN.md) and each increment with its date:
 *
 * - visitors only grow; a cell's are the sum of its kinds', so that totals and margins hold all cells together;
 * - what is out came in; what is not out was below a threshold of at most 2k − 1, once the cell has opened. Before that the
 *   k browsers it needs may be missing, each of which comes once a day;
 * - a cell that opens has grown since the release before, when it did not.
 */
export function solve(node: Node, knowledge: Knowledge, targets: readonly number[]): readonly Interval[] {
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
      const extreme = (kind: number, sense: 1 | -1) => {
        const column = kind * releases + releases - 1;
        model.changeColCost(column, sense);
        // Without the last solution as a start it is the same, and sound: a start once ended with no status at all.
        model.clearSolver();
        model.run();
        const status = model.getModelStatus();
        const found = sense * model.getObjectiveValue();
        model.changeColCost(column, 0);
        // Where nothing at all came out, or nothing that holds this kind, it has no upper bound.
        if (sense === -1 && (status === unbounded || status === unboundedOrInfeasible)) return Number.POSITIVE_INFINITY;
        if (status !== optimal) throw new Error(`the solver ended with status ${status}`);
        return found;
      };
      // Visitors are whole: a bound between two of them is the next one inwards.
      return targets.map((kind) => ({
        least: Math.ceil(extreme(kind, 1) - 1e-6),
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

function released({ increments }: Node, { kinds, releases, releasesADay, reads }: Knowledge): readonly Row[] {
  const cells = new Map<string, Increment[]>();
  for (const increment of increments) {
    if (!reads(increment)) continue;
    const key = JSON.stringify([increment.table, increment.cell]);
    cells.set(key, [...(cells.get(key) ?? []), increment]);
  }
  return [...cells.values()].flatMap((list) => {
    const [{ table, cell } = { table: '', cell: [] }] = list;
    const members = kinds.flatMap((kind, index) => (isIn(cell, kind) ? [index] : []));
    const at = (release: number, factor: number): readonly Term[] =>
      members.map((kind) => [kind * releases + release, factor]);
    const rows: Row[] = [];
    let out = 0;
    let before = -1;
    for (let release = 0; release < releases; release++) {
      // Pairs open when a day closes.
      if (cell.length === 2 && (release + 1) % releasesADay !== 0) continue;
      const increment = list.find((one) => one.at === release);
      out += increment?.contributions ?? 0;
      const days = 1 + Math.floor(release / releasesADay);
      const pending = out > 0 ? 2 * k - 2 : Math.max(2 * k - 2, (k - 1) * days);
      // A browser's first visit of the week is one of its first visits of a day: a floor, no ceiling.
      rows.push({ least: out, most: table === 'uniques' ? highs.infinity : out + pending, terms: at(release, 1) });
      if (increment && before >= 0)
        rows.push({ least: 1, most: highs.infinity, terms: [...at(release, 1), ...at(before, -1)] });
      before = release;
    }
    return rows;
  });
}

function isIn(cell: Increment['cell'], kind: Kind): boolean {
  return cell.every(([dimension, value]) => dimension === 'span' || (kind[dimension] ?? common[dimension]) === value);
}
