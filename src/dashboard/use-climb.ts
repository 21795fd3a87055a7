import type { ReportName } from '../wire/report.ts';
import { useDesk } from './desk.ts';
import { type Range, widen } from './ranges.ts';
import { type Reading, useReport } from './use-report.ts';

export interface Climbed<N extends ReportName> extends Reading<N> {
  /** The days that `report` holds where they are more than asked for; null: those. */
  readonly wider: Range | null;
}

/**
 * Asks for report `name`, and where the range has nothing to show for the week of its day, then for the month: a panel too
 * thin for its range climbs, and says so. Source: requirements R-10.
 */
export function useClimb<N extends ReportName>(name: N, range: Range | null): Climbed<N> {
  const { today } = useDesk();
  const own = useReport(name, range);
  const first = range && isThin(own) ? widen(range, today) : null;
  const second = useReport(name, first);
  const third = first && isThin(second) ? widen(first, today) : null;
  const last = useReport(name, third);
  const isOnItsWay = (first && isAwaited(second)) || (third && isAwaited(last));
  if (isOnItsWay) return { report: null, failure: null, stale: false, retry: own.retry, wider: null };
  if (third && last.report && last.report.rows.length > 0) return { ...last, wider: third };
  if (first && second.report && second.report.rows.length > 0) return { ...second, wider: first };
  return { ...own, wider: null };
}

function isThin({ report, stale }: Reading<ReportName>): boolean {
  return report !== null && !stale && report.rows.length === 0;
}

function isAwaited({ report, stale, failure }: Reading<ReportName>): boolean {
  return !failure && (report === null || stale);
}
