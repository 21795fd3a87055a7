import { cellsOf } from './lattice.ts';
import type { Lattices } from './lattices.ts';
import { type Table, tables } from './tables.ts';

/** What was counted of one table: acknowledged = released + pending, always (K-02). */
export interface TableTotal {
  readonly acknowledged: number;
  readonly released: number;
  readonly pending: number;
  /** The same of each measure; what was acknowledged of it is the sum of both. */
  readonly measures: Readonly<Record<string, { readonly released: number; readonly pending: number }>>;
}

/** Released sums by table, as the store tells them. */
export type ReleasedTotals = ReadonlyMap<
  string,
  { readonly contributions: number; readonly measures: Readonly<Record<string, number>> }
>;

/** Adds up what is pending, and puts it beside what is released, for every table. */
export function totalsOf(pending: readonly Lattices[], released: ReleasedTotals): Readonly<Record<string, TableTotal>> {
  const all = pending.flatMap(({ sites }) => [...sites.values()]);
  return Object.fromEntries(
    Object.entries<Table>(tables).map(([name, table]) => {
      const groups = all.flatMap((lattice) => [...lattice.groups.values()].filter((group) => group.table === name));
      let u = 0;
      const x = table.measures.map(() => 0);
      for (const group of groups)
        for (const [, , cell] of cellsOf(group)) {
          u += cell.u;
          for (const at of x.keys()) x[at] = (x[at] ?? 0) + (cell.x[at] ?? 0);
        }
      if (name === 'quality')
        for (const { quality } of all) for (const count of quality.values()) x[0] = (x[0] ?? 0) + count;
      const out = released.get(name);
      const measures = table.measures.map(
        (measure, at) => [measure, { released: out?.measures[measure] ?? 0, pending: x[at] ?? 0 }] as const,
      );
      const total: TableTotal = {
        acknowledged: groups.reduce((sum, group) => sum + group.acknowledged, 0),
        released: out?.contributions ?? 0,
        pending: u,
        measures: Object.fromEntries(measures),
      };
      return [name, total];
    }),
  );
}
