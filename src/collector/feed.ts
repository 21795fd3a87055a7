import { dayOf, formatDay } from '../wire/calendar.ts';
import type { Ledger } from './ledger.ts';
import type { Site } from './sites.ts';
import type { Summed } from './stores/store.ts';
import { type Table, tables } from './tables.ts';

/** A released row as it comes out: one cell's increment, k contributions or a multiple. */
export interface FeedRow {
  readonly site: string;
  readonly table: string;
  /** In the site's zone. */
  readonly day: string;
  readonly hour: number | null;
  readonly cell: Readonly<Record<string, string>>;
  readonly contributions: number;
  readonly measures: Readonly<Record<string, number>>;
  readonly histogram?: readonly number[];
}

export interface Feed {
  /** From now on `hear` gets the rows of each release of the site; answers how to stop. */
  follow(site: Site, hear: (rows: readonly FeedRow[]) => void): Promise<() => void>;
}

interface Followed {
  released: number | null;
  rows: ReadonlyMap<string, FeedRow>;
  readonly listeners: Set<(rows: readonly FeedRow[]) => void>;
  /** One look at the store after the other. */
  turn: Promise<void>;
  readonly timer: NodeJS.Timeout;
}

/** How often a release is looked for; nothing but a number is read. */
const lookMs = 1000;

/**
 * Tells what each release added. Only the store's sums are asked, before and after, so that the feed can hold nothing
 * that the reports do not; and only while somebody follows.
 */
export function createFeed(
  ledger: Pick<Ledger, 'store' | 'status'>,
  now: () => number,
  warn: (line: string) => void,
): Feed {
  const followed = new Map<string, Followed>();

  const read = async (site: Site): Promise<Pick<Followed, 'released' | 'rows'>> => {
    const { released } = ledger.status();
    const rows = await readRows(ledger.store, site, dayOf(now(), site.zone));
    // A release in the middle would mix two states.
    return ledger.status().released === released ? { released, rows } : read(site);
  };

  const look = async (site: Site, one: Followed) => {
    if (ledger.status().released === one.released) return;
    const { released, rows } = await read(site);
    const added = [...rows].flatMap(([key, row]) => difference(row, one.rows.get(key)));
    one.released = released;
    one.rows = rows;
    if (added.length > 0) for (const hear of one.listeners) hear(added);
  };

  const begin = (site: Site): Followed => {
    const listeners: Followed['listeners'] = new Set();
    const next = () => {
      one.turn = one.turn
        .then(() => look(site, one))
        .catch((error: Error) => warn(`the feed could not read a release and tries again: ${error.message}`));
    };
    const one: Followed = {
      released: null,
      rows: new Map(),
      listeners,
      turn: Promise.resolve(),
      timer: setInterval(next, lookMs).unref(),
    };
    one.turn = read(site).then((state) => void Object.assign(one, state));
    return one;
  };

  return {
    async follow(site, hear) {
      const one = followed.get(site.name) ?? begin(site);
      followed.set(site.name, one);
      const stop = () => {
        one.listeners.delete(hear);
        if (one.listeners.size > 0 || followed.get(site.name) !== one) return;
        clearInterval(one.timer);
        followed.delete(site.name);
      };
      try {
        await one.turn;
        one.listeners.add(hear);
      } catch (error) {
        stop();
        throw error;
      }
      return stop;
    },
  };
}

/** What may still grow: a release bears today or the day it closes; one more for the clock's edge. */
async function readRows(store: Ledger['store'], site: Site, today: number): Promise<ReadonlyMap<string, FeedRow>> {
  const rows = new Map<string, FeedRow>();
  for (const [table, { cells }] of Object.entries<Table>(tables))
    for (const dimensions of cells) {
      const query = { site: site.name, table, dimensions, from: today - 2, to: today + 1, by: dimensions };
      for (const row of await store.sum({ ...query, step: 'hour' })) {
        const one = feedRow(site.name, table, row);
        rows.set(JSON.stringify([table, one.day, one.hour, one.cell]), one);
      }
    }
  return rows;
}

function feedRow(site: string, table: string, row: Summed): FeedRow {
  const { day = 0, hour = null, values, contributions, measures, histogram } = row;
  const rest = { contributions, measures, ...(histogram ? { histogram } : {}) };
  return { site, table, day: formatDay(day), hour, cell: values, ...rest };
}

function difference(after: FeedRow, before: FeedRow | undefined): readonly FeedRow[] {
  if (!before) return [after];
  const measures = Object.fromEntries(
    Object.entries(after.measures).map(([name, sum]) => [name, sum - (before.measures[name] ?? 0)]),
  );
  const contributions = after.contributions - before.contributions;
  // Nothing is released without contributions, but for `quality`, whose only number is its count.
  if (contributions === 0 && Object.values(measures).every((sum) => sum === 0)) return [];
  const histogram = after.histogram?.map((count, at) => count - (before.histogram?.[at] ?? 0));
  return [{ ...after, contributions, measures, ...(histogram ? { histogram } : {}) }];
}
