import { type Day, dayOf, formatDay } from '../wire/calendar.ts';
import type { Ledger } from './ledger.ts';
import type { Increment } from './releasing.ts';
import type { Site } from './sites.ts';
import type { StoredRow } from './stores/store.ts';
import { tableNamed } from './tables.ts';

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

/** Where a reader left off: the instant of a release, and how many of its rows it has; all of them where not said. */
export interface Mark {
  readonly at: number;
  readonly taken?: number;
}

/** From where a reader wants to hear: the first day, everything of it and after it, or the mark where it left off. */
export type Since = { readonly day: Day } | Mark;

/** Who listens to the feed. */
export interface Reader {
  /** `mark`: where the reader is once it has this row; null while older rows are being caught up with. */
  row(row: FeedRow, mark: Mark | null): void;
  /** Where the reader is, with nothing new. */
  stands(mark: Mark): void;
  /** The mark is too old to go on from: what the reader holds of this day and later days is void, and comes anew. */
  reset(site: string, day: string): void;
  /** Rows of before are gone: what the reader holds is void, and it has to come anew with its mark. */
  end(): void;
  /** Resolves when the reader can take more. */
  ready(): Promise<void>;
}

export interface Feed {
  /** What `since` asks for, then the rows of each release as it comes out; answers how to stop. Null: only what comes. */
  follow(sites: readonly Site[], since: Since | null, reader: Reader): Promise<() => void>;
}

/** What is remembered of past releases, so that a reader who was gone goes on where it left off: two days of hours. */
const mostIncrements = 48;
const mostRows = 50_000;
/** Older days are in no collector (settings: 120 months). */
const mostDays = 3660;

/** Tells what each release added: the very rows that it wrote, so that the feed holds nothing that the reports do not. */
export function createFeed(ledger: Pick<Ledger, 'store' | 'status' | 'follow'>, now: () => number): Feed {
  const recent: Increment[] = [];
  const listeners = new Set<(increment: Increment) => void>();
  /** The last release that the store shows. */
  let shown = ledger.status().released;
  let changes = 0;
  /** Every later release is remembered; null: there was none before. */
  let known = shown;

  ledger.follow((increment) => {
    if (increment.erased) {
      // What is remembered may hold what was erased; whoever left off before it begins anew.
      recent.length = 0;
      known = (shown ?? 0) + 1;
      changes += 1;
      for (const hear of listeners) hear(increment);
      return;
    }
    changes += 1;
    shown = increment.at;
    recent.push(increment);
    while (recent.length > mostIncrements || recent.reduce((sum, { rows }) => sum + rows.length, 0) > mostRows)
      known = recent.shift()?.at ?? known;
    for (const hear of listeners) hear(increment);
  });

  /** What was released after the mark; null where it is not remembered. */
  const after = ({ at, taken }: Mark): readonly Increment[] | null => {
    const isWhole = taken === undefined;
    if (at > (shown ?? Number.NEGATIVE_INFINITY)) return null;
    if (known !== null && (at < known || (at === known && !isWhole))) return null;
    return recent.filter((increment) => increment.at > at || (increment.at === at && !isWhole));
  };

  /** Reads days one by one; the last ones, which a release may still change, all as of one instant. Answers that instant. */
  const replay = async (sites: readonly Site[], from: (site: Site) => Day, reader: Reader) => {
    const give = (rows: readonly StoredRow[]) => {
      for (const row of rows) reader.row(feedRow(row), null);
    };
    const tails: { site: Site; from: Day; to: Day }[] = [];
    for (const site of sites) {
      const today = dayOf(now(), site.zone);
      const first = Math.max(from(site), today - mostDays);
      // A release bears today or the day it closes; one more for the clock's edge.
      const tail = Math.max(first, today - 2);
      for (let day = first; day < tail; day++) {
        give(await ledger.store.rows(site.name, day));
        await reader.ready();
      }
      tails.push({ site, from: tail, to: today + 1 });
    }
    for (;;) {
      const [as, before] = [shown, changes];
      const rows: StoredRow[] = [];
      for (const { site, from: first, to } of tails)
        for (let day = first; day <= to; day++) rows.push(...(await ledger.store.rows(site.name, day)));
      if (before !== changes) continue;
      give(rows);
      return as;
    }
  };

  return {
    async follow(sites, since, reader) {
      const names = new Set(sites.map(({ name }) => name));
      const give = ({ at, rows, erased }: Increment, taken = 0) => {
        if (erased) return reader.end();
        for (const [index, row] of rows.entries())
          if (index >= taken && names.has(row.site)) reader.row(feedRow(row), { at, taken: index + 1 });
        reader.stands({ at });
      };
      const waiting: Increment[] = [];
      let hear: (increment: Increment) => void = (increment) => void waiting.push(increment);
      const listener = (increment: Increment) => hear(increment);
      listeners.add(listener);
      const stop = () => void listeners.delete(listener);
      try {
        const missed = since && 'at' in since ? after(since) : null;
        if (missed && since && 'at' in since)
          for (const increment of missed) give(increment, increment.at === since.at ? since.taken : 0);
        else if (since) {
          const first = (site: Site) => ('day' in since ? since.day : dayOf(since.at, site.zone) - 1);
          if ('at' in since) for (const site of sites) reader.reset(site.name, formatDay(first(site)));
          const as = await replay(sites, first, reader);
          if (as !== null) reader.stands({ at: as });
          for (const increment of waiting.splice(0)) if (as === null || increment.at > as) give(increment);
        } else if (shown !== null) reader.stands({ at: shown });
        hear = give;
      } catch (error) {
        stop();
        throw error;
      }
      return stop;
    },
  };
}

function feedRow({ day, cell, ...row }: StoredRow): FeedRow {
  const people = tableNamed(row.table)?.people ?? null;
  const { site, table, hour, contributions, measures, histogram } = row;
  return {
    site,
    table,
    day: formatDay(day),
    hour,
    cell: Object.fromEntries(cell),
    contributions,
    measures: people === null ? measures : { ...measures, [people]: contributions },
    ...(histogram ? { histogram } : {}),
  };
}
