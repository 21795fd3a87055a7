import { dimensions, environment } from '../wire/report.ts';
import type { EntryPoint, Surroundings } from './fact.ts';
import { type Cell, cellAt, type Group, groupNamed, type Moment, type SiteLattice } from './lattice.ts';
import { countAll, createNearby } from './nearby.ts';
import { none } from './tables.ts';

/** Counts what a visit's first two views touch: the site's visits, by any one and any two of their eight dimensions. */
export interface Visiting {
  /** The browser of the views that follow. */
  setSurroundings(surroundings: Surroundings): void;
  /**
   * One contribution where `counts`, `first`: also its browser's first of the period; and `amount` to the measure. Without
   * the visit's entry only the browser's own dimensions are counted.
   */
  visit(entry: EntryPoint | null, counts: boolean, first: boolean, measure: number, amount: number): void;
}

/** Values of the cells of a group: none, one or two. */
type Values = readonly [one: string, two: string];

interface Found {
  readonly values: readonly string[];
  /** The cells that hang on the browser's combination alone. */
  own: readonly Cell[] | null;
  /** Those that hang on one value of the entry beside it: by its dimension, and its value. */
  readonly entered: readonly Map<string, readonly Cell[]>[];
}

const entryDimensions = dimensions.slice(0, dimensions.length - environment.length);

/**
 * A visit has 37 cells: 16 hang on its browser's combination alone, 18 on one value of its entry beside it, three on two
 * values of its entry. So they are found by seven look-ups instead of some sixty.
 */
export function createVisiting(lattice: SiteLattice, when: Moment): Visiting {
  const group = (...names: readonly string[]) => groupNamed(lattice, 'visits', ...names);
  const pairsOf = <T>(list: readonly T[]) =>
    list.flatMap((one, at) => list.slice(at + 1).map((two) => [one, two] as const));
  const own = [
    group(),
    ...environment.map((name) => group(name)),
    ...pairsOf(environment).map(([one, two]) => group(one, two)),
  ];
  const entered = entryDimensions.map((one) => [group(one), ...environment.map((two) => group(one, two))]);
  const between = pairsOf(entryDimensions).map(([one, two]) => group(one, two));
  const nearby = createNearby<Found>(lattice, (values) => ({
    values,
    own: null,
    entered: entryDimensions.map(() => new Map()),
  }));
  let here: Found = { values: [], own: null, entered: [] };

  const cellsOf = (groups: readonly Group[], values: readonly Values[]) => {
    nearby.note();
    return groups.map((where, at) => cellAt(where, values[at]?.[0] ?? '', values[at]?.[1] ?? '', when.arrival));
  };
  const ownCells = () => {
    const { values } = here;
    here.own ??= cellsOf(own, [['', ''], ...values.map((one) => [one, ''] as const), ...pairsOf(values)]);
    return here.own;
  };
  const enteredCells = (dimension: number, groups: readonly Group[], value: string) => {
    const there = here.entered[dimension]?.get(value);
    if (there) return there;
    const made = cellsOf(groups, [[value, ''], ...here.values.map((two) => [value, two] as const)]);
    here.entered[dimension]?.set(value, made);
    return made;
  };

  return {
    setSurroundings(surroundings) {
      here = nearby.of(surroundings);
    },
    visit(entry, counts, first, measure, amount) {
      countAll(own, ownCells(), counts, first, when, measure, amount);
      if (!entry) return;
      const values = [entry.path, entry.referrer ?? none, entry.campaign ?? none] as const;
      for (let at = 0; at < entered.length; at += 1) {
        const groups = entered[at] ?? [];
        countAll(groups, enteredCells(at, groups, values[at] ?? ''), counts, first, when, measure, amount);
      }
      const [path, referrer, campaign] = values;
      const cells = between.map((where, at) =>
        cellAt(where, at < 2 ? path : referrer, at === 0 ? referrer : campaign, when.arrival),
      );
      countAll(between, cells, counts, first, when, measure, amount);
    },
  };
}
