import { cellsOf, type Group, groupName, type SiteLattice } from './lattice.ts';
import { tables } from './tables.ts';

/** How much the cells of one group may still publish before they would show more than their margins do. */
export interface Room {
  /** Contributions, for a cell of these values; may be below 0. */
  of(one: string, two: string): number;
  take(one: string, two: string, contributions: number): void;
}

/**
 * The room that the margins of a group leave it at this moment; null where its table has no such rule. The margins must
 * have been released before: what all parts of a margin have published stays at or below what the margin has.
 *
 * Why: parts that add up to more than their margin would puzzle whoever reads them, and tell more than they need. Of a
 * margin P that shows R, whose parts show r₁ + r₂ + … , everybody knows that P counts at most R + 2k. So of a part that
 * shows nothing it is known that it counts at most R + 2k − Σr. Drawn apart, Σr may be R + k, and a part below k was then
 * known to be at most k. With Σr ≤ R that bound is never below 2k, as of a cell alone: no margin cuts off the top.
 *
 * Why it hardly costs anything: parts and margin count the same contributions, so Σr ≤ R says that the parts have at least
 * as many waiting as the margin, Σu ≥ U. Both differ by a multiple of k; so parts that must wait have Σu = U ≤ 2k: less
 * than the widest threshold, at which each of them would open in any case. What leftovers took to `(other)` makes the rule
 * stricter, never past that threshold (carry.ts). What shows that a cell waits for its margin is published itself.
 *
 * Cost: two look-ups a cell; a group is looked at in one go.
 */
export function roomOf(lattice: SiteLattice, group: Group): Room | null {
  const { dimensions } = group;
  if (!tables[group.table].nested || dimensions.length === 0) return null;
  const margins = dimensions.flatMap((_, left) => {
    const others = dimensions.filter((__, at) => at !== left);
    const margin = lattice.groups.get(groupName(group.table, others));
    // The value that the part shares with its margin; a total has none.
    const shared = (one: string, two: string) => (dimensions.length < 2 ? '' : left === 0 ? two : one);
    return margin ? [{ margin, shared, rooms: new Map<string, number>() }] : [];
  });
  for (const [one, two, { u }] of cellsOf(group))
    for (const { margin, shared, rooms } of margins) {
      const value = shared(one, two);
      rooms.set(value, (rooms.get(value) ?? -(margin.ones.get(value)?.u ?? 0)) + u);
    }
  return {
    of: (one, two) => Math.min(...margins.map(({ shared, rooms }) => rooms.get(shared(one, two)) ?? 0)),
    take(one, two, contributions) {
      for (const { shared, rooms } of margins) {
        const value = shared(one, two);
        rooms.set(value, (rooms.get(value) ?? 0) - contributions);
      }
    },
  };
}

/** What waits in the cell that counts the same contributions in the table that this one follows; null: it follows none. */
export function leaderOf(lattice: SiteLattice, group: Group): ((one: string) => number) | null {
  const { follows } = tables[group.table];
  const leader = follows && lattice.groups.get(groupName(follows, group.dimensions));
  return leader ? (one) => leader.ones.get(one)?.u ?? 0 : null;
}
