import type { Range } from './ranges.ts';

/** Counts below this many k are too rough for a percentage: one step of k is a fifth of them. */
const roughBelow = 5;

/** By how much `now` differs from `before`; null where that says nothing. */
export function changeOf(now: number | null, before: number | null | undefined): number | null {
  return now === null || before === null || before === undefined || before === 0 ? null : (now - before) / before;
}

/** The same for one row of a list, where small counts are too rough to compare. */
export function changeOfRow(now: number, before: number | undefined, k: number): number | null {
  return before === undefined || Math.min(now, before) < roughBelow * k ? null : changeOf(now, before);
}

/** Half a day against a whole one would always look like a loss: short running periods are not compared in percent. */
export function isComparable({ from, to }: Range, today: number): boolean {
  return to < today || to - from >= 27;
}
