import { type Static, type TProperties, Type } from 'typebox';
import { DateText, SiteName } from './batch.ts';

const closed = { additionalProperties: false } as const;

/** The dimensions of a visit that a report may be broken down or filtered by, two at most together. */
export const dimensions = [
  'entry',
  'referrer',
  'campaign',
  'browser',
  'system',
  'device',
  'language',
  'country',
] as const;

export type Dimension = (typeof dimensions)[number];

/** The dimensions that come from the browser itself; views and pages know only these. */
export const environment = ['browser', 'system', 'device', 'language', 'country'] as const;

const count = Type.Integer({ minimum: 0 });
const share = Type.Number({ minimum: 0, maximum: 1 });
/** Null where nothing of it was released: none and fewer than k look alike. */
const countIfShown = Type.Union([count, Type.Null()]);
const value = Type.String();

/** Present where `step` asked for a series. */
const step = Type.Optional(Type.String({ description: 'a date, an ISO week, or a month' }));

/** Present where `by` asked for them. */
const breakdown = Object.fromEntries([...dimensions, 'path'].map((name) => [name, Type.Optional(value)])) as Record<
  Dimension | 'path',
  ReturnType<typeof Type.Optional<typeof value>>
>;

const row = <T extends TProperties>(properties: T) => Type.Object({ ...breakdown, ...properties }, closed);

const totals = {
  /** Only for calendar days, ISO weeks, months and ever: sums over other ranges would count people twice. */
  visitors: Type.Optional(Type.Union([count, Type.Null()])),
  visits: count,
  bounces: count,
  views: Type.Union([count, Type.Null()]),
  engagedSeconds: Type.Union([count, Type.Null()]),
};

const visits = { visits: count, bounces: count, visitors: Type.Union([count, Type.Null()]) };

const pages = {
  path: value,
  readers: count,
  views: count,
  exits: count,
  engagedSeconds: count,
  scroll: Type.Object({ '25': count, '50': count, '75': count, '100': count }, closed),
};

/** The row of every report. Each count of people is a multiple of k; the remainder is one row `(other)`. */
export const reportRows = {
  summary: row(totals),
  views: row({ at: Type.String({ description: 'a date, an ISO week, a month, or a date and hour' }), ...totals }),
  entries: row({ entry: value, ...visits }),
  referrers: row({ referrer: value, ...visits }),
  campaigns: row({ campaign: value, ...visits }),
  browsers: row({ browser: value, ...visits }),
  systems: row({ system: value, ...visits }),
  devices: row({ device: value, ...visits }),
  languages: row({ language: value, ...visits }),
  countries: row({ country: value, ...visits }),
  pages: row(pages),
  exits: row(pages),
  flows: row({ from: value, to: value, movers: count }),
  vitals: row({
    at: step,
    metric: value,
    contributions: count,
    p75: Type.Union([Type.Number(), Type.Null()]),
    good: Type.Union([share, Type.Null()]),
    needsWork: Type.Union([share, Type.Null()]),
    poor: Type.Union([share, Type.Null()]),
  }),
  hours: row({
    weekday: Type.Integer({ minimum: 1, maximum: 7 }),
    hour: Type.Integer({ minimum: 0, maximum: 23 }),
    visitors: count,
  }),
  retention: row({ week: value, offset: Type.Integer({ minimum: 0, maximum: 13 }), visitors: count }),
  funnels: row({ funnel: value, step: Type.Integer({ minimum: 1 }), browsers: count, visits: count }),
  places: row({ name: value, browsers: count }),
  quality: row({ reason: value, count }),
  searches: row({ words: Type.Optional(value), term: Type.Optional(value), browsers: count }),
  'searches-without-results': row({ words: Type.Optional(value), term: Type.Optional(value), browsers: count }),
  events: row({ name: value, value: Type.Optional(value), browsers: count, times: count }),
  /** `share` is null where the visits it would be a share of are not shown. */
  goals: row({ goal: value, visits: count, share: Type.Union([share, Type.Null()]) }),
  consents: row({ at: step, policy: value, purpose: value, given: countIfShown, withdrawn: countIfShown }),
} as const;

export type ReportName = keyof typeof reportRows;

/** The rows of report `N`. */
export type ReportRow<N extends ReportName> = Static<(typeof reportRows)[N]>;

/** How the answer to `GET /v1/reports/{name}` looks, whatever its rows. `from` and `to` are inclusive. */
export const reportHead = {
  report: Type.String(),
  site: SiteName,
  from: DateText,
  to: DateText,
  zone: Type.String(),
  k: Type.Integer({ minimum: 10 }),
  released: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
    description: 'when the last release was; null before the first',
  }),
  unfinished: Type.Boolean({ description: 'true when the range holds a day that is not closed' }),
  sample: Type.Optional(Type.Literal(true, { description: 'made-up traffic, never mixed with real data' })),
  filters: Type.Record(Type.String(), Type.String()),
} as const;

/** The schema of the whole answer of report `name`. */
export function reportSchema(name: ReportName) {
  return Type.Object({ ...reportHead, rows: Type.Array(reportRows[name]) }, closed);
}

/** What `GET /v1/reports/{name}` answers; sums of released rows and nothing else. */
export interface Report<N extends ReportName = ReportName> {
  readonly report: N;
  readonly site: string;
  readonly from: string;
  readonly to: string;
  readonly zone: string;
  readonly k: number;
  readonly released: string | null;
  readonly unfinished: boolean;
  readonly sample?: true;
  readonly filters: Readonly<Record<string, string>>;
  readonly rows: readonly ReportRow<N>[];
}

/** What `GET /v1/arrivals?site` answers: whether anything arrives, to the minute, from memory (K-24). */
export const Arrivals = Type.Object(
  {
    site: SiteName,
    since: Type.String({ format: 'date-time', description: 'the start of the collector' }),
    accepted: Type.Union([
      Type.Null(),
      Type.Object(
        {
          since: Type.String({ format: 'date-time', description: 'the first acceptance since the start' }),
          at: Type.String({ format: 'date-time', description: 'the last acceptance' }),
        },
        closed,
      ),
    ]),
    refused: Type.Union([
      Type.Null(),
      Type.Object({ at: Type.String({ format: 'date-time' }), reason: Type.String() }, closed),
    ]),
    nextRelease: Type.String({ format: 'date-time' }),
  },
  closed,
);

export type Arrivals = Static<typeof Arrivals>;
