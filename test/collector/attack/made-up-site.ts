import { createCounter } from '../../../src/collector/cells.ts';
import { readDeclared } from '../../../src/collector/declared.ts';
import type { Admitted } from '../../../src/collector/fact.ts';
import { createSiteLattice } from '../../../src/collector/lattice.ts';
import { publish } from '../../../src/collector/release.ts';
import { nothingDeclared } from '../../../src/collector/sites.ts';
import { periodOf } from '../../../src/wire/calendar.ts';

export const k = 10;

/** How one group of visitors differs from the others: the values of some dimensions. */
export type Kind = Readonly<Record<string, string>>;

/** What all kinds have in common where a kind says nothing else. */
export const common: Kind = {
  browser: 'Chrome',
  system: 'Android',
  device: 'phone',
  language: 'ru',
  country: 'KZ',
  entry: '/',
  referrer: '(none)',
  campaign: '(none)',
};

/** A released row as an attacker reads it: k more (or a multiple) in a cell of a table, at the release `at`. */
export interface Increment {
  readonly table: string;
  readonly cell: readonly (readonly [dimension: string, value: string])[];
  readonly at: number;
  readonly contributions: number;
}

export interface Plan {
  readonly kinds: readonly Kind[];
  /** How likely each kind is. */
  readonly weights: readonly number[];
  readonly days: number;
  readonly releasesADay: number;
  readonly visitorsADay: number;
  /** The share of those who come again on a later day, where somebody can: they count once more by day, not by week or ever. */
  readonly returning: number;
  readonly random: () => number;
}

/** All that came out of one collector, and, for the judge alone, what went in. */
export interface Node {
  readonly increments: readonly Increment[];
  /** By kind: its visitors up to each release. */
  readonly truth: readonly (readonly number[])[];
}

/** A Monday on which a period of four weeks begins. */
const firstDay = 4 + 28 * 740;

/** Counts made-up visitors by the collector's own code and releases them by its own code. */
export async function runNode(plan: Plan): Promise<Node> {
  const { kinds, days, releasesADay, visitorsADay, returning, random } = plan;
  const lattice = createSiteLattice('clinic.kz', readDeclared({ ...nothingDeclared, routes: ['/'] }));
  lattice.period = periodOf(firstDay);
  const counter = createCounter(lattice);
  const counts = kinds.map(() => 0);
  const truth = kinds.map((): number[] => []);
  const increments: Increment[] = [];
  /** Kinds of browsers that were here on days before and not yet on this one, and of those that were. */
  let away: number[] = [];
  let here: number[] = [];
  for (let at = 0; at < days * releasesADay; at++) {
    const day = firstDay + Math.floor(at / releasesADay);
    const hour = Math.floor(((at % releasesADay) * 24) / releasesADay);
    const many = Math.round((visitorsADay / releasesADay) * (0.5 + random()));
    for (let visitor = 0; visitor < many; visitor++) {
      const again = random() < returning ? away.splice(Math.floor(random() * away.length), 1)[0] : undefined;
      const kind = again ?? draw(plan);
      here.push(kind);
      counts[kind] = (counts[kind] ?? 0) + 1;
      counter.batch(visitOf(kinds[kind] ?? {}, day, hour, again === undefined));
    }
    const closes = (at + 1) % releasesADay === 0 ? day : null;
    const { rows } = await publish(
      lattice,
      { day, hour, closes, period: periodOf(day) },
      { k, searchK: 20, searchDays: 2 },
      async () => undefined,
    );
    for (const { table, cell, contributions } of rows) increments.push({ table, cell, contributions, at });
    for (const [kind, count] of counts.entries()) truth[kind]?.push(count);
    if (closes === null) continue;
    away = [...away, ...here];
    here = [];
  }
  return { truth, increments };
}

function draw({ weights, random }: Plan): number {
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [kind, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return kind;
  }
  return weights.length - 1;
}

/** The first visit of a browser that day, and, where it is `new`, ever. Only `anonymise` makes facts elsewhere. */
function visitOf(kind: Kind, day: number, hour: number, isNew: boolean): Admitted {
  const { browser, system, device, language, country } = { ...common, ...kind };
  const first = isNew
    ? { day: true, week: true, month: true, ever: true, period: true, weeksSinceFirst: 0 }
    : { day: true };
  const view = {
    kind: 'view',
    day,
    hour,
    path: '/',
    new: isNew ? 'period' : 'day',
    nth: 1,
    entry: { path: '/' },
    first,
  };
  const surroundings = { browser, system, device, language, country };
  return {
    id: '',
    site: 'clinic.kz',
    day,
    bucket: null,
    surroundings,
    facts: [view],
    dropped: {},
  } as unknown as Admitted;
}
