import { type Day, dayOf, formatDay, formatWeek, hourOf, monthOf } from '../wire/calendar.ts';
import type { Report } from '../wire/report.ts';
import type { Measure } from './address.ts';
import { ever, type Range } from './ranges.ts';

export type Step = 'hour' | 'day' | 'week' | 'month';

/** One place on the chart's time line. */
export interface Point {
  /** As the collector writes it: a date, an ISO week, a month, or a date and hour. */
  readonly at: string;
  /** Null: not released yet, or not known for this step. */
  readonly now: number | null;
  readonly beforeAt: string | null;
  readonly before: number | null;
  /** True where this hour, day, week or month is not finished. */
  readonly running: boolean;
}

/** The finest step that is still readable: 24 hours, about 90 days, about 100 weeks. */
export function stepFor({ from, to }: Range, isFiltered: boolean): Step {
  const days = to - from + 1;
  if (days === 1 && !isFiltered) return 'hour';
  if (days <= 92) return 'day';
  return from <= ever || days <= 740 ? 'week' : 'month';
}

/**
 * The next wider step where this one is too thin: more than half of it, since the first visit, below k.
 *
 * Null where it is fine, or nothing wider would fit into the range. Source: requirements R-10.
 */
export function climb(report: Report<'views'>, step: Step): 'week' | 'month' | null {
  const visits = report.rows.map((row) => row.visits);
  const first = visits.findIndex((count) => count > 0);
  if (first < 0) return null;
  const since = visits.slice(first);
  const thin = since.filter((count) => count === 0).length * 2 > since.length;
  if (step === 'day' && since.length >= 14 && thin) return 'week';
  return step === 'week' && since.length >= 9 && thin ? 'month' : null;
}

/** Lays a report, and the one of the period before, along one time line. */
export function pointsOf(
  report: Report<'views'>,
  previous: Report<'views'> | null,
  range: Range,
  previousRange: Range | null,
  step: Step,
  measure: Measure,
): readonly Point[] {
  const [firstRow] = report.rows;
  const first = range.from > ever ? range.from : firstRow ? firstDayOf(firstRow.at) : range.to;
  const slots = slotsOf({ from: first, to: range.to }, step);
  const beforeSlots = previousRange ? slotsOf(previousRange, step) : [];
  const now = valuesOf(report, measure);
  const before = previous ? valuesOf(previous, measure) : null;
  const last = report.released === null ? null : slotAt(Date.parse(report.released), report.zone, step);
  return slots.map((at, index) => {
    const beforeAt = beforeSlots[index] ?? null;
    return {
      at,
      now: last === null || at > last ? null : now(at),
      beforeAt,
      before: before && beforeAt !== null ? before(beforeAt) : null,
      running: report.unfinished && at === last,
    };
  });
}

/** A step that is not listed was below k, which looks like none; null is the collector's "not known". */
function valuesOf({ rows }: Report<'views'>, measure: Measure): (at: string) => number | null {
  const values = new Map(rows.map((row) => [row.at, row[measure] ?? null]));
  return (at) => (values.has(at) ? (values.get(at) ?? null) : 0);
}

/** Every step of a range, as the collector writes it. */
export function slotsOf({ from, to }: Range, step: Step): readonly string[] {
  const slots = new Set<string>();
  for (let day = from; day <= to; day++) {
    if (step === 'hour') for (let hour = 0; hour < 24; hour++) slots.add(hourText(day, hour));
    else slots.add(step === 'day' ? formatDay(day) : step === 'week' ? formatWeek(day) : monthOf(day));
  }
  return [...slots];
}

function slotAt(at: number, zone: string, step: Step): string {
  const day = dayOf(at, zone);
  if (step === 'hour') return hourText(day, hourOf(at, zone));
  return step === 'day' ? formatDay(day) : step === 'week' ? formatWeek(day) : monthOf(day);
}

function hourText(day: Day, hour: number): string {
  return `${formatDay(day)}T${String(hour).padStart(2, '0')}:00`;
}

/** The first day of a step as the collector writes it. */
export function firstDayOf(at: string): Day {
  const [, year = '', week] = /^(\d{4})-W(\d\d)$/.exec(at) ?? [];
  if (week === undefined) return Date.parse(`${at.slice(0, 10)}${at.length === 7 ? '-01' : ''}`) / 86_400_000;
  const fourth = Date.parse(`${year}-01-04`) / 86_400_000;
  const monday = fourth - ((((fourth + 3) % 7) + 7) % 7);
  return monday + (Number(week) - 1) * 7;
}

/**
 * The visitors of a typical day: the lower median of the finished days since the first visit. A value that was
 * released, never an average, so it is a multiple of k.
 */
export function typicalDay(report: Report<'views'>): number | null {
  const visitors = report.rows.map((row) => row.visitors ?? 0);
  const first = visitors.findIndex((count) => count > 0);
  if (first < 0) return null;
  const since = visitors.slice(first);
  const finished = report.unfinished && since.length > 1 ? since.slice(0, -1) : since;
  const sorted = [...finished].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
