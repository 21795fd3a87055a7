import type { ReportName, ReportRow } from '../wire/report.ts';
import { useDesk } from './desk.ts';
import type { Field } from './filters.ts';
import { type Range, widen } from './ranges.ts';
import { type Reading, useReport } from './use-report.ts';

export interface Climbed<N extends ReportName> extends Reading<N> {
  /** The days that `report` holds where they are more than asked for; null: those. */
  readonly wider: Range | null;
}

/**
 * Asks for report `name`, and where the range has nothing to show for the week of its day, then for the month: a panel too
 * thin for its range climbs, and says so. `isThin` tells of rows that they show nothing; default: there are none.
 * Source: requirements R-10.
 */
export function useClimb<N extends ReportName>(
  name: N,
  range: Range | null,
  {
    by = null,
    isThin = isNone,
  }: { readonly by?: Field | null; readonly isThin?: (rows: readonly ReportRow<N>[]) => boolean } = {},
): Climbed<N> {
  const { today } = useDesk();
  const own = useReport(name, range, { by });
  const isBare = ({ report, stale }: Reading<N>) => report !== null && !stale && isThin(report.rows);
  const first = range && isBare(own) ? widen(range, today) : null;
  const second = useReport(name, first, { by });
  const third = first && isBare(second) ? widen(first, today) : null;
  const last = useReport(name, third, { by });
  const isOnItsWay = (first && isAwaited(second)) || (third && isAwaited(last));
  if (isOnItsWay) return { report: null, failure: null, stale: false, retry: own.retry, wider: null };
  if (third && last.report && !isBare(last)) return { ...last, wider: third };
  if (first && second.report && !isBare(second)) return { ...second, wider: first };
  return { ...own, wider: null };
}

function isNone(rows: readonly unknown[]): boolean {
  return rows.length === 0;
}

function isAwaited({ report, stale, failure }: Reading<ReportName>): boolean {
  return !failure && (report === null || stale);
}
