import { dayOf, parseDay } from '../../../src/wire/calendar.ts';
import type { Behaviour } from './fake-collector.ts';
import type { MadeUp } from './made-up.ts';

export const zone = 'Asia/Almaty';

const now = Date.now();
const earlier = now - 20 * 60_000;
/**
 * 20 minutes ago, or just now where those were yesterday's, cut to the minute: the page reads the real clock, so the made-up
 * site lives beside it.
 */
export const released = Math.floor((dayOf(earlier, zone) === dayOf(now, zone) ? earlier : now) / 60_000) * 60_000;
const minutesAgo = (minutes: number) => new Date(Math.floor(Date.now() / 60_000 - minutes) * 60_000).toISOString();

export const busySite: MadeUp = { zone, released, since: dayOf(released, zone) - 75, daily: 320 };

/** A site with two and a half months of visits, an analyst signed in, everything answering. */
export function busy(): Behaviour {
  return {
    sites: { 'clinic.kz': busySite, sample: { ...busySite, sample: true } },
    arrivals: { since: minutesAgo(5000), accepted: { since: minutesAgo(4000), at: minutesAgo(2) }, refused: null },
    nextRelease: new Date(released + 3_600_000).toISOString(),
    present: 10,
    rows: {},
    failing: {},
    signedIn: true,
  };
}

/** Nothing released yet. `accepted`: whether a measurement has arrived. */
export function firstDay({ accepted = false, refused = false, sample = true } = {}): Behaviour {
  const behaviour = busy();
  const made: MadeUp = { zone, released: null, since: null, daily: 0 };
  return {
    ...behaviour,
    sites: { 'clinic.kz': made, ...(sample ? { sample: { ...busySite, sample: true as const } } : {}) },
    arrivals: {
      since: minutesAgo(30),
      accepted: accepted ? { since: minutesAgo(25), at: minutesAgo(4) } : null,
      refused: refused ? { at: minutesAgo(1), reason: 'unknown-origin' } : null,
    },
    present: 0,
  };
}

/** The day on which visits of a made-up site ended long ago. */
export const longAgo: MadeUp = {
  zone,
  released,
  since: parseDay('2024-01-01'),
  daily: 0,
};
