import type { Entry, Event, First, New, View } from '../wire/batch.ts';
import type { Moment } from './clock.ts';
import type { EntryPoint, EventFact, Fact, Flags, PlaceFact, SearchFact, ViewFact, VitalFact } from './fact.ts';
import { scrubLabel } from './labels.ts';
import { referrerOf } from './referrers.ts';
import { remember } from './remember.ts';
import type { Site } from './sites.ts';

/** A fact before `anonymise` gives it its brand. */
export interface Unbranded {
  readonly kind: Fact['kind'];
  readonly day: number;
  readonly hour: number;
  late?: true;
}

/** How a visit came in, as it is kept. */
export type Origin = (entry: Entry) => EntryPoint;

/** So many hosts are remembered: referrers come again and again. */
const mostReferrers = 1000;

/**
 * A view as it is kept; `isBelieved`: its device's date is.
 *
 * Field by field: what the treaty does not name cannot slip through. Each kind is written out at once, so that its facts
 * have one shape: adding the fields one after the other took three times as long.
 */
export function viewFact(event: View, { day, hour }: Moment, isBelieved: boolean, origin: Origin): Unbranded {
  const { path, nth, from, entry, first } = event;
  const fact: Made<ViewFact> = { day, hour, kind: 'view', path, nth };
  if (event.new) fact.new = event.new;
  if (from !== undefined) fact.from = from;
  if (entry) fact.entry = origin(entry);
  if (first && isBelieved) fact.first = flagsIn(first);
  return fact;
}

/** The same for every other kind but searches, whose words `anonymise` has scrubbed. */
export function factOf(event: Exclude<Event, { kind: 'view' | 'search' }>, moment: Moment, origin: Origin): Unbranded {
  const { day, hour } = moment;
  switch (event.kind) {
    case 'leave': {
      const { path, engagedSeconds, scroll } = event;
      return withNew({ day, hour, kind: 'leave', path, engagedSeconds, scroll }, event);
    }
    case 'vital': {
      const { path, name, value } = event;
      const fact: Made<VitalFact> = withNew({ day, hour, kind: 'vital', path, name, value }, event);
      if (event.newName) fact.newName = event.newName;
      return fact;
    }
    case 'event': {
      const fact: Made<EventFact> = withNew({ day, hour, kind: 'event', name: event.name }, event);
      if (event.props) fact.props = scrubbed(event.props);
      return fact;
    }
    case 'goal':
      return withNew({ day, hour, kind: 'goal', name: event.name, entry: origin(event.entry) }, event);
    case 'step':
      return withNew({ day, hour, kind: 'step', funnel: event.funnel, step: event.step }, event);
    case 'term':
      return termFact(String(event.term), event.results, moment);
    case 'place':
      return placeFact(event.name, moment);
  }
}

function withNew<F extends Unbranded & { new?: New }>(fact: F, event: { readonly new?: New }): F {
  if (event.new) fact.new = event.new;
  return fact;
}

/** A search by its words, which are scrubbed already. */
export function searchFact(words: string, results: SearchFact['results'], { day, hour }: Moment): Unbranded {
  const fact: Made<SearchFact> = { day, hour, kind: 'search', words, results };
  return fact;
}

function termFact(term: string, results: SearchFact['results'], { day, hour }: Moment): Unbranded {
  const fact: Made<SearchFact> = { day, hour, kind: 'search', term, results };
  return fact;
}

function placeFact(name: string, { day, hour }: Moment): Unbranded {
  const fact: Made<PlaceFact> = { day, hour, kind: 'place', name };
  return fact;
}

/** Makes the entries of a site's visits. Campaigns are a stranger's own text, so they are not remembered. */
export function createOrigin(site: Site): Origin {
  const domainOf = remember(mostReferrers, (host) => referrerOf(host, site.name) ?? null);
  return ({ path, referrer, campaign }) => {
    const point: { path: string; referrer?: string; campaign?: string } = { path };
    const domain = referrer === undefined ? null : domainOf(referrer);
    if (domain !== null) point.referrer = domain;
    if (campaign) point.campaign = join(campaign);
    return point;
  };
}

/** `source / medium / name`; a part that is missing between others is a dash. */
function join({ source, medium, name }: NonNullable<Entry['campaign']>): string {
  const parts = [source, medium, name].map((part) => (part === undefined ? '–' : scrubLabel(part) || '–'));
  while (parts.at(-1) === '–' && parts.length > 1) parts.pop();
  return parts.join(' / ');
}

type Made<F extends Fact> = { -readonly [K in keyof F as K extends string ? K : never]: F[K] };

function flagsIn({ on: _, ...flags }: First): Flags {
  return flags;
}

function scrubbed(props: NonNullable<Extract<Event, { kind: 'event' }>['props']>): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {};
  for (const name in props) kept[name] = scrubLabel(String(props[name]));
  return kept;
}
