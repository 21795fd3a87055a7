import type { New } from '../wire/batch.ts';
import { type Day, periodOf } from '../wire/calendar.ts';
import type { Kept } from './kept.ts';

/**
 * Notes that this browser makes `what` on `day`, and tells whether it is the first time: `day` on this day, `period` also
 * in this period of four weeks; undefined for a repeat, and where nothing can be remembered.
 *
 * What was made is kept as 32-bit hashes (FNV-1a) salted on the device, and only for the period.
 */
export function claim(kept: Kept, what: string, day: Day): New | undefined {
  const period = periodOf(day);
  if (kept.madeIn !== period) kept.made = {};
  kept.madeIn = period;
  let hash = kept.salt;
  for (const letter of what) hash = Math.imul(hash ^ letter.charCodeAt(0), 16777619);
  const last = kept.made[hash];
  kept.made[hash] = day;
  return !kept.lasting || last === day ? undefined : last ? 'day' : 'period';
}
