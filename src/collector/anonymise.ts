import type { Batch, Entry, Env, Event, First } from '../wire/batch.ts';
import { parseDay } from '../wire/calendar.ts';
import { scrub } from '../wire/scrub.ts';
import { createClock, lastClosedBy, type Moment } from './clock.ts';
import { countryOf } from './countries.ts';
import type { Admitted, EntryPoint, Fact, Flags, Surroundings } from './fact.ts';
import { type Families, familiesOf, type SelfDescription } from './families.ts';
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
  const recognise = createRecogniser();
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
      facts.push(factOf(event, site, moment, moment.day <= closed));
    }
    return {
      id: batch.id,
      site: site.name,
      day: clock(at).day,
      bucket: sender.bucket,
      surroundings: surroundingsOf(recognise(sender.describes), batch.env),
      facts,
      dropped,
    };
  };
}

/** Field by field: what the treaty does not name cannot slip through, and copying whole events took three times as long. */
function factOf(event: Event, site: Site, moment: Moment, isLate: boolean): Fact {
  const fact: Record<string, unknown> = { day: moment.day, hour: moment.hour, kind: event.kind };
  if (isLate) fact.late = true;
  if ('path' in event) fact.path = event.path;
  if ('name' in event) fact.name = event.name;
  if ('new' in event && event.new) fact.new = event.new;
  switch (event.kind) {
    case 'view':
      fact.nth = event.nth;
      if (event.from !== undefined) fact.from = event.from;
      if (event.entry) fact.entry = entryPoint(event.entry, site);
      if (event.first && isBelieved(event.first, moment)) fact.first = flagsIn(event.first);
      break;
    case 'leave':
      fact.engagedSeconds = event.engagedSeconds;
      fact.scroll = event.scroll;
      break;
    case 'vital':
      if (event.newName) fact.newName = event.newName;
      fact.value = event.value;
      break;
    case 'event':
      if (event.props) fact.props = scrubbed(event.props);
      break;
    case 'goal':
      fact.entry = entryPoint(event.entry, site);
      break;
    case 'step':
      fact.funnel = event.funnel;
      fact.step = event.step;
      break;
    case 'search':
      fact.words = scrub(event.words);
      fact.results = event.results;
      break;
    case 'term':
      fact.kind = 'search';
      fact.term = String(event.term);
      fact.results = event.results;
      break;
    case 'place':
  }
  // The one place where the brand is given: the treaty's type says that only this function makes a Fact.
  return fact as unknown as Fact;
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

/** So many descriptions are remembered, in memory and of nobody: many browsers describe themselves alike. */
const mostDescriptions = 500;

/** Recognising a browser takes longer than all else that is done to a batch, and most of them say the same. */
function createRecogniser(): (describes: SelfDescription) => Families {
  const known = new Map<string, Families>();
  return (describes) => {
    const { userAgent, brands, mobile, platform } = describes;
    const text = `${userAgent}\n${brands}\n${mobile}\n${platform}`;
    const there = known.get(text);
    if (there) return there;
    if (known.size >= mostDescriptions) known.clear();
    const made = familiesOf(describes);
    // A text that no browser would send is not worth the memory.
    if (text.length < 2000) known.set(text, made);
    return made;
  };
}

function surroundingsOf(families: Families, env: Env | undefined): Surroundings {
  return {
    ...families,
    language: env ? languageOf(env.language) : 'unknown',
    country: env ? countryOf(env.zone) : 'unknown',
  };
}

/** Optional fields are left out, never undefined: the treaty says so, and the log is smaller. */
function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: V });
}
