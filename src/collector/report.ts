import { formatDay } from '../wire/calendar.ts';
import type { Report, ReportName, ReportRow } from '../wire/report.ts';
import { lastClosedDay } from './clock.ts';
import type { ReportQuery } from './query.ts';
import type { Asked } from './reports/ask.ts';
import {
  listConsents,
  listEvents,
  listFunnels,
  listGoals,
  listHours,
  listPlaces,
  listQuality,
  listRetention,
} from './reports/lists.ts';
import { listExits, listFlows, listPages } from './reports/pages.ts';
import { listSearches, listSearchesWithoutResults } from './reports/searches.ts';
import { seriesOf } from './reports/series.ts';
import { listValues, summarise } from './reports/visits.ts';
import { listVitals } from './reports/vitals.ts';
import type { Site } from './sites.ts';
import type { Store } from './stores/store.ts';

/** What a report is made from. */
export interface ReportSource {
  readonly store: Store;
  readonly site: Site;
  /** When the last release was; null before the first. */
  readonly released: () => number | null;
  readonly k: number;
  readonly searchK: number;
}

const makers: { readonly [N in ReportName]: (asked: Asked) => Promise<readonly ReportRow<N>[]> } = {
  summary: summarise,
  views: seriesOf,
  entries: listValues<'entries'>('entry'),
  referrers: listValues<'referrers'>('referrer'),
  campaigns: listValues<'campaigns'>('campaign'),
  browsers: listValues<'browsers'>('browser'),
  systems: listValues<'systems'>('system'),
  devices: listValues<'devices'>('device'),
  languages: listValues<'languages'>('language'),
  countries: listValues<'countries'>('country'),
  pages: listPages,
  exits: listExits,
  flows: listFlows,
  vitals: listVitals,
  hours: listHours,
  retention: listRetention,
  funnels: listFunnels,
  places: listPlaces,
  quality: listQuality,
  searches: listSearches,
  'searches-without-results': listSearchesWithoutResults,
  events: listEvents,
  goals: listGoals,
  consents: listConsents,
};

/**
 * Makes a report: sums of released rows and nothing else. The only maker of reports, for the API, the exports and the
 * page; between two releases the same question has the same bytes. Source: requirements.
 */
export async function makeReport(source: ReportSource, query: ReportQuery): Promise<Report> {
  const { site, store, k, searchK } = source;
  const released = source.released();
  const rows = await makers[query.report]({ query, store, site, k, searchK, released });
  // A release in the middle would mix two states; the second try meets the new one, an hour before the next.
  if (source.released() !== released) return makeReport(source, query);
  return {
    report: query.report,
    site: site.name,
    from: formatDay(query.from),
    to: formatDay(query.to),
    zone: site.zone,
    k,
    released: released === null ? null : new Date(released).toISOString(),
    // Told by the last release and not by the clock, so that the answer stays the same until the next.
    unfinished: released === null || query.to > lastClosedDay(released, site.zone),
    ...(site.sample ? { sample: true } : {}),
    filters: query.filters,
    rows,
  };
}
