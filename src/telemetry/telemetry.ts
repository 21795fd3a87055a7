import type { Config } from '../consent/config.ts';
import type { Consent } from '../consent/consent.ts';
import type { Env } from '../wire/batch.ts';
import { telemetryPurposes } from '../wire/purposes.ts';
import { arrivalOf } from './arrival.ts';
import type { Extras } from './extras.ts';
import { createOutbox } from './outbox.ts';
import { createPaths } from './paths.ts';
import { createPost, type Post } from './post.ts';
import { watchLeaves } from './sensors/leaves.ts';
import { watchViews } from './sensors/views.ts';
import { watchVitals } from './sensors/vitals.ts';
import { createShelf, type Shelf } from './shelf.ts';
import { countView } from './visit.ts';

/** What telemetry needs of the page; clock, storage and network are handed in where a test needs others. */
export interface TelemetryWorld {
  readonly config: Config;
  readonly consent: Consent;
  readonly loadVitals: () => Promise<typeof import('web-vitals')>;
  /** Fetches what searches, places and free text need. */
  readonly loadExtras: () => Promise<typeof import('./extras.ts')>;
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
  const { config, consent, loadVitals, now = Date.now, loadExtras } = world;
  const { telemetry } = config;
  const { isGranted } = consent;
  const shelf = world.shelf ?? createShelf();
  const outbox = createOutbox({ config, consent, shelf, post: world.post ?? createPost(config.collector), env, now });
  const paths = createPaths(telemetry);
  const leaves = watchLeaves(outbox, now);
  const toVitals = watchVitals(outbox, loadVitals);
  const [load] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const landing = new URL(load?.name ?? location.href);
  // A reload, and a step in the history, come from nowhere.
  let isArrival = !/^[rb]/.test(load?.type ?? '');
  let extras: Extras | undefined;
  let loading: Promise<unknown> | undefined;

  /** At once where they have come, else when they have; without them where they cannot be had. */
  function withExtras(use: (extras?: Extras) => void) {
    if (extras) return use(extras);
    loading ??= loadExtras().then((chunk) => {
      extras = chunk.createExtras(outbox, config, consent);
    }, console.warn);
    loading.then(() => use(extras));
  }

  const look = watchViews(
    () => {
      if (maySearch()) withExtras((more) => more?.searches.look());
      return paths.key(location);
    },
    () => isGranted('statistics'),
    (isLoaded) => {
      const path = paths.of(location);
      const { pathname } = location;
      const isLanding = isLoaded && landing.pathname === pathname;
      const arrives = isArrival && isLanding;
      const record = (more?: Extras) =>
        outbox.record((kept, day, at) => {
          const view = countView(
            kept,
            path,
            arrives ? arrivalOf(document.referrer, landing, more?.scrub) : {},
            day,
            at,
          );
          return [view, ...(more?.reach(kept, telemetry, day, [path, pathname]) ?? [])];
        }, true);
      isArrival = false;
      leaves.leave();
      leaves.enter(path);
      if (isLanding) toVitals(path);
      if (telemetry.goals || telemetry.funnels || (arrives && landing.search.includes('utm_'))) withExtras(record);
      else record();
    },
  );

  /** Words come from the address or a form: only where there is one is it worth fetching what reads them. */
  const maySearch = () => isGranted('search') && (location.search + location.hash || document.forms[0]);

  function obey() {
    for (const purpose of telemetryPurposes) if (!isGranted(purpose)) outbox.erase(purpose);
    const isOpen = isGranted('statistics');
    if (!isOpen) leaves.enter('');
    look(!isOpen);
    if (telemetry.events || maySearch()) withExtras((more) => more?.searches.look());
  }
  // The last that every page hears, after `pagehide` when it goes away: what happens there still travels along.
  addEventListener('visibilitychange', () => {
    if (!document.hidden) return;
    extras?.searches.settle();
    leaves.leave();
    outbox.hide();
  });
  addEventListener('online', outbox.drain);
  consent.subscribe(obey);
  obey();
  outbox.drain();

  return {
    track(name, props) {
      if (isGranted('statistics')) withExtras((more) => more?.track(name, props));
    },
    search(words, options) {
      if (isGranted('search')) withExtras((more) => more?.searches.report(words, options?.results));
    },
    place: () =>
      new Promise((resolve) => {
        if (isGranted('location')) withExtras((more) => resolve(more?.place() ?? null));
        else resolve(null);
      }),
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
