import type { ReportName } from '../wire/report.ts';
import { firstDayOf, type Step, slotsOf } from './points.ts';
import { ever, type Range } from './ranges.ts';
import { type Reading, useReport } from './use-report.ts';

type TrendName = Extract<ReportName, 'vitals' | 'consents'>;

/** A report in its steps: which ones, and what it says of each; null while it is not there, or the range is one day. */
export interface Trend<N extends TrendName> {
  readonly step: Step;
  /** Every step of the range, those of which nothing was released too. */
  readonly slots: readonly string[];
  readonly rows: NonNullable<Reading<N>['report']>['rows'];
}

/** Weeks from here on: a day of a busy site has its figures, and forty of them are still told apart. */
const mostDays = 40;
const mostWeeksInDays = 370;

/**
 * Asks for report `name` as a series over `range`. Days in which too few measured climb to weeks; `isThin` says of
 * the rows of the days whether they do.
 */
export function useTrend<N extends TrendName>(
  name: N,
  range: Range | null,
  isThin: (rows: Trend<N>['rows'], slots: number) => boolean,
): Trend<N> | null {
  const days = range ? range.to - range.from + 1 : 0;
  const asked = days > 1 ? range : null;
  const first: Step = days <= mostDays ? 'day' : days <= mostWeeksInDays ? 'week' : 'month';
  const fine = useReport(name, asked, { step: first });
  const isClimbing = first === 'day' && fine.report !== null && !fine.stale && isThin(fine.report.rows, days);
  const coarse = useReport(name, isClimbing ? asked : null, { step: 'week' });
  const { report, stale } = isClimbing ? coarse : fine;
  const at = report?.rows[0]?.at;
  if (!report || stale || !asked || at === undefined) return null;
  const step = isClimbing ? 'week' : first;
  const from = asked.from > ever ? asked.from : firstDayOf(at);
  return { step, slots: slotsOf({ from, to: asked.to }, step), rows: report.rows };
}
