import { formatDay, parseDay } from '../wire/calendar.ts';
import type { Language } from '../wire/config.ts';
import { type Field, type Filters, isField } from './filters.ts';
import { isTooLong, type Range, type RangeId, rangeIds } from './ranges.ts';

/** The languages of the page, in the order of the switch. */
export const languages = ['ru', 'kk', 'en'] as const satisfies readonly Language[];

/** How the panel of Web Vitals is broken down. */
export const breakdowns = ['all', 'device', 'path'] as const;
export type Breakdown = (typeof breakdowns)[number];

export const measures = ['visits', 'views', 'visitors'] as const;
export type Measure = (typeof measures)[number];

/** What the address holds, so that a link shares the view and "back" works. Source: requirements R-05. */
export interface View {
  /** Null: the first site there is. */
  readonly site: string | null;
  readonly range: RangeId;
  /** Only where the range is `custom`. */
  readonly custom: Range | null;
  readonly filters: Filters;
  /** Whether the previous period is shown too. */
  readonly compare: boolean;
  /** The panel that is opened to its full length; null: none. */
  readonly panel: string | null;
  /** What the chart shows. */
  readonly measure: Measure;
  readonly vitals: Breakdown;
  /** Null: the browser's own. */
  readonly language: Language | null;
  /** True where the address named what does not exist; the page says that it was left out. */
  readonly left: boolean;
}

/** Reads a query string. Whatever does not fit is left out: an address typed by hand still opens a page. */
export function readView(search: string): View {
  const query = new URLSearchParams(search);
  const custom = readRange(query.get('from'), query.get('to'));
  const range = oneOf(rangeIds, query.get('range')) ?? (custom ? 'custom' : '30d');
  const filters = readFilters(query.getAll('filter'));
  const left =
    filters.length < query.getAll('filter').length ||
    (custom === null && (query.has('from') || query.has('to'))) ||
    (query.has('range') && oneOf(rangeIds, query.get('range')) === null);
  return {
    site: query.get('site'),
    range: range === 'custom' && !custom ? '30d' : range,
    custom: range === 'custom' ? custom : null,
    filters,
    compare: query.get('compare') !== 'no',
    panel: query.get('panel'),
    measure: oneOf(measures, query.get('show')) ?? 'visits',
    vitals: oneOf(breakdowns, query.get('vitals')) ?? 'all',
    language: oneOf(languages, query.get('lang')),
    left,
  };
}

/** The shortest query string of a view: `?…`, or nothing. */
export function writeView(view: View): string {
  const query = new URLSearchParams();
  if (view.site !== null) query.set('site', view.site);
  if (view.range === 'custom' && view.custom) {
    query.set('from', formatDay(view.custom.from));
    query.set('to', formatDay(view.custom.to));
  } else if (view.range !== '30d') query.set('range', view.range);
  for (const [field, value] of view.filters) query.append('filter', `${field}:${value}`);
  if (!view.compare) query.set('compare', 'no');
  if (view.measure !== 'visits') query.set('show', view.measure);
  if (view.vitals !== 'all') query.set('vitals', view.vitals);
  if (view.panel !== null) query.set('panel', view.panel);
  if (view.language !== null) query.set('lang', view.language);
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

function readRange(from: string | null, to: string | null): Range | null {
  const range = { from: readDay(from), to: readDay(to) };
  return range.from <= range.to && !isTooLong(range) ? range : null;
}

/** NaN for what is no date: `2026-02-31` must not quietly become another day. */
function readDay(text: string | null): number {
  const day = text !== null && /^\d{4}-\d\d-\d\d$/.test(text) ? parseDay(text) : Number.NaN;
  return Number.isInteger(day) && formatDay(day) === text ? day : Number.NaN;
}

function readFilters(texts: readonly string[]): Filters {
  const filters = new Map<Field, string>();
  for (const text of texts) {
    const colon = text.indexOf(':');
    const field = text.slice(0, Math.max(0, colon));
    const value = text.slice(colon + 1);
    if (isField(field) && value !== '' && value.length <= 250) filters.set(field, value);
  }
  return [...filters].slice(0, 2);
}

function oneOf<T extends string>(list: readonly T[], text: string | null): T | null {
  return list.find((item) => item === text) ?? null;
}
