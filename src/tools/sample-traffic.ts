import { randomBytes } from 'node:crypto';
import type { Consented } from '../collector/cells.ts';
import type { Batch, Entry, Event, First, New } from '../wire/batch.ts';
import { formatDay, monthOf, periodOf, weekdayOf, weekOf } from '../wire/calendar.ts';
import { deeds, funnel, hours, landings, places, searches, sources, ways, weekdays } from './sample-clinic.ts';
import { createDice, meet, type Person, pick } from './sample-people.ts';

/** A batch as a made-up browser sends it, and when. */
export interface Sent {
  readonly at: number;
  readonly userAgent: string;
  readonly batch: Batch;
  /** What its visitor said to the purposes right before, if anything: a receipt's part in the consents report. */
  readonly consents: readonly Consented[];
}

/** What a made-up browser remembers: the three integers of a real one, and what it made on which day. */
interface Memory {
  readonly person: Person;
  lastDay: number | null;
  firstWeek: number;
  /** The policy version that was agreed to last; empty: none yet. */
  policy: string;
  readonly made: Map<string, number>;
}

const minuteMs = 60_000;

export interface TrafficOptions {
  readonly site: string;
  /** The first day, and the instant at which it begins in the site's zone. */
  readonly day: number;
  readonly startsAt: number;
  readonly visits: number;
  readonly dice: () => number;
}

/** The visitors of a made-up clinic; some come back, and remember what a real browser remembers. */
export function createTraffic(seed: number): (options: Omit<TrafficOptions, 'dice'>) => readonly Sent[] {
  const dice = createDice(seed);
  const known: Memory[] = [];
  return ({ site, day, startsAt, visits }) => {
    const many = Math.round(visits * (weekdays[weekdayOf(day) - 1] ?? 1) * (0.9 + 0.2 * dice()));
    const sent: Sent[] = [];
    for (let visit = 0; visit < many; visit++) {
      const back = known.length > 50 && dice() < 0.38 ? known[Math.floor(dice() * known.length)] : undefined;
      const memory: Memory = back ?? {
        person: meet(dice),
        lastDay: null,
        firstWeek: weekOf(day),
        policy: '',
        made: new Map(),
      };
      if (!back) known.push(memory);
      const hour = pick(
        hours.map((weight, index) => [weight, index] as const),
        dice(),
      );
      const at = startsAt + (hour * 60 + Math.floor(dice() * 60)) * minuteMs;
      sent.push(...visitOnce({ site, day, at, memory, dice }));
    }
    return sent.sort((a, b) => a.at - b.at);
  };
}

interface Visit {
  readonly site: string;
  readonly day: number;
  readonly at: number;
  readonly memory: Memory;
  readonly dice: () => number;
}

function visitOnce({ site, day, at, memory, dice }: Visit): readonly Sent[] {
  const { person } = memory;
  const landing: string = pick(landings, dice());
  const entry: Entry = { path: landing, ...pick(sources, dice()) };
  const sent: Sent[] = [];
  const policy = policyOn(day);
  let consents = consentsOf(memory, policy, dice);
  const send = (purpose: Batch['purpose'], minutes: number, events: Event[]) => {
    sent.push({
      at: at + minutes * minuteMs,
      userAgent: person.userAgent,
      batch: {
        v: 1,
        id: randomBytes(17).toString('base64url').slice(0, 22),
        site,
        purpose,
        policy,
        env: { language: person.language, zone: person.zone, width: person.width },
        ...(dice() < 0.002 ? { dropped: dice() < 0.8 ? { expired: 1 } : { clamped: 1 } } : {}),
        events,
      },
      consents,
    });
    consents = [];
  };
  const first = firstsOf(memory, day);
  let from: string | undefined;
  let minutes = 0;
  let path: string | null = landing;
  let reached = 0;
  for (let nth = 1; path !== null && nth <= 12; nth++) {
    const here: string = path;
    const engagedSeconds = Math.round(5 + 90 * dice() ** 2);
    const isStep = funnel[reached] === here;
    if (isStep) reached += 1;
    const [share = 0, name = '', place = ''] = deeds[here] ?? [];
    send('statistics', minutes, [
      {
        kind: 'view',
        ageMinutes: 0,
        path: here,
        nth,
        ...isNew(memory, `view ${here}`, day),
        ...(from === undefined ? {} : { from }),
        ...(nth <= 2 ? { entry } : {}),
        ...(nth === 1 && first ? { first } : {}),
      },
      ...vitalsOf(memory, here, day, dice, nth === 1),
      {
        kind: 'leave',
        ageMinutes: 0,
        path: here,
        ...isNew(memory, `leave ${here}`, day),
        engagedSeconds,
        scroll: pick(
          [
            [20, 25],
            [30, 50],
            [25, 75],
            [25, 100],
          ] as const,
          dice(),
        ),
      },
      ...(here === '/appointment/thanks'
        ? [{ kind: 'goal' as const, ageMinutes: 0, name: 'booking', ...isNew(memory, 'goal booking', day), entry }]
        : []),
      ...(isStep
        ? [
            {
              ...{ kind: 'step' as const, ageMinutes: 0, funnel: 'booking', step: reached },
              ...isNew(memory, `step ${reached}`, day),
            },
          ]
        : []),
      ...(dice() < share
        ? [{ kind: 'event' as const, ageMinutes: 0, name, ...isNew(memory, `event ${name}`, day), props: { place } }]
        : []),
    ]);
    minutes += 1 + Math.floor(engagedSeconds / 60);
    if (here === '/doctors' && dice() < 0.35) {
      const [words, results] = pick(
        searches.map(([weight, ...search]) => [weight, search] as const),
        dice(),
      );
      if (isNew(memory, `search ${words}`, day).new === 'period')
        send('search', minutes + 2, [{ kind: 'search', ageMinutes: 0, words, results }]);
    }
    if (here === '/contacts' && dice() < 0.5 && isNew(memory, 'place', day).new === 'period')
      send('location', minutes, [{ kind: 'place', ageMinutes: 0, name: pick(places, dice()) }]);
    from = here;
    path = pick(ways[here] ?? [[1, null] as const], dice());
  }
  return sent;
}

/** The clinic's policy is renewed each quarter. */
function policyOn(day: number): string {
  const [year = '', month = ''] = monthOf(day).split('-');
  return `${year}-${String(Math.floor((Number(month) - 1) / 3) * 3 + 1).padStart(2, '0')}-01`;
}

/** A first visit begins with a yes, now and then a later one with a no; who comes back under a new policy says yes again. */
function consentsOf(memory: Memory, policy: string, dice: () => number): readonly Consented[] {
  const isAsked = memory.policy !== policy;
  const act = isAsked ? 'given' : dice() < 0.03 ? 'withdrawn' : null;
  memory.policy = policy;
  if (act === null) return [];
  const both = dice() < 0.7;
  return ['statistics', ...(both ? ['search'] : [])].map((purpose) => ({ act, policy, purpose }));
}

/** The unique flags, from the last visit's day and the first visit's week, as the widget has them (requirements T-11). */
function firstsOf(memory: Memory, day: number): First | null {
  const last = memory.lastDay;
  memory.lastDay = day;
  if (last === day) return null;
  const week = last === null || weekOf(last) !== weekOf(day);
  return {
    on: formatDay(day),
    day: true,
    ...(week ? { week, weeksSinceFirst: Math.min(13, weekOf(day) - memory.firstWeek) } : {}),
    ...(last === null || monthOf(last) !== monthOf(day) ? { month: true } : {}),
    ...(last === null ? { ever: true } : {}),
    ...(last === null || periodOf(last) !== periodOf(day) ? { period: true } : {}),
  };
}

function isNew(memory: Memory, what: string, day: number): { new?: New } {
  const last = memory.made.get(what);
  memory.made.set(what, day);
  if (last === day) return {};
  return { new: last === undefined || periodOf(last) !== periodOf(day) ? 'period' : 'day' };
}

function vitalsOf(memory: Memory, path: string, day: number, dice: () => number, landing: boolean): readonly Event[] {
  const { slowness } = memory.person;
  const around = (middle: number, step: number) =>
    Math.round((middle * slowness * Math.exp((dice() - 0.5) * 1.6)) / step) * step;
  const values = {
    LCP: around(1700, 10),
    INP: around(110, 8),
    CLS: Math.round(dice() ** 3 * 30) / 100,
    ...(landing ? { FCP: around(1100, 10), TTFB: around(420, 10) } : {}),
  };
  return (Object.entries(values) as [keyof typeof values, number][]).map(([name, value]) => {
    const firstOfName = isNew(memory, `vital ${name}`, day).new;
    return {
      kind: 'vital',
      ageMinutes: 0,
      path,
      ...isNew(memory, `vital ${name} ${path}`, day),
      ...(firstOfName === undefined ? {} : { newName: firstOfName }),
      name,
      value,
    };
  });
}
