import { type Day, dayOf } from '../wire/calendar.ts';

/** An instant in a site's zone. */
export interface Moment {
  /** Days since 1970-01-01. */
  readonly day: Day;
  /** 0 to 23. */
  readonly hour: number;
}

const hourMs = 3_600_000;
/** A day is open until 04:00 of the next one, so that events of the late evening still come in (DESIGN.md). */
export const dayCloseHour = 4;

/** Offsets change on the quarter of an hour: within one, day and hour are the same everywhere. Source: tz database. */
const quarterMs = hourMs / 4;
/** A week and a day of quarters: what batches speak of. */
const mostQuarters = 768;

/**
 * Tells the site's day and hour of an instant. One formatter a zone, since making one costs more than a batch, and asking
 * it more than counting an event: each quarter of an hour is asked for once.
 */
export function createClock(zone: string): (at: number) => Moment {
  const known = new Map<number, Moment>();
  const ask = createReading(zone);
  return (at) => {
    const quarter = Math.floor(at / quarterMs);
    const there = known.get(quarter);
    if (there) return there;
    if (known.size >= mostQuarters) known.clear();
    const made = ask(at);
    known.set(quarter, made);
    return made;
  };
}

function createReading(zone: string): (at: number) => Moment {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    hourCycle: 'h23',
  });
  return (at) => {
    const part: Partial<Record<string, number>> = {};
    for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
    const { year = 1970, month = 1, day = 1, hour = 0 } = part;
    return { day: Date.UTC(year, month - 1, day) / (24 * hourMs), hour };
  };
}

/** The last day that is closed at `at`, by a clock that is already there. */
export function lastClosedBy(clock: (at: number) => Moment, at: number): Day {
  return clock(at - dayCloseHour * hourMs).day - 1;
}

/** The last day that is closed at `at`. */
export function lastClosedDay(at: number, zone: string): Day {
  return dayOf(at - dayCloseHour * hourMs, zone) - 1;
}
