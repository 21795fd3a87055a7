import type { Entry } from '../wire/batch.ts';

/** Pages of the made-up clinic: where a visit goes on to from each. `null` is the end. */
export const ways: Readonly<Record<string, readonly (readonly [number, string | null])[]>> = {
  '/': [
    [30, null],
    [30, '/doctors'],
    [12, '/services'],
    [10, '/prices'],
    [9, '/appointment'],
    [5, '/contacts'],
    [4, '/about'],
  ],
  '/doctors': [
    [20, null],
    [62, '/doctors/:slug'],
    [10, '/appointment'],
    [8, '/'],
  ],
  '/doctors/:slug': [
    [34, null],
    [30, '/doctors'],
    [28, '/appointment'],
    [8, '/prices'],
  ],
  '/services': [
    [34, null],
    [26, '/prices'],
    [24, '/doctors'],
    [16, '/appointment'],
  ],
  '/prices': [
    [42, null],
    [26, '/appointment'],
    [20, '/doctors'],
    [12, '/'],
  ],
  '/appointment': [
    [40, null],
    [45, '/appointment/thanks'],
    [15, '/doctors'],
  ],
  '/appointment/thanks': [
    [80, null],
    [20, '/'],
  ],
  '/contacts': [
    [70, null],
    [30, '/'],
  ],
  '/about': [
    [60, null],
    [40, '/doctors'],
  ],
  '/video': [
    [50, null],
    [50, '/doctors'],
  ],
};

export const sampleRoutes: readonly string[] = Object.keys(ways);

export const landings = [
  [52, '/'],
  [16, '/doctors'],
  [12, '/doctors/:slug'],
  [8, '/prices'],
  [6, '/services'],
  [3, '/video'],
  [3, '/contacts'],
] as const;
export const sources: readonly (readonly [number, Omit<Entry, 'path'>])[] = [
  [36, {}],
  [28, { referrer: 'www.google.com' }],
  [14, { referrer: 'yandex.kz' }],
  [9, { referrer: 'l.instagram.com', campaign: { source: 'instagram', medium: 'social', name: 'checkup' } }],
  [6, { referrer: '2gis.kz' }],
  [4, { campaign: { source: 'news', medium: 'email', name: 'autumn' } }],
  [3, { referrer: 'vk.com' }],
];
export const searches = [
  [20, 'кардиолог', 'some'],
  [15, 'узи', 'some'],
  [12, 'гинеколог', 'some'],
  [11, 'анализ крови', 'some'],
  [9, 'терапевт', 'some'],
  [8, 'балалар дәрігері', 'some'],
  [7, 'мрт', 'none'],
  [6, 'тіс дәрігері', 'none'],
  [6, 'невролог', 'some'],
  [5, 'прививка от гриппа', 'none'],
  [5, 'қан анализі', 'some'],
  [4, 'лор', 'some'],
  [3, 'сахарный диабет 2 типа', 'some'],
] as const;

/** What the clinic's owner declared, beside its routes. */
export const sampleDeclared = {
  events: ['call', 'compare-doctors'],
  goals: ['booking'],
  funnels: ['booking'],
  places: ['Алматы', 'Астана', 'Шымкент'],
} as const;

/** The way to an appointment, step by step. */
export const funnel: readonly string[] = ['/doctors', '/doctors/:slug', '/appointment', '/appointment/thanks'];

/** What is done on a page, by how many of its readers. */
export const deeds: Readonly<Record<string, readonly [share: number, name: string, place: string]>> = {
  '/': [0.03, 'call', 'header'],
  '/contacts': [0.35, 'call', 'contacts'],
  '/doctors/:slug': [0.08, 'compare-doctors', 'list'],
};

export const places = [
  [70, 'Алматы'],
  [20, 'Астана'],
  [10, 'Шымкент'],
] as const;

/** Visits by weekday (Monday first) and by hour, against the mean. */
export const weekdays = [1.25, 1.2, 1.15, 1.1, 1.05, 0.7, 0.55] as const;
export const hours = [
  1, 0.6, 0.4, 0.3, 0.3, 0.6, 1.5, 3, 5, 7, 8, 8, 7, 7, 7.5, 7.5, 7, 6.5, 6, 6.5, 7, 6, 4, 2,
] as const;
