import { dayOf, monthOf, weekdayOf, weekOf } from '../../wire/calendar.ts';
import { everBefore } from '../query.ts';
import type { Asked } from './ask.ts';

export type Span = 'day' | 'week' | 'month' | 'ever';

/**
 * The calendar span that the query's range is: a day, an ISO week, a month, or all there is (a range from before 2000).
 *
 * A running week or month may end at the last release, where it ends so far. Null for any other range. Source: R-06.
 */
export function spanOf({ query, site, released }: Pick<Asked, 'query' | 'site' | 'released'>): Span | null {
  const { from, to } = query;
  const lastDay = released === null ? to : dayOf(released, site.zone);
  const ends = (isLast: boolean, isSame: boolean) => isLast || (isSame && to >= lastDay);
  if (from === to) return 'day';
  if (weekdayOf(from) === 1 && ends(to === from + 6, weekOf(to) === weekOf(from))) return 'week';
  const isFirst = monthOf(from - 1) !== monthOf(from);
  const isSameMonth = monthOf(to) === monthOf(from);
  if (isFirst && isSameMonth && ends(monthOf(to + 1) !== monthOf(to), true)) return 'month';
  return from <= everBefore && to >= lastDay ? 'ever' : null;
}
