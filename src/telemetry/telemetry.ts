import type { Config } from '../consent/config.ts';
import type { Consent } from '../consent/consent.ts';
import type { Env } from '../wire/batch.ts';
import { type TelemetryPurpose, telemetryPurposes } from '../wire/purposes.ts';
import { referrerOf } from './arrival.ts';
import type { LoadChunk } from './chunks.ts';
import type { Extras } from './extras.ts';
import { claim } from './made.ts';
import { createOutbox } from './outbox.ts';
import { createPaths, fits, sensitivePath } from './paths.ts';
import { createPost, type Post } from './post.ts';
import { watchLeaves } from './sensors/leaves.ts';
import { watchViews } from './sensors/views.ts';
import { createShelf, type Shelf } from './shelf.ts';
import { countView } from './visit.ts';

/** The mark in the key of a receipt that waits to be posted. */
const waitingReceipt = ':~';

/** What telemetry needs of the page; storage and network are handed in where a test needs others. */
export interface TelemetryWorld {
  readonly config: Config;
  readonly consent: Consent;
  readonly load: LoadChunk;
  readonly shelf?: Shelf;
  readonly post?: Post;
  /** Called where a receipt waits on this device to be posted: telemetry looks into the storage anyway. */
  readonly onReceipt?: () => Promise<unknown>;
}

/** Fetches what the owner can call for a purpose; undefined where that measures nothing now, or it cannot be had. */
export type Telemetry = (purpose: TelemetryPurpose) => Promise<Extras | undefined> | undefined;

/**
 * Starts measuring, once, after a yes to `statistics`, `search` or `location`; from then on it follows the decision.
 *
 * A purpose that is not granted measures nothing, posts nothing, and what it kept on the device is erased.
 */
export function createTelemetry(world: TelemetryWorld): Telemetry {
  const { config, consent, load, onReceipt } = world;
  const { telemetry } = config;
  const { isGranted } = consent;
  const shelf = world.shelf ?? createShelf();
  const outbox = createOutbox({
    config,
    consent,
    shelf,
    post: world.post ?? createPost(config.collector),
    env,
    now: Date.now,
  });
  const paths = createPaths(telemetry);
  /** Of a sensitive page nothing is measured but that one was viewed. */
  const isOpen = (purpose: string) => isGranted(purpose) && paths.of(location) !== sensitivePath;
  const leaves = watchLeaves(outbox);
  // A page that is always busy is never idle.
  const idle = new Promise((resolve) =>
    (window.requestIdleCallback ?? setTimeout)(resolve, { timeout: 5000 } as never),
  );
  let vitals: Promise<(path: string) => void> | undefined;
  const [loaded] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const landing = new URL(loaded?.name ?? (location as never));
  // A reload, a step in the history and a tab that was discarded come from nowhere.
  let isArrival = !/^[rb]/.test(loaded?.type as string) && !(document as { wasDiscarded?: boolean }).wasDiscarded;
  let extras: Extras | undefined;
  let loading: Promise<Extras | undefined> | undefined;

  /** At once where they have come, else when they have; without them where they cannot be had. */
  function withExtras(use: (extras?: Extras) => void) {
    loading ??= load('extras').then(
      (chunk) => {
        extras = chunk.createExtras({ outbox, telemetry, isOpen, claim, fits, load });
        return extras;
      },
      console.warn as () => undefined,
    );
    if (extras) use(extras);
    else loading.then(use);
  }

  const look = watchViews(
    () => {
      if (extras || telemetry.events || maySearch() || leadsAway()) withExtras((more) => more?.look());
      return paths.key(location);
    },
    () => isGranted('statistics'),
    (isLoaded) => {
      const path = paths.of(location);
      const happened = path === sensitivePath ? [] : [path, paths.raw(location)];
      const isLanding = isLoaded && landing.pathname === location.pathname && !!happened[0];
      const arrives = isArrival && isLanding;
      const record = (more?: Extras) =>
        outbox.record((kept, day, at) => {
          const arrival = arrives && {
            referrer: referrerOf(document.referrer, location.hostname),
            campaign: more?.campaignOf(landing.searchParams),
          };
          const view = countView(kept, path, arrival, day, at);
          return [view, ...(more?.reach(kept, day, happened) ?? [])];
        }, true);
      isArrival = false;
      leaves.leave();
      leaves.enter(happened[0]);
      if (isLanding) measureVitals(path);
      if (telemetry.goals || telemetry.funnels || (arrives && landing.search.includes('utm_'))) withExtras(record);
      else record();
    },
  );

  function measureVitals(path: string) {
    vitals ??= idle.then(() => load('vitals')).then((chunk) => chunk.watchVitals(outbox, claim));
    vitals.then((measure) => measure(path), console.warn);
  }

  /** Words come from the address or a form: only where there is one is it worth fetching what reads them. */
  const maySearch = () => isOpen('search') && (location.search + location.hash || document.forms[0]);

  /** A link to another host, or to a file: neither is written without a dot. One look, however many links there are. */
  const leadsAway = () => isOpen('statistics') && document.querySelector('a[href*="."]');

  function obey() {
    const isMeasured = isGranted('statistics');
    if (!isMeasured) leaves.enter();
    look(!isMeasured);
  }
  // The last that every page hears, after `pagehide` when it goes away: what happens there still travels along. A page
  // that is hidden already hears `pagehide` alone.
  const pause = () => {
    if (!document.hidden) return;
    extras?.settle();
    leaves.leave();
    outbox.hide();
  };
  addEventListener('visibilitychange', pause);
  addEventListener('pagehide', pause);
  addEventListener('online', outbox.drain);
  consent.subscribe(() => {
    for (const purpose of telemetryPurposes) if (!isGranted(purpose)) outbox.erase(purpose);
    obey();
  });
  obey();
  // What is kept for a purpose that is no longer granted goes here.
  idle
    .then(outbox.drain)
    .then((keys) => keys.includes(waitingReceipt) && onReceipt?.())
    .catch(console.warn);

  return (purpose) => (isOpen(purpose) ? new Promise(withExtras) : undefined);
}

function env(): Env {
  const { width } = screen;
  const { Temporal } = window as { Temporal?: { Now: { timeZoneId(): string } } };
  return {
    language: (/^[a-z]{2,3}/.exec(navigator.language) ?? ['und'])[0],
    zone: Temporal?.Now.timeZoneId() ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    width: width < 576 ? 'S' : width < 992 ? 'M' : width < 1440 ? 'L' : 'XL',
  };
}
