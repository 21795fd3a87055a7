import type { Config } from '../consent/config.ts';
import type { Consent } from '../consent/consent.ts';
import type { Env } from '../wire/batch.ts';
import { dayOf } from '../wire/calendar.ts';
import { telemetryPurposes } from '../wire/purposes.ts';
import { arrivalOf } from './arrival.ts';
import { reach } from './goals.ts';
import { createOutbox } from './outbox.ts';
import { createPaths, fits } from './paths.ts';
import { createPost, type Post } from './post.ts';
import { watchEvents } from './sensors/events.ts';
import { watchLeaves } from './sensors/leaves.ts';
import { findPlace } from './sensors/place.ts';
import { watchSearches } from './sensors/searches.ts';
import { watchViews } from './sensors/views.ts';
import { watchVitals } from './sensors/vitals.ts';
import { createShelf, type Shelf } from './shelf.ts';
import { countView } from './visit.ts';

/** What telemetry needs of the page; clock, storage and network are handed in where a test needs others. */
export interface TelemetryWorld {
  readonly config: Config;
  readonly consent: Consent;
  readonly loadVitals: () => Promise<typeof import('web-vitals')>;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  readonly shelf?: Shelf;
  readonly post?: Post;
}

/** What the owner can add. Each does nothing while its purpose is not granted. */
export interface Telemetry {
  track(name: string, props?: Record<string, unknown>): void;
  search(words: string, options?: { results?: number }): void;
  place(): Promise<string | null>;
}

/**
 * Starts measuring, once, after a yes to `statistics`, `search` or `location`; from then on it follows the decision.
 *
 * A purpose that is not granted measures nothing, posts nothing, and what it kept on the device is erased.
 */
export function createTelemetry(world: TelemetryWorld): Telemetry {
  const { config, consent, loadVitals, now = Date.now } = world;
  const { telemetry, zone } = config;
  const { isGranted } = consent;
  const shelf = world.shelf ?? createShelf();
  const outbox = createOutbox({ config, consent, shelf, post: world.post ?? createPost(config.collector), env, now });
  const paths = createPaths(telemetry);
  const leaves = watchLeaves(outbox, zone, now);
  const searches = watchSearches(outbox, config);
  const toVitals = watchVitals(outbox, loadVitals, zone);
  const track = watchEvents(outbox, telemetry, zone);
  const landing = new URL(performance.getEntriesByType('navigation')[0]?.name ?? location.href);
  let found: Promise<string | null> | undefined;

  const look = watchViews(
    paths,
    () => isGranted('statistics'),
    (isLoaded) => {
      const path = paths.of(location);
      const isLanding = isLoaded && landing.pathname === location.pathname;
      const { pathname } = location;
      leaves.leave();
      leaves.enter(path);
      outbox.record(
        (kept, at) => [
          countView(kept, path, isLanding ? arrivalOf(document.referrer, landing) : {}, at, zone),
          ...reach(kept, telemetry, dayOf(at, zone), (target) => {
            const page = typeof target === 'string' ? target : target.path;
            return !!page && (page === path || fits(page, pathname));
          }),
        ],
        true,
      );
      if (isLanding) toVitals(path);
    },
  );

  function obey() {
    for (const purpose of telemetryPurposes) if (!isGranted(purpose)) outbox.erase(purpose);
    look(!isGranted('statistics'));
    searches.look();
  }
  function hide() {
    searches.settle();
    leaves.leave();
    outbox.hide();
  }
  addEventListener('visibilitychange', () => {
    if (document.hidden) hide();
  });
  addEventListener('pagehide', hide);
  addEventListener('online', outbox.drain);
  consent.subscribe(obey);
  obey();
  outbox.drain();

  return {
    track,
    search: (words, options) => searches.report(words, options?.results),
    async place() {
      if (!isGranted('location') || !telemetry.places) return null;
      found ??= findPlace(outbox, telemetry, zone);
      return found;
    },
  };
}

function env(): Env {
  const { width } = screen;
  return {
    language: /^[a-z]{2,3}/.exec(navigator.language)?.[0] ?? 'und',
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    width: width < 576 ? 'S' : width < 992 ? 'M' : width < 1440 ? 'L' : 'XL',
  };
}
