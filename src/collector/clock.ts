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

/** Tells the site's day and hour of an instant; one formatter a zone, since making one costs more than a batch. */
export function createClock(zone: string): (at: number) => Moment {
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
