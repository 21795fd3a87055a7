import { type Day, formatDay, formatWeek, monthOf } from '../../wire/calendar.ts';
import type { ReportStep } from '../query.ts';
import type { Summed } from '../stores/store.ts';
import { keyOf } from './ask.ts';

/** A sum with the step it belongs to; without `at` where none was asked for. */
export type Stepped = Summed & { readonly at?: string };

/** The step of a day, as answers write it: a date, an ISO week, a month, or a date and hour. */
export function stepAt(step: ReportStep, day: Day, hour: number): string {
  switch (step) {
    case 'day':
      return formatDay(day);
    case 'week':
      return formatWeek(day);
    case 'month':
      return monthOf(day);
    case 'hour':
      return `${formatDay(day)}T${String(hour).padStart(2, '0')}:00`;
  }
}

/** Adds the sums of single days up to steps: contributions, measures and histograms. Steps come in no order. */
export function addUp(sums: readonly Summed[], step: Exclude<ReportStep, 'hour'>): readonly Stepped[] {
  const steps = new Map<string, Stepped>();
  for (const sum of sums) {
    const at = stepAt(step, sum.day ?? 0, 0);
    const key = `${at} ${keyOf(sum.values)}`;
    const known = steps.get(key);
    steps.set(key, known ? { ...together(known, sum), at } : { ...sum, at });
  }
  return [...steps.values()];
}

function together(one: Summed, two: Summed): Summed {
  const names = new Set([...Object.keys(one.measures), ...Object.keys(two.measures)]);
  const histogram = one.histogram?.map((count, bucket) => count + (two.histogram?.[bucket] ?? 0)) ?? two.histogram;
  return {
    values: one.values,
    contributions: one.contributions + two.contributions,
    measures: Object.fromEntries(
      [...names].map((name) => [name, (one.measures[name] ?? 0) + (two.measures[name] ?? 0)]),
    ),
    ...(histogram ? { histogram } : {}),
  };
}
