import type { Config } from '../consent/config.ts';
import type { Consent } from '../consent/consent.ts';
import { scrub } from '../wire/scrub.ts';
import { reach } from './goals.ts';
import type { Outbox } from './outbox.ts';
import { watchEvents } from './sensors/events.ts';
import { findPlace } from './sensors/place.ts';
import { watchSearches } from './sensors/searches.ts';

/** What page views alone do not need. */
export type Extras = ReturnType<typeof createExtras>;

/**
 * Searches, places, the owner's events and goals, and the scrubber, in a chunk of its own: fetched where `search` or
 * `location` is granted, where the configuration names events, goals or funnels, or where a campaign's labels are to be
 * scrubbed. Call it once a page.
 */
export function createExtras(outbox: Outbox, { telemetry }: Config, { isGranted }: Pick<Consent, 'isGranted'>) {
  let place: Promise<string | null> | undefined;
  return {
    scrub,
    reach,
    track: watchEvents(outbox, telemetry),
    searches: watchSearches(outbox, telemetry.search ?? {}, isGranted),
    /** Asked once a page, and only while `location` is granted. */
    place() {
      if (!isGranted('location') || !telemetry.places) return null;
      place ??= findPlace(outbox, telemetry.places);
      return place;
    },
  };
}
