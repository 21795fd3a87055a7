import type { Admitted } from '../../../src/collector/fact.ts';
import type { LedgerSettings } from '../../../src/collector/ledger.ts';

const site = 'clinic.kz';
const day = 20_779;
const nothing = { routes: [], events: [], goals: [], funnels: [], places: [], terms: [] };

/** Releases by hand, as quick ones: each is a day's close too. */
export function settingsFor(folder: string, runFolder: string): LedgerSettings {
  return {
    folder,
    sites: { [site]: { zone: 'Asia/Almaty', declared: nothing } },
    k: 10,
    searchK: 20,
    searchDays: 1,
    releaseSeconds: 5,
    runFolder: runFolder === '' ? null : runFolder,
    timer: false,
    now: () => (day + 0.5) * 86_400_000,
  };
}

/** How often one batch counts in each table. */
export const perBatch = { visits: 37, totals: 6, pages: 6, uniques: 27, searches: 2 } as const;

/** The batch of that number, the same in every process: a first view, its leave and a search. */
export function numbered(number: number): Admitted {
  const path = `/page/${number % 7}`;
  const measured = { day, hour: 12 };
  const facts = [
    {
      ...measured,
      ...{ kind: 'view', path, new: 'period', nth: 1, entry: { path } },
      first: { day: true, week: true, month: true, ever: true, period: true, weeksSinceFirst: 0 },
    },
    { ...measured, kind: 'leave', path, engagedSeconds: number % 50, scroll: 50 },
    { ...measured, kind: 'search', words: `слово ${number % 5}`, results: 'some' },
  ];
  return {
    id: `number${String(number).padStart(16, '0')}`,
    site,
    day,
    bucket: null,
    surroundings: { browser: 'Firefox', system: 'Windows', device: 'phone', language: 'ru', country: 'KZ' },
    facts: facts as unknown as Admitted['facts'],
    dropped: {},
  };
}
