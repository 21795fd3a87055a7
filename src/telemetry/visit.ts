import type { Entry, First } from '../wire/batch.ts';
import { type Day, formatDay, monthOf, periodOf, weekOf } from '../wire/calendar.ts';
import type { Kept, Measurement, Visit } from './kept.ts';
import { claim } from './made.ts';

/** What brought the visitor to the page that was loaded: known only for the landing page itself. */
export type Arrival = { readonly [K in 'referrer' | 'campaign']?: Entry[K] | undefined };

const pauseMs = 30 * 60_000;
const mostViews = 50;

/**
 * Counts one view of `path` at the instant `at` of the site's `day`, changing what is kept, and answers it as it is sent.
 *
 * A visit ends after 30 minutes without activity and at midnight of the site's zone. Every view but the first knows the
 * one before it, the first two know the visit's entry, and the first of a day carries the unique flags. Without lasting
 * storage `nth` is 0 and nothing is said to be first.
 */
export function countView(kept: Kept, path: string, arrival: Arrival | false, day: Day, at: number): Measurement {
  let first: First | undefined;
  if (!goesOn(kept, day, at)) {
    kept.visit = { nth: 0, entry: { path, ...arrival } as Entry, at, goals: [], steps: {} };
    first = flagsOf(kept, day);
  }
  const visit = kept.visit as Visit;
  const from = visit.path;
  const nth = Math.min(visit.nth + 1, mostViews);
  visit.nth = nth;
  visit.path = path;
  visit.at = at;
  const view = { kind: 'view', path, new: claim(kept, path, day) };
  return kept.lasting ? { ...view, nth, from, entry: nth < 3 ? visit.entry : undefined, first } : { ...view, nth: 0 };
}

/** Notes visible focused time: it keeps a visit going, and never revives one that has ended. */
export function keepGoing(kept: Kept, day: Day, at: number): Measurement[] {
  if (kept.visit && goesOn(kept, day, at)) kept.visit.at = at;
  return [];
}

function goesOn({ visit, day }: Kept, today: Day, at: number): boolean {
  return !!visit && Math.abs(at - visit.at) < pauseMs && day === today;
}

/** From the three integers: what is first about a visit on `day`. A stored day in the future is reset without a flag. */
function flagsOf(kept: Kept, day: Day): First | undefined {
  const { day: last = Number.NEGATIVE_INFINITY, period } = kept;
  const week = weekOf(day);
  const since = week - Math.min(kept.week ?? week, week);
  kept.day = day;
  kept.week = week - since;
  kept.period = periodOf(day);
  if (last >= day) return;
  const ever = last < 0 || undefined;
  return {
    on: formatDay(day),
    day: true,
    week: weekOf(last) < week || undefined,
    month: ever || monthOf(last) !== monthOf(day) || undefined,
    ever,
    period: period !== kept.period || undefined,
    weeksSinceFirst: Math.min(since, 13),
  } as First;
}
