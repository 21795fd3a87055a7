import type { Surroundings } from './fact.ts';
import { addTo, type Cell, contribute, type Group, type Moment, type SiteLattice } from './lattice.ts';

/** Remembers what was found for each combination of browser, system, device, language and country. */
export interface Nearby<Found> {
  /** What is remembered for these; they are given in that order. */
  of(surroundings: Surroundings): Found;
  /** One more set of cells is remembered for what was answered last. */
  note(): void;
}

/** So many sets of cells are remembered, some 100 bytes each; then all are looked up anew. */
const mostSets = 100_000;

/** Forgets everything when the lattice took cells out, for they would count into nothing. */
export function createNearby<Found>(lattice: SiteLattice, begin: (values: readonly string[]) => Found): Nearby<Found> {
  const known = new Map<string, Found>();
  let generation = lattice.generation;
  let sets = 0;
  return {
    of({ browser, system, device, language, country }) {
      if (generation !== lattice.generation || sets > mostSets) {
        generation = lattice.generation;
        sets = 0;
        known.clear();
      }
      const name = `${browser}\n${system}\n${device}\n${language}\n${country}`;
      const there = known.get(name);
      if (there) return there;
      const made = begin([browser, system, device, language, country]);
      known.set(name, made);
      return made;
    },
    note() {
      sets += 1;
    },
  };
}

/** Adds `amount` to one measure of each cell, with a contribution where `counts`; `groups` are the cells' own. */
export function countAll(
  groups: readonly Group[],
  cells: readonly Cell[],
  counts: boolean,
  first: boolean,
  when: Moment,
  measure: number,
  amount: number,
): void {
  for (let at = 0; at < cells.length; at += 1) {
    const group = groups[at];
    const cell = cells[at];
    if (!group || !cell) continue;
    if (counts) contribute(group, cell, first, when);
    addTo(cell, measure, amount);
  }
}
