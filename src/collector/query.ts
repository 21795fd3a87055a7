import { type Day, dayOf, formatDay, parseDay } from '../wire/calendar.ts';
import { dimensions, environment, type ReportName, reportRows } from '../wire/report.ts';
import { Refusal } from './problems.ts';

export type ReportStep = 'hour' | 'day' | 'week' | 'month';

/** A question that fits its report. */
export interface ReportQuery {
  readonly report: ReportName;
  readonly site: string;
  /** Inclusive days in the site's zone. */
  readonly from: Day;
  readonly to: Day;
  /** Null where the report is not asked for as a series; `views` always is. */
  readonly step: ReportStep | null;
  /** Dimensions to break down by, beside the report's own. */
  readonly by: readonly string[];
  readonly filters: Readonly<Record<string, string>>;
}

/** What each report may be broken down or filtered by, and how many at once. Source: the table in INTERFACE.md. */
const rules: {
  readonly [N in ReportName]?: { readonly own?: string; readonly more: readonly string[]; readonly most: number };
} = {
  summary: { more: dimensions, most: 2 },
  views: { more: dimensions, most: 2 },
  entries: { own: 'entry', more: dimensions, most: 2 },
  referrers: { own: 'referrer', more: dimensions, most: 2 },
  campaigns: { own: 'campaign', more: dimensions, most: 2 },
  browsers: { own: 'browser', more: dimensions, most: 2 },
  systems: { own: 'system', more: dimensions, most: 2 },
  devices: { own: 'device', more: dimensions, most: 2 },
  languages: { own: 'language', more: dimensions, most: 2 },
  countries: { own: 'country', more: dimensions, most: 2 },
  pages: { own: 'path', more: environment, most: 2 },
  exits: { own: 'path', more: environment, most: 2 },
  vitals: { own: 'metric', more: ['path', 'device'], most: 2 },
  goals: { own: 'goal', more: dimensions, most: 2 },
};

const parameters = ['site', 'from', 'to', 'by', 'filter', 'step'];
/** Ten years: more days than a collector keeps. */
const mostDays = 3660;

/** What a report may be broken down by; empty: by a property of the owner's; null: by nothing. */
export function dimensionsOf(report: ReportName): readonly string[] | null {
  const rule = rules[report];
  return report === 'events' ? [] : rule ? rule.more.filter((name) => name !== rule.own) : null;
}

const coarse = ['day', 'week', 'month'] as const;
/** The steps of the reports that may be asked for as a series. */
const steps: { readonly [N in ReportName]?: readonly ReportStep[] } = {
  views: ['hour', ...coarse],
  vitals: coarse,
  consents: coarse,
};

/** The steps in which a report can be asked for; none where it is no series. */
export function stepsOf(report: ReportName): readonly ReportStep[] {
  return steps[report] ?? [];
}

export function isReportName(name: string): name is ReportName {
  return Object.hasOwn(reportRows, name);
}

/**
 * Reads the parameters of a report. `by` may repeat or be joined by commas, `filter` is `dimension:value` and may repeat.
 * Without `from` and `to`: the last 30 days up to `today`. Throws a `Refusal` naming the parameter and the cure.
 */
export function readQuery(
  report: ReportName,
  given: Readonly<Record<string, unknown>>,
  zone: string,
  at: number,
): Omit<ReportQuery, 'site'> {
  const alien = Object.keys(given).find((name) => !parameters.includes(name));
  if (alien !== undefined) throw refuse(/^\w{1,40}$/.test(alien) ? alien : '', `Known are ${parameters.join(', ')}.`);
  const today = dayOf(at, zone);
  const to = readDate('to', given.to) ?? today;
  const from = readDate('from', given.from) ?? to - 29;
  if (from > to) throw refuse('from', '`from` must not be after `to`.');
  // "Ever" is asked as a range from long before; it costs no more than the days that have rows.
  if (to - from > mostDays && from > everBefore) throw refuse('from', `A range has at most ${mostDays} days.`);
  const { by, filters } = readDimensions(report, given);
  const step = readStep(report, given.step, by.length + Object.keys(filters).length);
  return { report, from, to, by, filters, step };
}

/** A range that begins on this day or before asks for everything there is. */
export const everBefore = parseDay('2000-01-01');

function readDimensions(
  report: ReportName,
  given: Readonly<Record<string, unknown>>,
): Pick<ReportQuery, 'by' | 'filters'> {
  if (report === 'events') return readProperty(given);
  const rule = rules[report];
  const allowed = [...(rule?.own ? [rule.own] : []), ...(rule?.more ?? [])];
  const check = (name: string, parameter: string) => {
    if (!allowed.includes(name))
      throw refuse(
        parameter,
        rule ? `This report takes ${allowed.join(', ')}.` : 'This report takes neither `by` nor `filter`.',
      );
  };
  const by = [
    ...new Set(
      texts(given.by)
        .flatMap((text) => text.split(','))
        .filter((name) => name !== ''),
    ),
  ];
  for (const name of by) check(name, 'by');
  const filters = readFilters(given.filter, check);
  const together = new Set([...(rule?.own ? [rule.own] : []), ...by, ...Object.keys(filters)]);
  if (together.size > (rule?.most ?? 0))
    throw refuse(by.length > 0 ? 'by' : 'filter', 'At most two dimensions together.');
  return { by: by.filter((name) => name !== rule?.own), filters };
}

/** `events` is broken down, or filtered, by one property of the owner's, and filtered by its name. */
function readProperty(given: Readonly<Record<string, unknown>>): Pick<ReportQuery, 'by' | 'filters'> {
  const check = (name: string, parameter: string) => {
    if (!/^[A-Za-z][A-Za-z0-9_.-]{0,39}$/.test(name))
      throw refuse(parameter, 'This report takes `name` and one property of an event.');
  };
  const by = [...new Set(texts(given.by).flatMap((text) => text.split(',')))].filter((name) => name !== '');
  for (const name of by) check(name, 'by');
  const filters = readFilters(given.filter, check);
  const properties = new Set([...by, ...Object.keys(filters)].filter((name) => name !== 'name'));
  if (properties.size > 1) throw refuse(by.length > 0 ? 'by' : 'filter', 'This report takes one property of an event.');
  return { by: by.filter((name) => name !== 'name'), filters };
}

function readFilters(
  value: unknown,
  check: (name: string, parameter: string) => void,
): Readonly<Record<string, string>> {
  const filters: Record<string, string> = {};
  for (const text of texts(value)) {
    const colon = text.indexOf(':');
    const name = text.slice(0, colon);
    if (colon < 1 || text.length === colon + 1 || text.length > 300)
      throw refuse('filter', 'Write filter=dimension:value.');
    check(name, 'filter');
    if (Object.hasOwn(filters, name)) throw refuse('filter', 'Each dimension is filtered once.');
    filters[name] = text.slice(colon + 1);
  }
  return filters;
}

function readStep(report: ReportName, value: unknown, dimensionsAsked: number): ReportStep | null {
  if (value === undefined) return report === 'views' ? 'day' : null;
  const known = stepsOf(report);
  if (known.length === 0) throw refuse('step', `Only ${Object.keys(steps).join(', ')} take a step.`);
  const step = known.find((one) => one === value);
  if (step === undefined) throw refuse('step', `A step of this report is ${known.join(', ')}.`);
  if (step === 'hour' && dimensionsAsked > 0) throw refuse('step', 'Hours are known only without `by` and `filter`.');
  return step;
}

function readDate(name: string, value: unknown): Day | undefined {
  if (value === undefined) return undefined;
  const day = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? parseDay(value) : Number.NaN;
  // `2026-02-31` must not quietly become another day.
  if (!Number.isInteger(day) || formatDay(day) !== value) throw refuse(name, 'Write a date like 2026-11-22.');
  return day;
}

function texts(value: unknown): readonly string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}

function refuse(parameter: string, detail: string): Refusal {
  return new Refusal('bad-query', { path: parameter === '' ? '' : `/${parameter}`, detail });
}
