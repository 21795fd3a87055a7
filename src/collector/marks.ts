import { formatDay, parseDay } from '../wire/calendar.ts';
import type { Mark, Since } from './feed.ts';

/** A mark as text: `2026-11-22T09:00:00.000Z`, or `2026-11-22T09:00:00.000Z/17` after 17 rows of that release. */
export function formatMark({ at, taken }: Mark): string {
  return `${new Date(at).toISOString()}${taken === undefined ? '' : `/${taken}`}`;
}

/** Reads a date or a mark; null for what is neither. */
export function readSince(text: string): Since | null {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    const day = parseDay(text);
    // `2026-02-31` must not quietly become another day.
    return Number.isInteger(day) && formatDay(day) === text ? { day } : null;
  }
  const [, instant = '', taken] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z)(?:\/(\d{1,7}))?$/.exec(text) ?? [];
  const at = Date.parse(instant);
  return Number.isNaN(at) ? null : { at, ...(taken === undefined ? {} : { taken: Number(taken) }) };
}
