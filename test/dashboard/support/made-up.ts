import { dayOf, formatDay, formatWeek, monthOf, parseDay, weekdayOf } from '../../../src/wire/calendar.ts';
import type { Report, ReportName, ReportRow } from '../../../src/wire/report.ts';

/** What a made-up site answers; every count of people is a multiple of k = 10, as from the collector. */
export interface MadeUp {
  readonly zone: string;
  /** The instant of the last release; null: none yet. */
  readonly released: number | null;
  /** The first day with visits; null: none at all. */
  readonly since: number | null;
  /** Visits of an ordinary day. */
  readonly daily: number;
  readonly sample?: true;
}

/** Rows to answer with instead of the made-up ones. */
export type Rows = { readonly [N in ReportName]?: readonly ReportRow<N>[] };

const weekShape = [1, 1.1, 1.05, 1.1, 0.95, 0.6, 0.5];

/** Visits released on `day`: a week's rhythm with a slow rise, the same at every call. */
export function visitsOn({ zone, released, since, daily }: MadeUp, day: number): number {
  if (released === null || since === null || day < since || day > dayOf(released, zone)) return 0;
  const rhythm = weekShape[weekdayOf(day) - 1] ?? 1;
  const wave = 1 + 0.18 * Math.sin(day * 1.7) + 0.1 * Math.sin(day / 9);
  const part = day === dayOf(released, zone) ? 0.55 : 1;
  return Math.round((daily * rhythm * wave * part) / 10) * 10;
}

/** Makes the answer to a report's question, with the collector's own shapes. */
export function answer(site: MadeUp, name: ReportName, query: URLSearchParams, more: Rows = {}): Report {
  const today = dayOf(site.released ?? Date.now(), site.zone);
  const to = parseDay(query.get('to') ?? formatDay(today));
  const from = parseDay(query.get('from') ?? formatDay(today - 29));
  const filters = Object.fromEntries(
    query.getAll('filter').map((text) => [text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 1)]),
  );
  const share = 0.45 ** Object.keys(filters).length;
  const days = [...span(Math.max(from, site.since ?? to + 1), Math.min(to, today))];
  const visits = down(days.reduce((sum, day) => sum + visitsOn(site, day), 0) * share);
  const isWithViews = !['entry', 'referrer', 'campaign'].some((field) => field in filters) && share > 0.3;
  const asked = { from, to, days, visits, share, isWithViews, query };
  const isSeries = (name === 'vitals' || name === 'consents') && query.has('step');
  const rows = more[name] ?? (isSeries ? stepsOf(site, name, asked) : rowsOf(site, name, asked));
  const kept = rows.filter((row) =>
    Object.entries(filters).every(([field, value]) => !(field in row) || row[field as keyof typeof row] === value),
  );
  return {
    report: name,
    site: query.get('site') ?? '',
    from: formatDay(from),
    to: formatDay(to),
    zone: site.zone,
    k: 10,
    released: site.released === null ? null : new Date(site.released).toISOString(),
    unfinished: to >= today,
    ...(site.sample ? { sample: true as const } : {}),
    filters,
    rows: kept,
  };
}

interface Asked {
  readonly from: number;
  readonly to: number;
  readonly days: readonly number[];
  readonly visits: number;
  readonly share: number;
  readonly isWithViews: boolean;
  readonly query: URLSearchParams;
}

function rowsOf(site: MadeUp, name: ReportName, asked: Asked): readonly ReportRow<ReportName>[] {
  const { visits, isWithViews, from, to } = asked;
  const isCalendar = from === to || (weekdayOf(from) === 1 && to - from < 7) || formatDay(from).endsWith('-01');
  if (name === 'summary')
    return [
      {
        visitors: isCalendar ? down(visits * 0.8) : null,
        visits,
        bounces: down(visits * 0.4),
        views: isWithViews ? Math.round(visits * 2.7) : null,
        engagedSeconds: isWithViews ? visits * 98 : null,
      },
    ];
  if (name === 'views') return series(site, asked);
  if (visits === 0) return [];
  const list = (field: string, values: readonly (readonly [string, number])[]) =>
    values
      .map(([value, part]) => {
        const count = down(visits * part);
        return { [field]: value, visits: count, bounces: down(count * 0.4), visitors: null };
      })
      .filter((row) => row.visits > 0) as unknown as readonly ReportRow<ReportName>[];
  switch (name) {
    case 'pages':
      return pages
        .map(([path, part]) => ({
          path,
          readers: down(visits * part),
          views: Math.round(visits * part * 1.4),
          exits: Math.round(visits * part * 0.5),
          engagedSeconds: Math.round(visits * part * 40),
          scroll: { '25': 90, '50': 60, '75': 40, '100': 20 },
        }))
        .filter((row) => row.readers > 0);
    case 'entries':
      return list(
        'entry',
        pages.map(([path, part]) => [path, part * 0.5]),
      );
    case 'referrers':
      return list('referrer', referrers);
    case 'browsers':
      return list('browser', browsers);
    case 'systems':
      return list('system', systems);
    case 'devices':
      return list('device', [
        ['phone', 0.66],
        ['computer', 0.29],
        ['tablet', 0.04],
      ]);
    case 'languages':
      return list('language', [
        ['ru', 0.61],
        ['kk', 0.31],
        ['en', 0.05],
        ['(other)', 0.02],
      ]);
    case 'countries':
      return list('country', [
        ['KZ', 0.88],
        ['RU', 0.04],
        ['UZ', 0.03],
        ['KG', 0.02],
        ['DE', 0.01],
        ['(other)', 0.01],
      ]);
    case 'vitals':
      return vitalsOf(asked.query.getAll('by'), visits);
    case 'searches':
      return words
        .map(([text, part]) => ({ words: text, browsers: down(visits * part * 0.5) * 2 }))
        .filter((row) => row.browsers > 0);
    case 'searches-without-results':
      return [
        { words: 'анализы на дому', browsers: 60 },
        { words: 'рентген', browsers: 40 },
        { words: 'больничный лист', browsers: 20 },
      ];
    case 'quality':
      return [
        { reason: 'bot', count: 1283 },
        { reason: 'late', count: 57 },
        { reason: 'unknown-origin', count: 12 },
        { reason: 'expired', count: 3 },
      ];
    case 'exits':
      return pages
        .map(([path, part]) => ({
          path,
          readers: down(visits * part),
          views: Math.round(visits * part * 1.4),
          exits: Math.round(visits * part * (path === '/contacts' ? 0.9 : 0.4)),
          engagedSeconds: 0,
          scroll: { '25': 0, '50': 0, '75': 0, '100': 0 },
        }))
        .sort((a, b) => b.exits - a.exits);
    case 'flows':
      return flows
        .map(([from, to, part]) => ({ from, to, movers: down(visits * part) }))
        .filter((row) => row.movers > 0);
    case 'hours':
      return hoursOf(visits);
    case 'campaigns':
      return list('campaign', [
        ['(none)', 0.92],
        ['instagram / social / осенний осмотр', 0.05],
        ['newsletter / mail / spring', 0.02],
      ]);
    case 'events':
      return [
        { name: 'call', browsers: down(visits * 0.06), times: Math.round(visits * 0.08) },
        { name: 'open-map', browsers: down(visits * 0.03), times: Math.round(visits * 0.03) },
      ].filter((row) => row.browsers > 0);
    case 'goals':
      return [{ goal: 'booking', visits: down(visits * 0.064), share: 0.064 }].filter((row) => row.visits > 0);
    case 'funnels':
      return [0.34, 0.19, 0.09, 0.064].flatMap((part, index) =>
        down(visits * part) > 0
          ? [{ funnel: 'booking', step: index + 1, browsers: down(visits * part), visits: Math.round(visits * part) }]
          : [],
      );
    case 'places':
      return [
        { name: 'Алматы', browsers: down(visits * 0.02) },
        { name: 'Астана', browsers: down(visits * 0.01) },
      ].filter((row) => row.browsers > 0);
    case 'consents':
      return [
        { policy: '2026-11-01', purpose: 'search', given: down(visits * 0.3), withdrawn: null },
        { policy: '2026-11-01', purpose: 'statistics', given: down(visits * 0.4), withdrawn: down(visits * 0.01) },
        { policy: '2026-05-01', purpose: 'statistics', given: down(visits * 0.1), withdrawn: down(visits * 0.01) },
      ].filter((row) => row.given > 0);
    case 'retention':
      return retentionOf(site, from, to);
  }
}

/** A report of each step, as the collector makes it of the days of a step; figures rise and fall a little. */
function stepsOf(site: MadeUp, name: 'vitals' | 'consents', asked: Asked): readonly ReportRow<ReportName>[] {
  const steps = new Map<string, number[]>();
  for (const day of asked.days) {
    const step = asked.query.get('step');
    const at = step === 'week' ? formatWeek(day) : step === 'month' ? monthOf(day) : formatDay(day);
    steps.set(at, [...(steps.get(at) ?? []), day]);
  }
  return [...steps].flatMap(([at, days], index) => {
    const visits = days.reduce((sum, day) => sum + visitsOn(site, day), 0) * asked.share;
    const wave = 1 + 0.14 * Math.sin(index * 1.3) - index / 150;
    return rowsOf(site, name, { ...asked, days, visits }).map((row) => {
      const { p75 } = row as { p75?: number | null };
      return { ...row, at, ...(typeof p75 === 'number' ? { p75: Math.round(p75 * wave * 100) / 100 } : {}) };
    });
  });
}

function series(site: MadeUp, { from, to, share, isWithViews, query }: Asked): readonly ReportRow<'views'>[] {
  const { released, zone } = site;
  if (released === null) return [];
  const step = query.get('step') ?? 'day';
  const sums = new Map<string, number>();
  for (const day of span(
    Math.max(from, site.since ?? from, parseDay('2020-01-01')),
    Math.min(to, dayOf(released, zone)),
  )) {
    const visits = down(visitsOn(site, day) * share);
    if (step === 'hour')
      for (let hour = 0; hour < 24; hour++) {
        const isLater = day === dayOf(released, zone) && hour > 15;
        if (!isLater)
          sums.set(
            `${formatDay(day)}T${String(hour).padStart(2, '0')}:00`,
            hour < 7 ? 0 : down(visits / 12 + (hour % 5) * 9),
          );
      }
    else {
      const at = step === 'week' ? formatWeek(day) : step === 'month' ? monthOf(day) : formatDay(day);
      sums.set(at, (sums.get(at) ?? 0) + visits);
    }
  }
  return [...sums].map(([at, visits]) => ({
    at,
    visitors: step === 'hour' ? null : down(visits * 0.85),
    visits,
    bounces: down(visits * 0.4),
    views: isWithViews ? Math.round(visits * 2.7) : null,
    engagedSeconds: isWithViews ? visits * 98 : null,
  }));
}

function hoursOf(visits: number): readonly ReportRow<'hours'>[] {
  return weekShape.flatMap((day, index) =>
    [...span(6, 23)]
      .map((hour) => ({
        weekday: index + 1,
        hour,
        visitors: down(visits * 0.011 * day * (1 + Math.sin(((hour - 6) / 17) * 3.1) + 0.4 * Math.cos(hour))),
      }))
      .filter((row) => row.visitors > 0),
  );
}

function retentionOf(site: MadeUp, from: number, to: number): readonly ReportRow<'retention'>[] {
  const rows: ReportRow<'retention'>[] = [];
  for (let monday = from - weekdayOf(from) + 1; monday <= to; monday += 7) {
    const first = [...span(monday, monday + 6)].reduce((sum, day) => sum + visitsOn(site, day), 0) * 0.4;
    for (let offset = 0; offset <= 12 && monday + 7 * offset <= to; offset++) {
      const visitors = down(first * (offset === 0 ? 1 : 0.24 / offset ** 0.6));
      if (visitors > 0) rows.push({ week: formatWeek(monday), offset, visitors });
    }
  }
  return [...rows, { week: '(earlier)', offset: 13, visitors: 60 }];
}

function* span(from: number, to: number) {
  for (let day = from; day <= to; day++) yield day;
}

/** Counts of people come k at a time. */
function down(count: number): number {
  return Math.floor(count / 10) * 10;
}

const pages: readonly (readonly [string, number])[] = [
  ['/', 0.52],
  ['/doctors', 0.34],
  ['/doctors/:slug', 0.27],
  ['/appointment', 0.19],
  ['/services/диагностика-и-анализы', 0.12],
  ['/contacts', 0.1],
  ['/video', 0.06],
  ['/policy', 0.03],
  ['/news/:id', 0.025],
  ['/vacancies', 0.02],
  ['/favourites', 0.015],
  ['(other)', 0.02],
];
const flows: readonly (readonly [string, string, number])[] = [
  ['/', '/doctors', 0.21],
  ['/doctors', '/doctors/:slug', 0.18],
  ['/doctors/:slug', '/appointment', 0.12],
  ['/', '/services/диагностика-и-анализы', 0.07],
  ['/services/диагностика-и-анализы', '/appointment', 0.04],
  ['/', '/contacts', 0.04],
  ['/doctors/:slug', '/doctors', 0.03],
  ['/contacts', '/', 0.02],
  ['(other)', '(other)', 0.03],
];
const referrers: readonly (readonly [string, number])[] = [
  ['(none)', 0.41],
  ['google.com', 0.27],
  ['yandex.kz', 0.12],
  ['instagram.com', 0.08],
  ['2gis.kz', 0.05],
  ['bing.com', 0.02],
  ['(other)', 0.03],
];
const browsers: readonly (readonly [string, number])[] = [
  ['Chrome', 0.49],
  ['Safari', 0.21],
  ['Yandex Browser', 0.11],
  ['Samsung Internet', 0.07],
  ['Instagram', 0.05],
  ['Edge', 0.03],
  ['Firefox', 0.02],
  ['Opera', 0.01],
];
const systems: readonly (readonly [string, number])[] = [
  ['Android', 0.5],
  ['iOS', 0.22],
  ['Windows', 0.21],
  ['macOS', 0.04],
  ['Linux', 0.01],
];
const vitals: readonly (readonly [string, number, number, number, number])[] = [
  ['LCP', 2210, 0.8, 0.13, 0.07],
  ['INP', 264, 0.66, 0.24, 0.1],
  ['CLS', 0.04, 0.93, 0.05, 0.02],
  ['FCP', 1480, 0.86, 0.1, 0.04],
  ['TTFB', 1910, 0.41, 0.32, 0.27],
];
const words: readonly (readonly [string, number])[] = [
  ['кардиолог', 0.05],
  ['узи брюшной полости', 0.04],
  ['дерматолог', 0.03],
  ['балалар дәрігері', 0.025],
  ['мрт', 0.02],
  ['прививка', 0.01],
];

/** The later a value stands in its list, the slower it is, and the fewer measured it. */
function vitalsOf(by: readonly string[], visits: number) {
  const apart: readonly (readonly [Record<string, string>, number])[] = by.includes('device')
    ? [
        [{ device: 'phone' }, 0.65],
        [{ device: 'computer' }, 0.3],
        [{ device: 'tablet' }, 0.01],
      ]
    : by.includes('path')
      ? pages.map(([path], index) => [{ path }, 0.5 / (index + 1)] as const)
      : [[{}, 0.9]];
  return apart.flatMap(([values, part], index) =>
    vitals.map(([metric, p75, good, needsWork, poor]) => {
      const contributions = down(visits * part);
      const isShared = contributions >= 50;
      return {
        ...values,
        metric,
        contributions,
        p75: contributions >= 40 ? Math.round(p75 * (1 + index / 5) * 100) / 100 : null,
        good: isShared ? good : null,
        needsWork: isShared ? needsWork : null,
        poor: isShared ? poor : null,
      };
    }),
  );
}
