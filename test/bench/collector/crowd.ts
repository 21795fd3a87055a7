import { randomBytes } from 'node:crypto';
import { createDice, meet, type Person, pick } from '../../../src/tools/sample-people.ts';
import type { Batch, Entry, Event, First, New } from '../../../src/wire/batch.ts';
import { formatDay, monthOf, periodOf, weekOf } from '../../../src/wire/calendar.ts';

/** A batch as a browser sends it. */
export interface Sent {
  readonly at: number;
  readonly userAgent: string;
  readonly batch: Batch;
}

export const site = 'clinic.kz';
export const zone = 'Asia/Almaty';

/** What a browser remembers between two visits, as the widget keeps it. */
interface Memory {
  readonly person: Person;
  lastDay: number | null;
  readonly firstWeek: number;
  period: number;
  /** What it made in this period, by number, and on which day last. */
  readonly made: Map<number, number>;
}

/** So many browsers may come back; older ones are forgotten, as storage is. */
const remembered = 20_000;
const doctors = 400;
const articles = 1200;
const words = 6000;
const minuteMs = 60_000;

const sections = [
  '/',
  '/doctors',
  '/prices',
  '/services',
  '/appointment',
  '/contacts',
  '/about',
  '/appointment/thanks',
];
const beginnings = [
  'кардиолог',
  'невролог',
  'узи',
  'мрт',
  'анализ',
  'дәрігер',
  'балалар',
  'жүрек',
  'тіс',
  'көз',
  'терапевт',
  'прививка',
];
const endings = [
  'цена',
  'запись',
  'отзывы',
  'для детей',
  'на дому',
  'бағасы',
  'кезек',
  'онлайн',
  'қала',
  'емдеу',
  'рядом',
  'ночью',
];
const referrers = [
  'google.com',
  'yandex.kz',
  '2gis.kz',
  'instagram.com',
  'facebook.com',
  'mail.ru',
  'bing.com',
  'tengrinews.kz',
];

/**
 * A made-up crowd on a made-up clinic's site: people come back, paths and searched words (Russian and Kazakh) are skewed as
 * they are everywhere (Zipf), and each browser remembers what the widget would have it remember.
 */
export function createCrowd(seed: number) {
  const dice = createDice(seed);
  const known: Memory[] = [];
  /** A number below `count`; small ones come most often. */
  const skewed = (count: number) => Math.min(count - 1, Math.floor(count ** dice()) - 1);

  const pathAt = (number: number) =>
    number < sections.length
      ? (sections[number] ?? '/')
      : number < sections.length + doctors
        ? `/doctors/${number - sections.length}-vrach`
        : `/stati/${number - sections.length - doctors}-статья`;
  const pages = sections.length + doctors + articles;
  const wordsAt = (number: number) => {
    const text = `${beginnings[number % 12]} ${endings[Math.floor(number / 12) % 12]}`;
    return number < 144
      ? text
      : `${text} ${'абвгдежзиклмнопрсту'[Math.floor(number / 144) % 19]}${Math.floor(number / 2736)}`;
  };

  function claim(memory: Memory, what: number, day: number): { new?: New } {
    const last = memory.made.get(what);
    memory.made.set(what, day);
    return last === day ? {} : { new: last === undefined ? 'period' : 'day' };
  }

  function enter(memory: Memory, day: number): First | null {
    const last = memory.lastDay;
    const isNewPeriod = memory.period !== periodOf(day);
    if (isNewPeriod) memory.made.clear();
    memory.period = periodOf(day);
    memory.lastDay = day;
    if (last === day) return null;
    const week = last === null || weekOf(last) !== weekOf(day);
    return {
      on: formatDay(day),
      day: true,
      ...(week ? { week, weeksSinceFirst: Math.min(13, weekOf(day) - memory.firstWeek) } : {}),
      ...(last === null || monthOf(last) !== monthOf(day) ? { month: true } : {}),
      ...(last === null ? { ever: true } : {}),
      ...(isNewPeriod ? { period: true } : {}),
    };
  }

  /** One page: what a browser sends of it, in one batch. */
  function page(memory: Memory, day: number, path: number, more: object, isLanding: boolean): Event[] {
    const about = { ageMinutes: 0, path: pathAt(path) };
    const around = (middle: number, step: number) =>
      Math.round((middle * memory.person.slowness * Math.exp((dice() - 0.5) * 1.6)) / step) * step;
    const vital = (number: number, name: 'LCP' | 'INP' | 'CLS', value: number): Event => {
      const newName = claim(memory, -10 - number, day).new;
      return {
        ...about,
        kind: 'vital',
        ...claim(memory, 1_000_000 + number * 100_000 + path, day),
        ...(newName ? { newName } : {}),
        name,
        value,
      };
    };
    const engagedSeconds = Math.round(5 + 90 * dice() ** 2);
    return [
      { ...about, kind: 'view', ...claim(memory, path, day), ...more } as Event,
      ...(isLanding ? [vital(0, 'LCP', around(1700, 10)), vital(1, 'INP', around(110, 8))] : []),
      vital(2, 'CLS', Math.round(dice() ** 3 * 30) / 100),
      {
        ...about,
        kind: 'leave',
        ...claim(memory, 500_000 + path, day),
        engagedSeconds,
        scroll: pick(
          [
            [1, 25],
            [2, 50],
            [1, 100],
          ] as const,
          dice(),
        ),
      },
    ];
  }

  return {
    /** All batches of one visit that begins at `at`, in order. */
    visit(day: number, at: number): readonly Sent[] {
      const back = dice() < 0.4 ? known[Math.floor(dice() * known.length)] : undefined;
      const memory: Memory = back ?? {
        person: meet(dice),
        lastDay: null,
        firstWeek: weekOf(day),
        period: -1,
        made: new Map(),
      };
      if (!back) {
        if (known.length < remembered) known.push(memory);
        else known[Math.floor(dice() * remembered)] = memory;
      }
      const { person } = memory;
      const first = enter(memory, day);
      const sent: Sent[] = [];
      const send = (purpose: Batch['purpose'], minutes: number, events: Event[]) => {
        const id = randomBytes(17).toString('base64url').slice(0, 22);
        const env = { language: person.language, zone: person.zone, width: person.width };
        const batch: Batch = { v: 1, id, site, purpose, policy: '2026-11-01', env, events };
        sent.push({ at: at + minutes * minuteMs, userAgent: person.userAgent, batch });
      };
      let path = skewed(pages);
      const referrer = dice() < 0.7 ? referrers[skewed(referrers.length)] : undefined;
      const entry: Entry = {
        path: pathAt(path),
        ...(referrer ? { referrer } : {}),
        ...(dice() < 0.1 ? { campaign: { source: 'news', medium: 'mail', name: `w${weekOf(day) % 52}` } } : {}),
      };
      let from: string | undefined;
      for (let nth = 1; nth <= 12 && (nth === 1 || dice() < 0.55); nth += 1) {
        const more = {
          nth,
          ...(from === undefined ? {} : { from }),
          ...(nth <= 2 ? { entry } : {}),
          ...(nth === 1 && first ? { first } : {}),
        };
        const events = page(memory, day, path, more, nth === 1);
        if (dice() < 0.05)
          events.push({
            kind: 'event',
            ageMinutes: 0,
            name: 'call',
            ...claim(memory, -1, day),
            props: { place: dice() < 0.5 ? 'header' : 'footer' },
          });
        if (path === 7) events.push({ kind: 'goal', ageMinutes: 0, name: 'booking', ...claim(memory, -2, day), entry });
        send('statistics', nth - 1, events);
        if (dice() < 0.06) {
          const said = skewed(words);
          if (claim(memory, -1000 - said, day).new === 'period')
            send('search', nth + 2, [
              { kind: 'search', ageMinutes: 0, words: wordsAt(said), results: dice() < 0.1 ? 'none' : 'some' },
            ]);
        }
        from = pathAt(path);
        path = skewed(pages);
      }
      return sent;
    },
    dice,
  };
}
