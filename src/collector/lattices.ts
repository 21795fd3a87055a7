import { type Counter, createCounter } from './cells.ts';
import type { Declared } from './declared.ts';
import { addCell, cellAt, cellsOf, createSiteLattice, type SiteLattice } from './lattice.ts';
import type { LogRecord } from './record.ts';

/** The counters of all sites. */
export interface Lattices {
  readonly sites: ReadonlyMap<string, SiteLattice>;
  of(site: string): SiteLattice;
  /** Takes a site's counters out; null where there are none. */
  take(site: string): SiteLattice | null;
  /** Puts counters in their site's place. */
  adopt(lattice: SiteLattice): void;
  count(record: LogRecord): void;
  note(site: string, reason: string, count: number): void;
}

/** Collects the counters of sites, beginning with `known`. `begin` prepares the lattice of a site that is new. */
export function createLattices(
  declared: (site: string) => Declared,
  begin: (lattice: SiteLattice) => void,
  known: Iterable<SiteLattice> = [],
): Lattices {
  const sites = new Map<string, SiteLattice>();
  const counters = new Map<string, Counter>();
  const adopt = (lattice: SiteLattice) => {
    sites.set(lattice.site, lattice);
    counters.set(lattice.site, createCounter(lattice));
    return lattice;
  };
  for (const lattice of known) adopt(lattice);
  const of = (site: string) => {
    const there = sites.get(site);
    if (there) return there;
    const made = createSiteLattice(site, declared(site));
    begin(made);
    return adopt(made);
  };
  return {
    sites,
    of,
    take(site) {
      const there = sites.get(site) ?? null;
      sites.delete(site);
      counters.delete(site);
      return there;
    },
    adopt: (lattice) => void adopt(lattice),
    count(record) {
      const { site } = 'batch' in record ? record.batch : record.receipt;
      of(site);
      const counter = counters.get(site);
      if ('batch' in record) counter?.batch(record.batch);
      else counter?.receipt(record.receipt.consents, record.receipt.day);
    },
    note: (site, reason, count) => noteIn(of(site), reason, count),
  };
}

/** So many cells are folded between two yields. */
const cellsAtOnce = 2000;

/**
 * Adds all that `from` counted to `to`, yielding now and then; `from` must not be counted into any more.
 */
export function* fold(to: Lattices, from: Lattices): Generator<void> {
  let seen = 0;
  for (const lattice of from.sites.values()) {
    const target = to.of(lattice.site);
    for (const [reason, count] of lattice.quality) noteIn(target, reason, count);
    for (const [name, group] of lattice.groups) {
      const into = target.groups.get(name);
      if (!into) continue;
      into.acknowledged += group.acknowledged;
      for (const [one, two, cell] of cellsOf(group)) {
        addCell(cellAt(into, one, two, cell.last), cell);
        seen += 1;
        if (seen % cellsAtOnce === 0) yield;
      }
    }
  }
}

function noteIn({ quality }: SiteLattice, reason: string, count: number): void {
  quality.set(reason, (quality.get(reason) ?? 0) + count);
}

/** How many cells there are. */
export function cellCount({ sites }: Lattices): number {
  let cells = 0;
  for (const { groups } of sites.values())
    for (const { ones, twos } of groups.values()) {
      cells += ones.size;
      for (const row of twos.values()) cells += row.size;
    }
  return cells;
}
