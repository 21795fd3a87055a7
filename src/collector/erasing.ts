import type { Day } from '../wire/calendar.ts';
import { cellsOf, groupName, removeCell, type SiteLattice } from './lattice.ts';
import type { Lattices } from './lattices.ts';
import type { SiteDays, Taken } from './stores/store.ts';

/** What the owner wants gone: a whole site, or some of its days (inclusive, in its zone). */
export interface Erasure {
  readonly site: string;
  readonly from?: Day;
  readonly to?: Day;
}

/** What an erasure took. */
export interface Erased {
  /** Released contributions of all tables. */
  readonly released: number;
  /** Contributions of all tables that were not yet released. */
  readonly pending: number;
}

/** Pending counters without what was struck; `undo` puts it back. */
export interface Struck {
  readonly contributions: number;
  undo(): void;
}

/** The days an erasure covers; all there can be where it names none. */
export function daysOf({ site, from = 0, to = 99_999 }: Erasure): SiteDays {
  return { site, from, to };
}

/**
 * Strikes from the pending counters what an erasure covers.
 *
 * Of a whole site: everything. Of days: a pending cell has no day of an event, so every cell whose last contribution came
 * in these days goes, whatever older ones it holds; undeclared values that no cell holds any more are forgotten too.
 */
export function strike(base: Lattices, erasure: Erasure): Struck {
  const lattice = base.sites.get(erasure.site);
  if (!lattice) return { contributions: 0, undo: () => undefined };
  if (erasure.from === undefined && erasure.to === undefined) {
    base.take(erasure.site);
    return { contributions: sumOf(lattice), undo: () => base.adopt(lattice) };
  }
  return strikeDays(lattice, daysOf(erasure));
}

/** Counts as acknowledged what a folder holds that was restored from a backup: released rows, and nothing of what made them. */
export function charge(base: Lattices, held: readonly Taken[]): void {
  for (const { site, table, dimensions, contributions } of held) {
    const group = base.of(site).groups.get(groupName(table, dimensions));
    if (group) group.acknowledged += contributions;
  }
}

/** Takes what is no longer released out of what was acknowledged, so that both sides of the check stay equal (K-02). */
export function discharge(base: Lattices, taken: readonly Taken[]): () => void {
  const undo: (() => void)[] = [];
  for (const { site, table, dimensions, contributions } of taken) {
    const group = base.sites.get(site)?.groups.get(groupName(table, dimensions));
    if (!group) continue;
    group.acknowledged -= contributions;
    undo.push(() => {
      group.acknowledged += contributions;
    });
  }
  return () => {
    for (const step of undo) step();
  };
}

function strikeDays(lattice: SiteLattice, { from, to }: SiteDays): Struck {
  const undo: (() => void)[] = [];
  let contributions = 0;
  for (const group of lattice.groups.values())
    for (const [one, two, cell] of cellsOf(group)) {
      if (cell.last < from || cell.last > to) continue;
      contributions += cell.u;
      removeCell(group, one, two);
      group.acknowledged -= cell.u;
      undo.push(() => {
        group.acknowledged += cell.u;
        if (group.dimensions.length < 2) group.ones.set(one, cell);
        else group.twos.set(one, (group.twos.get(one) ?? new Map()).set(two, cell));
      });
    }
  const shown = new Map([...lattice.shown].map(([kind, values]) => [kind, new Map(values)]));
  forgetShown(lattice);
  lattice.generation += 1;
  return {
    contributions,
    undo() {
      for (const step of undo) step();
      for (const [kind, values] of shown) lattice.shown.set(kind, values);
      lattice.generation += 1;
    },
  };
}

/** A value may stand readably because it had its k; where no cell has it any more, nobody needs to know that it had. */
function forgetShown(lattice: SiteLattice): void {
  const held = new Map([...lattice.shown.keys()].map((kind) => [kind, new Set<string>()]));
  for (const group of lattice.groups.values())
    for (const [one, two] of cellsOf(group))
      for (const [at, value] of [one, two].entries()) held.get(group.kinds[at] ?? 'closed')?.add(value);
  for (const [kind, values] of lattice.shown)
    for (const value of [...values.keys()]) if (!held.get(kind)?.has(value)) values.delete(value);
}

function sumOf(lattice: SiteLattice): number {
  let sum = 0;
  for (const group of lattice.groups.values()) for (const [, , cell] of cellsOf(group)) sum += cell.u;
  return sum;
}
