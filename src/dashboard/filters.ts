import type { Dimension, ReportName } from '../wire/report.ts';

// The treaty's lists stand beside their schemas, whose library (30 KB) the page has no use for.
const environment = ['browser', 'system', 'device', 'language', 'country'] as const satisfies readonly Dimension[];
const dimensions = ['entry', 'referrer', 'campaign', ...environment] as const satisfies readonly Dimension[];

/** What a report may be filtered by on this page. */
export type Field = Dimension | 'path';

/** In the order in which they were chosen; two at most. */
export type Filters = readonly (readonly [field: Field, value: string])[];

interface Rule {
  /** The dimension the report already keeps apart. */
  readonly own?: string;
  readonly more: readonly Field[];
}

/** The same table as the collector's, so that the page never asks what it would refuse. Source: INTERFACE.md. */
const rules: Readonly<Partial<Record<ReportName, Rule>>> = {
  summary: { more: dimensions },
  views: { more: dimensions },
  entries: { own: 'entry', more: dimensions },
  referrers: { own: 'referrer', more: dimensions },
  campaigns: { own: 'campaign', more: dimensions },
  browsers: { own: 'browser', more: dimensions },
  systems: { own: 'system', more: dimensions },
  devices: { own: 'device', more: dimensions },
  languages: { own: 'language', more: dimensions },
  countries: { own: 'country', more: dimensions },
  pages: { own: 'path', more: ['path', ...environment] },
  exits: { own: 'path', more: ['path', ...environment] },
  goals: { own: 'goal', more: dimensions },
  vitals: { own: 'metric', more: ['path', 'device'] },
};

const most = 2;

/** Whether `report` is kept together with all of `filters`: two dimensions at most, its own included. */
export function takes(report: ReportName, filters: Filters): boolean {
  if (filters.length === 0) return true;
  const rule = rules[report];
  if (!rule || !filters.every(([field]) => rule.more.includes(field))) return false;
  return new Set([...(rule.own ? [rule.own] : []), ...filters.map(([field]) => field)]).size <= most;
}

/** Adds a filter, or takes it away where it is set already; a third one replaces the oldest. */
export function toggle(filters: Filters, field: Field, value: string): Filters {
  if (isSet(filters, field, value)) return filters.filter(([name]) => name !== field);
  const others = filters.filter(([name]) => name !== field);
  return [...others.slice(-(most - 1)), [field, value]];
}

export function isSet(filters: Filters, field: Field, value: string): boolean {
  return filters.some(([name, set]) => name === field && set === value);
}

export function isField(text: string): text is Field {
  return text === 'path' || (dimensions as readonly string[]).includes(text);
}
