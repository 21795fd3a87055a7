import type { Batch } from '../wire/batch.ts';
import { type Day, parseDay } from '../wire/calendar.ts';
import { scrub } from '../wire/scrub.ts';
import { createClock, lastClosedBy, type Moment } from './clock.ts';
import type { Admitted, Fact } from './fact.ts';
import { createOrigin, factOf, searchFact, type Unbranded, viewFact } from './facts.ts';
import type { SelfDescription } from './families.ts';
import { remember } from './remember.ts';
import type { Site } from './sites.ts';
import { createRecogniser } from './surroundings.ts';

/** Older events are dropped and counted: the seen ids and the day's close no longer cover them. Source: INTERFACE.md. */
const maxAgeMinutes = 10_080;
const mostDates = 100;

/** What came with a batch and is used here for the last time. */
export interface Sender {
  readonly describes: SelfDescription;
  /** 4-bit bucket of the network, or null. */
  readonly bucket: number | null;
}

/** Makes the Facts of one site; nobody else makes a `Fact`. */
export type Anonymise = (batch: Batch, sender: Sender, at: number) => Admitted;

/**
 * Drops what could tell a person: IP and user agent go, host → registrable domain, zone → country, ages → the site's
 * day and hour, free text through the scrubber once more. Too old events are dropped and counted as `expired`; a device
 * whose date is more than a day off loses its unique flags, counted as `clock`.
 */
export function createAnonymise(site: Site): Anonymise {
  const clock = createClock(site.zone);
  const recognise = createRecogniser();
  const origin = createOrigin(site);
  const dayNamed = remember(mostDates, parseDay);
  return (batch, sender, at) => {
    const dropped: Record<string, number> = { ...batch.dropped };
    const drop = (reason: string) => {
      dropped[reason] = (dropped[reason] ?? 0) + 1;
    };
    const closed = lastClosedBy(clock, at);
    const present = clock(at);
    const facts: Fact[] = [];
    for (const event of batch.events) {
      const { ageMinutes } = event;
      if (ageMinutes > maxAgeMinutes) {
        drop('expired');
        continue;
      }
      const moment = ageMinutes === 0 ? present : clock(at - ageMinutes * 60_000);
      let fact: Unbranded;
      if (event.kind === 'view') {
        const isBelieved = event.first !== undefined && isNear(dayNamed(event.first.on), moment);
        if (event.first && !isBelieved) drop('clock');
        fact = viewFact(event, moment, isBelieved, origin);
      } else if (event.kind === 'search') {
        const words = scrub(event.words);
        // Words of which the scrubber leaves nothing say nothing.
        if (words === '') {
          drop('empty');
          continue;
        }
        fact = searchFact(words, event.results, moment);
      } else fact = factOf(event, moment, origin);
      if (moment.day <= closed) fact.late = true;
      // The one place where the brand is given: the treaty's type says that only this function makes a Fact.
      facts.push(fact as unknown as Fact);
    }
    return {
      id: batch.id,
      site: site.name,
      day: present.day,
      bucket: sender.bucket,
      surroundings: recognise(sender.describes, batch.env),
      facts,
      dropped,
    };
  };
}

/** A device's date is believed within a day of the site's: clocks are wrong, and zones differ. Source: T-11. */
function isNear(day: Day, moment: Moment): boolean {
  return Math.abs(day - moment.day) <= 1;
}
