import type { TelemetryConfig } from '../wire/config.ts';
import { campaignOf } from './campaign.ts';
import type { LoadChunk } from './chunks.ts';
import { createReach } from './goals.ts';
import type { claim } from './made.ts';
import type { Outbox } from './outbox.ts';
import type { fits } from './paths.ts';
import { watchEvents } from './sensors/events.ts';
import { watchLinks } from './sensors/links.ts';
import { watchSearches } from './sensors/searches.ts';

/** What the extras share with views; functions that are on the page already are handed in, not fetched twice. */
export interface ExtrasWorld {
  readonly outbox: Outbox;
  readonly telemetry: TelemetryConfig;
  /** Tells whether a purpose may measure on the page as it is now. */
  readonly isOpen: (purpose: string) => boolean;
  readonly claim: typeof claim;
  readonly fits: typeof fits;
  readonly load: LoadChunk;
}

/** What page views alone do not need. */
export type Extras = ReturnType<typeof createExtras>;

/**
 * Searches, campaigns, links that lead away, the owner's events and goals, and the scrubber, in a chunk of its own:
 * fetched where a page or its configuration has any of them. Call it once a page.
 */
export function createExtras(world: ExtrasWorld) {
  const { isOpen } = world;
  const reach = createReach(world);
  const track = watchEvents(world, reach);
  let place: Promise<string | null> | undefined;
  const follow = watchLinks(world);
  addEventListener('click', (event) => {
    // Not by `closest`: a form whose field has that name has the field there.
    const path = event.composedPath() as HTMLElement[];
    const name = path.find(({ dataset }) => dataset?.kelisimEvent)?.dataset.kelisimEvent;
    if (name && isOpen('statistics')) track(name);
    follow(path);
  });
  return {
    campaignOf,
    reach,
    track,
    ...watchSearches(world),
    /** Asked once a page. */
    async place() {
      place ??= world.load('place').then(
        (chunk) => chunk.findPlace(world),
        () => null,
      );
      return place;
    },
  };
}
