import { formatDay } from '../wire/calendar.ts';
import type { ReportName } from '../wire/report.ts';
import type { Parameters } from './api.ts';
import { type Field, type Filters, takes } from './filters.ts';
import type { Step } from './points.ts';
import type { Range } from './ranges.ts';

/** What is asked of a report, and of its export: filters it is not kept together with are left out. */
export function questionOf(
  report: ReportName,
  site: string,
  { from, to }: Range,
  filters: Filters,
  { step = null, by = null }: { readonly step?: Step | null | undefined; readonly by?: Field | null | undefined } = {},
): Parameters {
  return [
    ['site', site],
    ['from', formatDay(from)],
    ['to', formatDay(to)],
    ...(takes(report, filters) ? filters : []).map(([field, value]) => ['filter', `${field}:${value}`] as const),
    ...(step ? [['step', step] as const] : []),
    ...(by ? [['by', by] as const] : []),
  ];
}
