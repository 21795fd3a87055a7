import { type Day, weekdayOf } from '../wire/calendar.ts';
import type { ReportRow } from '../wire/report.ts';
import { firstDayOf } from './points.ts';
import { ever, type Range } from './ranges.ts';

/** The last week that is told apart; who came first earlier than that belongs to no week of its own. */
export const lastOffset = 12;

/** The browsers that came for the first time in one ISO week. */
export interface Cohort {
  readonly week: string;
  /** How many they were; null where that is not released. */
  readonly first: number | null;
  /** By weeks since, from 1: a share in [0, 1]; null: too few to say. As long as weeks have passed. */
  readonly back: readonly (number | null)[];
}

/**
 * The days to ask for: so many weeks more that those who came again in the chosen ones can be compared with how many they
 * were at first.
 */
export function cohortDays({ from, to }: Range): Range {
  if (from <= ever) return { from, to };
  return { from: from - weekdayOf(from) + 1 - 7 * lastOffset, to };
}

/** Puts the rows together to cohorts, the newest first. Shares begin at 5k first visitors: one step is a fifth of them. */
export function cohortsOf(rows: readonly ReportRow<'retention'>[], { from, to }: Range, k: number): readonly Cohort[] {
  const counts = new Map<string, Map<number, number>>();
  for (const { week, offset, visitors } of rows)
    if (/^\d{4}-W\d\d$/.test(week) && firstDayOf(week) >= from)
      counts.set(week, (counts.get(week) ?? new Map<number, number>()).set(offset, visitors));
  return [...counts]
    .map(([week, offsets]) => {
      const first = offsets.get(0) ?? null;
      const share = (count: number | undefined) =>
        count === undefined || first === null || first < 5 * k ? null : Math.min(1, count / first);
      return {
        week,
        first,
        back: Array.from({ length: passed(week, to) }, (_, index) => share(offsets.get(index + 1))),
      };
    })
    .sort((a, b) => (a.week < b.week ? 1 : -1));
}

function passed(week: string, to: Day): number {
  const monday = to - weekdayOf(to) + 1;
  return Math.max(0, Math.min(lastOffset - 1, Math.round((monday - firstDayOf(week)) / 7)));
}
