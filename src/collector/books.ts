import { type Day, periodOf } from '../wire/calendar.ts';
import { createClock, lastClosedDay } from './clock.ts';
import { type Declared, type DeclaredLists, readDeclared } from './declared.ts';
import type { SiteLattice } from './lattice.ts';
import { createLattices, fold, type Lattices } from './lattices.ts';
import type { LogRecord } from './record.ts';
import type { ReleaseMoment } from './release.ts';

/** The sites' zones and declared values; a site that is no longer configured keeps its counters, in UTC. */
export interface Sites {
  declared(site: string): Declared;
  /** The site's day and hour of an instant. */
  moment(site: string, at: number): { readonly day: Day; readonly hour: number };
  /** The last day that is closed at `at`. */
  lastClosed(site: string, at: number): Day;
}

type Configured = Readonly<Record<string, { readonly zone: string; readonly declared: DeclaredLists }>>;

export function createSites(configured: Configured): Sites {
  const nothing = readDeclared({ routes: [], events: [], goals: [], funnels: [], places: [], terms: [] });
  const known = new Map(
    Object.entries(configured).map(([site, { zone, declared }]) => [
      site,
      { zone, declared: readDeclared(declared), clock: createClock(zone) },
    ]),
  );
  const utc = createClock('UTC');
  return {
    declared: (site) => known.get(site)?.declared ?? nothing,
    moment: (site, at) => (known.get(site)?.clock ?? utc)(at),
    lastClosed: (site, at) => lastClosedDay(at, known.get(site)?.zone ?? 'UTC'),
  };
}

/** The counters in memory: a base that a release may work on, and beside it, while it does, what comes. */
export interface Books {
  readonly base: Lattices;
  count(record: LogRecord): void;
  note(site: string, reason: string, count: number): void;
  /** How much was counted since the start: equal to an earlier answer where nothing came. */
  counted(): number;
  /** From here on the base rests. */
  part(): void;
  /** Brings what came back into the base: in parts while more comes, the last of it at once. */
  join(breathe: () => Promise<void>): Promise<void>;
  /** The base and what came beside it. */
  all(): readonly Lattices[];
}

/** What was counted in so few records is folded in one go: some milliseconds at 100 events a record. */
const recordsAtOnce = 50;

export function createBooks(sites: Sites, known: Iterable<SiteLattice>, begin: (lattice: SiteLattice) => void): Books {
  const base = createLattices(sites.declared, begin, known);
  const beside = () => createLattices(sites.declared, () => undefined);
  let fresh: Lattices | null = null;
  let counted = 0;
  let countedFresh = 0;
  const tick = () => {
    counted += 1;
    countedFresh += 1;
  };
  return {
    base,
    count(record) {
      tick();
      (fresh ?? base).count(record);
    },
    note(site, reason, count) {
      tick();
      (fresh ?? base).note(site, reason, count);
    },
    counted: () => counted,
    part() {
      fresh = beside();
      countedFresh = 0;
    },
    async join(breathe) {
      while (fresh && countedFresh > recordsAtOnce) {
        const part: Lattices = fresh;
        fresh = beside();
        countedFresh = 0;
        for (const _ of fold(base, part)) await breathe();
      }
      if (fresh) Array.from(fold(base, fresh));
      fresh = null;
    },
    all: () => (fresh ? [base, fresh] : [base]),
  };
}

/** Tells each site's moment of a release at `at`. `closed`: the last day that was closed, by site. */
export function momentOf(
  sites: Sites,
  { site, period }: Pick<SiteLattice, 'site' | 'period'>,
  at: number,
  closed: Day | undefined,
  isQuick: boolean,
): ReleaseMoment {
  const { day, hour } = sites.moment(site, at - 1);
  if (isQuick) return { day, hour, closes: day, period: Math.max(period, periodOf(day)) };
  const last = sites.lastClosed(site, at);
  const closes = last > (closed ?? last) ? last : null;
  // A period's key is given up when its last day has closed, not at midnight: that day's pairs and words are under it.
  return { day, hour, closes, period: closes === null ? period : Math.max(period, periodOf(closes + 1)) };
}
