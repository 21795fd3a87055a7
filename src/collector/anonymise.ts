import type { Batch, Entry, Env, Event, First } from '../wire/batch.ts';
import { parseDay } from '../wire/calendar.ts';
import { scrub } from '../wire/scrub.ts';
import { createClock, lastClosedBy, type Moment } from './clock.ts';
import { countryOf } from './countries.ts';
import type { Admitted, EntryPoint, Fact, Flags, Surroundings } from './fact.ts';
import { familiesOf, type SelfDescription } from './families.ts';
import { languageOf } from './languages.ts';
import { referrerOf } from './referrers.ts';
import type { Site } from './sites.ts';

/** Older events are dropped and counted: the seen ids and the day's close no longer cover them. Source: INTERFACE.md. */
const maxAgeMinutes = 10_080;

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
  return (batch, sender, at) => {
    const dropped: Record<string, number> = { ...batch.dropped };
    const drop = (reason: string) => {
      dropped[reason] = (dropped[reason] ?? 0) + 1;
    };
    const closed = lastClosedBy(clock, at);
    const facts: Fact[] = [];
    for (const event of batch.events) {
      if (event.ageMinutes > maxAgeMinutes) {
        drop('expired');
        continue;
      }
      // Words of which the scrubber leaves nothing say nothing.
      if (event.kind === 'search' && scrub(event.words) === '') {
        drop('empty');
        continue;
      }
      const moment = clock(at - event.ageMinutes * 60_000);
      if (event.kind === 'view' && event.first && !isBelieved(event.first, moment)) drop('clock');
      const measured = { day: moment.day, hour: moment.hour, ...(moment.day <= closed ? { late: true } : {}) };
      // The one place where the brand is given: the treaty's type says that only this function makes a Fact.
      facts.push({ ...measured, ...measurementIn(event, site, moment) } as unknown as Fact);
    }
    return {
      id: batch.id,
      site: site.name,
      day: clock(at).day,
      bucket: sender.bucket,
      surroundings: surroundingsOf(sender.describes, batch.env),
      facts,
      dropped,
    };
  };
}

function measurementIn(event: Event, site: Site, moment: Moment) {
  switch (event.kind) {
    case 'view': {
      const { kind, path, nth } = event;
      return {
        kind,
        path,
        nth,
        ...given('new', event.new),
        ...given('from', event.from),
        ...given('entry', event.entry && entryPoint(event.entry, site)),
        ...given('first', event.first && isBelieved(event.first, moment) ? flagsIn(event.first) : undefined),
      };
    }
    case 'leave':
    case 'vital':
    case 'step': {
      const { ageMinutes: _, ...measurement } = event;
      return measurement;
    }
    case 'event': {
      const { ageMinutes: _, props, ...measurement } = event;
      return { ...measurement, ...given('props', props && scrubbed(props)) };
    }
    case 'goal': {
      const { ageMinutes: _, entry, ...measurement } = event;
      return { ...measurement, entry: entryPoint(entry, site) };
    }
    case 'search': {
      const { kind, results } = event;
      return { kind, words: scrub(event.words), results };
    }
    case 'term': {
      const { term, results } = event;
      return { kind: 'search', term: String(term), results };
    }
    case 'place': {
      const { kind, name } = event;
      return { kind, name };
    }
  }
}

function entryPoint(entry: Entry, site: Site): EntryPoint {
  const referrer = entry.referrer === undefined ? undefined : referrerOf(entry.referrer, site.name);
  return {
    path: entry.path,
    ...given('referrer', referrer),
    ...given('campaign', entry.campaign && join(entry.campaign)),
  };
}

/** `source / medium / name`; a part that is missing between others is a dash. */
function join({ source, medium, name }: NonNullable<Entry['campaign']>): string {
  const parts = [source, medium, name].map((part) => (part === undefined ? '–' : scrub(part) || '–'));
  while (parts.at(-1) === '–' && parts.length > 1) parts.pop();
  return parts.join(' / ');
}

/** A device's date is believed within a day of the site's: clocks are wrong, and zones differ. Source: T-11. */
function isBelieved(first: First, moment: Moment): boolean {
  return Math.abs(parseDay(first.on) - moment.day) <= 1;
}

function flagsIn({ on: _, ...flags }: First): Flags {
  return flags;
}

function scrubbed(props: NonNullable<Extract<Event, { kind: 'event' }>['props']>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(props).map(([name, value]) => [name, scrub(String(value))]));
}

function surroundingsOf(describes: SelfDescription, env: Env | undefined): Surroundings {
  return {
    ...familiesOf(describes),
    language: env ? languageOf(env.language) : 'unknown',
    country: env ? countryOf(env.zone) : 'unknown',
  };
}

/** Optional fields are left out, never undefined: the treaty says so, and the log is smaller. */
function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: V });
}
