import { formatWeek, periodOf, weekdayOf } from '../wire/calendar.ts';
import { dimensions, environment } from '../wire/report.ts';
import type {
  Admitted,
  EntryPoint,
  EventFact,
  Fact,
  GoalFact,
  SearchFact,
  Surroundings,
  ViewFact,
  VitalFact,
} from './fact.ts';
import { bucketOf, ratingOf } from './histogram.ts';
import {
  addTo,
  type Cell,
  cellAt,
  contribute,
  countFirst,
  type Group,
  groupNamed,
  type Moment,
  type SiteLattice,
} from './lattice.ts';
import { createReading } from './reading.ts';
import { none, type TableName } from './tables.ts';
import { createVisiting } from './visiting.ts';

/** What a receipt adds: one purpose said yes to, or taken back, under one version of the policy. */
export interface Consented {
  readonly act: 'given' | 'withdrawn';
  readonly policy: string;
  readonly purpose: string;
}

/** Counts into one site's lattice. */
export interface Counter {
  /** Every event of the batch, in every cell that DESIGN.md's table gives it. */
  batch(batch: Admitted): void;
  receipt(consents: readonly Consented[], arrival: number): void;
}

/** Entry, referrer and campaign come first among the dimensions; the others are the browser's own. */
const entryDimensions = dimensions.length - environment.length;
const ratingMeasures = { good: 0, needsWork: 1, poor: 2 } as const;
/** Offsets of 13 weeks and more come as 13: their cohort is no longer known. */
const lastOffset = 13;

/**
 * Writes each fact into its cells. This is the hot path: the groups are looked up once, here, and an event allocates
 * nothing but the cells that are new.
 */
export function createCounter(lattice: SiteLattice): Counter {
  const group = (table: TableName, ...names: readonly string[]) => groupNamed(lattice, table, ...names);
  const by = (table: TableName, first: readonly string[], names: readonly string[]) =>
    names.map((name) => group(table, ...first, name));

  const uniques = group('uniques', 'span');
  const uniquesBy = by('uniques', ['span'], dimensions);
  const retention = group('retention', 'week', 'offset');
  const hours = group('hours', 'hour');
  const vitals = group('vitals', 'metric');
  const vitalsByPath = group('vitals', 'metric', 'path');
  const vitalsByDevice = group('vitals', 'metric', 'device');
  const events = group('events', 'name');
  const eventsByProperty = group('events', 'name', 'property');
  const goals = group('goals', 'goal');
  const goalsBy = by('goals', ['goal'], dimensions);
  const funnels = group('funnels', 'funnel', 'step');
  const searches = {
    words: group('searches', 'words'),
    wordsBy: group('searches', 'words', 'results'),
    term: group('searches', 'term'),
    termBy: group('searches', 'term', 'results'),
  };
  const places = group('places', 'name');
  const consents = {
    given: group('given', 'policy', 'purpose'),
    withdrawn: group('withdrawn', 'policy', 'purpose'),
  };

  /** The values of the eight dimensions of the event in hand; the first three are `''` where the visit's entry is unknown. */
  const values = dimensions.map(() => '');
  const value = (at: number) => values[at] ?? '';
  const when: Moment = { period: 0, arrival: 0, bucket: null };
  const reading = createReading(lattice, when);
  const visiting = createVisiting(lattice, when);
  const weekNamed = createWeekNames();

  const at = (where: Group, one: string, two = '') => cellAt(where, one, two, when.arrival);
  /** One contribution where `counts`; answers the cell, for its measures. */
  const count = (where: Group, counts: boolean, first: boolean, one: string, two = ''): Cell => {
    const cell = at(where, one, two);
    if (counts) contribute(where, cell, first, when);
    return cell;
  };
  const note = (reason: string, times: number) =>
    lattice.quality.set(reason, (lattice.quality.get(reason) ?? 0) + times);

  function setEntry(entry: EntryPoint | null): void {
    values[0] = entry?.path ?? '';
    values[1] = entry ? (entry.referrer ?? none) : '';
    values[2] = entry ? (entry.campaign ?? none) : '';
  }

  function setSurroundings(surroundings: Surroundings): void {
    for (const [index, name] of environment.entries()) values[entryDimensions + index] = surroundings[name];
  }

  /** The first dimension that is known: without the visit's entry only the browser's own are. */
  const knownFrom = () => (value(0) === '' ? entryDimensions : 0);

  function view(fact: ViewFact): void {
    const day = fact.first?.day === true;
    const period = fact.first?.period === true;
    reading.view(fact, day, period);
    if (fact.nth !== 1 && fact.nth !== 2 && !fact.first) return;
    const entry = fact.entry ?? (fact.nth === 1 ? { path: fact.path } : null);
    visit(fact, entry, day, period);
    if (!fact.first) return;
    setEntry(entry);
    unique(fact, day, period);
  }

  function visit(fact: ViewFact, entry: EntryPoint | null, day: boolean, period: boolean): void {
    if (fact.nth !== 1 && fact.nth !== 2 && !day) return;
    // The first view is a visit, the second tells that it did not bounce; a flag on another view counts the browser only.
    const measure = fact.nth === 1 ? 0 : 1;
    const amount = fact.nth === 1 || fact.nth === 2 ? 1 : 0;
    visiting.visit(entry, day, period, measure, amount);
  }

  function unique(fact: ViewFact, day: boolean, period: boolean): void {
    const { first } = fact;
    if (!first) return;
    if (first.week) span('week', true, period);
    // A month may begin within a period: a browser's first of the month need not be its first of the period, so the
    // browsers of the period are counted beside it.
    if (first.month || period) span('month', first.month === true, false, period);
    // Once in a browser's life is also its first of the period.
    if (first.ever) span('ever', true, true);
    if (first.week && first.weeksSinceFirst !== undefined) {
      const offset = first.weeksSinceFirst;
      const week = offset < lastOffset ? weekNamed(fact.day - 7 * offset) : '(earlier)';
      // A browser has one first week, so it comes to such a cell once; but to the last offset in every week.
      count(retention, true, offset < lastOffset || period, week, String(offset));
    }
    if (day && !fact.late) count(hours, true, period, `${weekdayOf(fact.day)}-${String(fact.hour).padStart(2, '0')}`);
  }

  function span(name: string, counts: boolean, first: boolean, beside = false): void {
    const cell = count(uniques, counts, first, name);
    if (beside) countFirst(cell, when.period, 1);
    for (let i = knownFrom(); i < dimensions.length; i += 1) {
      const where = uniquesBy[i];
      if (!where) continue;
      const pair = count(where, counts, first, name, value(i));
      if (beside) countFirst(pair, when.period, 1);
    }
  }

  function vital(fact: VitalFact, device: string): void {
    const named = fact.newName !== undefined;
    const firstNamed = fact.newName === 'period';
    rate(count(vitals, named, firstNamed, fact.name), fact);
    rate(count(vitalsByDevice, named, firstNamed, fact.name, device), fact);
    rate(count(vitalsByPath, fact.new !== undefined, fact.new === 'period', fact.name, fact.path), fact);
  }

  function rate(cell: Cell, fact: VitalFact): void {
    addTo(cell, ratingMeasures[ratingOf(fact.name, fact.value)], 1);
    addTo(cell, 3 + bucketOf(fact.name, fact.value), 1);
  }

  function event(fact: EventFact): void {
    const counts = fact.new !== undefined;
    const first = fact.new === 'period';
    addTo(count(events, counts, first, fact.name), 0, 1);
    for (const [name, text] of Object.entries(fact.props ?? {}))
      addTo(count(eventsByProperty, counts, first, fact.name, `${name}=${text}`), 0, 1);
  }

  function goal(fact: GoalFact): void {
    const counts = fact.new !== undefined;
    const first = fact.new === 'period';
    setEntry(fact.entry);
    addTo(count(goals, counts, first, fact.name), 0, 1);
    for (const [i, where] of goalsBy.entries()) addTo(count(where, counts, first, fact.name, value(i)), 0, 1);
  }

  function search(fact: SearchFact): void {
    const said = fact.words ?? fact.term;
    if (said === undefined) return;
    const word = fact.words !== undefined;
    // Each is sent once a period, so each is also the browser's first of the period.
    count(word ? searches.words : searches.term, true, true, said);
    count(word ? searches.wordsBy : searches.termBy, true, true, said, fact.results);
  }

  function one(fact: Fact, device: string): void {
    if (fact.kind === 'view') view(fact);
    else if (fact.kind === 'leave') reading.leave(fact);
    else if (fact.kind === 'vital') vital(fact, device);
    else if (fact.kind === 'event') event(fact);
    else if (fact.kind === 'goal') goal(fact);
    else if (fact.kind === 'search') search(fact);
    else if (fact.kind === 'place') count(places, true, true, fact.name);
    else addTo(count(funnels, fact.new !== undefined, fact.new === 'period', fact.funnel, String(fact.step)), 0, 1);
  }

  return {
    batch({ day, bucket, surroundings, facts, dropped }) {
      when.arrival = day;
      when.bucket = bucket;
      setSurroundings(surroundings);
      reading.setSurroundings(surroundings);
      visiting.setSurroundings(surroundings);
      for (const fact of facts) {
        when.period = periodOf(fact.day);
        one(fact, surroundings.device);
        if (fact.late) note('late', 1);
      }
      for (const [reason, times] of Object.entries(dropped)) note(reason, times);
    },
    receipt(said, arrival) {
      when.arrival = arrival;
      when.bucket = null;
      when.period = periodOf(arrival);
      for (const { act, policy, purpose } of said) count(consents[act], true, true, policy, purpose);
    },
  };
}

/** ISO weeks by one of their days; each is worked out once. */
function createWeekNames(): (day: number) => string {
  const known = new Map<number, string>();
  return (day) => {
    const there = known.get(day);
    if (there) return there;
    // Days come from the last weeks; a clock set wrong must not fill the memory.
    if (known.size > 1000) known.clear();
    const made = formatWeek(day);
    known.set(day, made);
    return made;
  };
}
