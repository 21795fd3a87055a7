import { type Day, formatDay, monthOf, parseDay, weekdayOf } from '../wire/calendar.ts';

/** The periods an analyst can choose, in the order of the menu. Source: requirements R-06. */
export const rangeIds = [
  'today',
  'yesterday',
  'week',
  'lastweek',
  'month',
  'lastmonth',
  'year',
  'lastyear',
  '7d',
  '30d',
  '90d',
  'all',
  'custom',
] as const;

export type RangeId = (typeof rangeIds)[number];

/** Inclusive days since 1970-01-01, in the site's zone. */
export interface Range {
  readonly from: Day;
  readonly to: Day;
}

/** The collector reads a range from here on as "all there is". */
export const ever: Day = parseDay('2000-01-01');

/** The collector answers at most so many days at once, or all there is. Source: src/collector/query.ts */
const mostDays = 3660;

/** Whether a range holds more days than the collector answers. */
export function isTooLong({ from, to }: Range): boolean {
  return to - from > mostDays && from > ever;
}

/** The days of period `id` when today is `today`; a running period ends today. Weeks are ISO: Monday first. */
export function rangeOf(id: RangeId, today: Day, custom: Range | null = null): Range {
  const monday = today - weekdayOf(today) + 1;
  const first = firstOfMonth(today);
  const january = firstOfYear(today);
  switch (id) {
    case 'today':
      return { from: today, to: today };
    case 'yesterday':
      return { from: today - 1, to: today - 1 };
    case 'week':
      return { from: monday, to: today };
    case 'lastweek':
      return { from: monday - 7, to: monday - 1 };
    case 'month':
      return { from: first, to: today };
    case 'lastmonth':
      return { from: firstOfMonth(first - 1), to: first - 1 };
    case 'year':
      return { from: january, to: today };
    case 'lastyear':
      return { from: firstOfYear(january - 1), to: january - 1 };
    case '7d':
      return { from: today - 6, to: today };
    case '90d':
      return { from: today - 89, to: today };
    case 'all':
      return { from: ever, to: today };
    case 'custom':
      // Days that have not come are no part of anything yet.
      return custom
        ? { from: custom.from, to: Math.max(custom.from, Math.min(custom.to, today)) }
        : rangeOf('30d', today);
    case '30d':
      return { from: today - 29, to: today };
  }
}

/**
 * The period to compare with: the one before, as many days of it as have passed of the running one. Null for all time.
 *
 * A month is compared with the month before, a year with the year before, from their first days on.
 */
export function previousOf(id: RangeId, { from, to }: Range): Range | null {
  if (id === 'all') return null;
  if (id === 'month' || id === 'lastmonth') {
    const before = firstOfMonth(from - 1);
    const isWhole = monthOf(to + 1) !== monthOf(to);
    return { from: before, to: isWhole ? from - 1 : Math.min(from - 1, before + (to - from)) };
  }
  if (id === 'year' || id === 'lastyear') {
    const before = firstOfYear(from - 1);
    return { from: before, to: id === 'lastyear' ? from - 1 : Math.min(from - 1, before + (to - from)) };
  }
  const days = id === 'week' || id === 'lastweek' ? 7 : to - from + 1;
  return { from: from - days, to: to - days };
}

/**
 * The next wider calendar span where a range is too thin for a panel: of a day its ISO week, of a week or less its month,
 * up to today. Null for anything longer, and where nothing is wider yet: of a Monday that is today the week is that day,
 * so it climbs to its month. Source: requirements R-10.
 */
export function widen({ from, to }: Range, today: Day): Range | null {
  const days = to - from + 1;
  if (days > 7) return null;
  const monday = to - weekdayOf(to) + 1;
  const week = { from: monday, to: Math.max(to, Math.min(monday + 6, today)) };
  if (days === 1 && week.to > week.from) return week;
  const first = firstOfMonth(to);
  const last = firstOfMonth(first + 31) - 1;
  const month = { from: Math.min(from, first), to: Math.max(to, Math.min(last, today)) };
  return month.to - month.from + 1 > days ? month : null;
}

function firstOfMonth(day: Day): Day {
  return parseDay(`${monthOf(day)}-01`);
}

function firstOfYear(day: Day): Day {
  return parseDay(`${formatDay(day).slice(0, 4)}-01-01`);
}
