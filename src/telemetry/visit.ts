import type { Entry, First, View } from '../wire/batch.ts';
import { type Day, dayOf, formatDay, monthOf, periodOf, weekOf } from '../wire/calendar.ts';
import type { Kept } from './kept.ts';
import { claim } from './made.ts';

/** What brought the visitor to the page that was loaded: known only for the landing page itself. */
export type Arrival = Omit<Entry, 'path'>;

const pauseMs = 30 * 60_000;
const mostViews = 50;

/**
 * Counts one view of `path` at the instant `at`, changing what is kept, and answers it as it is sent.
 *
 * A visit ends after 30 minutes without activity and at midnight of the site's `zone`. Every view but the first knows the
 * one before it, the first two know the visit's entry, and the first of a day carries the unique flags. Without lasting
 * storage `nth` is 0 and nothing is said to be first.
 */
export function countView(
  kept: Kept,
  path: string,
  arrival: Arrival,
  at: number,
  zone: string,
): Omit<View, 'ageMinutes'> {
  const day = dayOf(at, zone);
  let { visit } = kept;
  let first: First | undefined;
  if (!visit || !goesOn(kept, at, zone)) {
    visit = kept.visit = { nth: 0, entry: { path, ...arrival }, at, goals: [], steps: {} };
    first = flagsOf(kept, day);
  }
  const from = visit.path;
  visit.nth = Math.min(visit.nth + 1, mostViews);
  visit.path = path;
  visit.at = at;
  const view = { kind: 'view', path, new: claim(kept, `view ${path}`, day) };
  return (
    kept.lasting
      ? { ...view, nth: visit.nth, from, entry: visit.nth < 3 ? visit.entry : undefined, first }
      : { ...view, nth: 0 }
  ) as View;
}

/** Notes visible focused time at `at`: it keeps a visit going, and never revives one that has ended. */
export function keepGoing(kept: Kept, at: number, zone: string): void {
  if (kept.visit && goesOn(kept, at, zone)) kept.visit.at = at;
}

function goesOn({ visit, day }: Kept, at: number, zone: string): boolean {
  return !!visit && Math.abs(at - visit.at) < pauseMs && day === dayOf(at, zone);
}

/** From the three integers: what is first about a visit on `day`. A stored day in the future is reset without a flag. */
function flagsOf(kept: Kept, day: Day): First | undefined {
  const { day: last = Number.NEGATIVE_INFINITY, period } = kept;
  const week = weekOf(day);
  const ever = kept.day === undefined;
  kept.day = day;
  kept.week = Math.min(kept.week ?? week, week);
  kept.period = periodOf(day);
  if (last >= day) return;
  return {
    on: formatDay(day),
    day: true,
    week: weekOf(last) < week || undefined,
    month: ever || monthOf(last) !== monthOf(day) || undefined,
    ever: ever || undefined,
    period: period !== kept.period || undefined,
    weeksSinceFirst: Math.min(week - kept.week, 13),
  } as First;
}
