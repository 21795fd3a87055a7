import type { Dimension, ReportRow } from '../../wire/report.ts';
import { environment } from '../../wire/report.ts';
import type { Summed } from '../stores/store.ts';
import { type Asked, ask, dimensionsOf, keyOf, ranked, textsIn } from './ask.ts';
import { spanOf } from './span.ts';

type ListName = 'entries' | 'referrers' | 'campaigns' | 'browsers' | 'systems' | 'devices' | 'languages' | 'countries';
type Values = Readonly<Record<string, string>>;

/** Visits, and bounces as visits without a second view; a difference of sums, never below 0. */
export function visitsIn({ measures }: Summed): { visits: number; bounces: number } {
  const { visits = 0, second = 0 } = measures;
  return { visits, bounces: Math.max(0, visits - second) };
}

/** Whether views and engaged time are known for these dimensions: only for none, or one of the environment. */
export function hasViews(dimensions: readonly string[]): boolean {
  const known: readonly string[] = environment;
  return dimensions.every((name) => known.includes(name)) && dimensions.length <= 1;
}

/** `summary`: one row for the site, or one a value where `by` asks for it. Only the site's total may be 0. */
export async function summarise(asked: Asked): Promise<readonly ReportRow<'summary'>[]> {
  const { query } = asked;
  const asks = dimensionsOf(query);
  const visits = await ask(asked, { table: 'visits', by: query.by });
  const visitors = await visitorsIn(asked, visits, query.by);
  const totals = hasViews(asks) ? byKey(await ask(asked, { table: 'totals', by: query.by })) : null;
  const none: Summed = { values: {}, contributions: 0, measures: {} };
  const listed = asks.length === 0 && visits.length === 0 ? [none] : visits;
  const rows = listed.map((sum) => {
    const total = totals?.get(keyOf(sum.values));
    return {
      ...sum.values,
      visitors: visitors(sum.values),
      ...visitsIn(sum),
      views: totals ? (total?.measures.views ?? 0) : null,
      engagedSeconds: totals ? (total?.measures.engagedSeconds ?? 0) : null,
    };
  });
  return ranked(
    rows,
    (row) => row.visits,
    (row) => textsIn(row, query.by),
  );
}

/** `entries`, `referrers`, `browsers` …: the values of one dimension, by visits. */
export function listValues<N extends ListName>(own: Dimension): (asked: Asked) => Promise<readonly ReportRow<N>[]> {
  return async (asked) => {
    const by = [own, ...asked.query.by];
    const visits = await ask(asked, { table: 'visits', by });
    const visitors = await visitorsIn(asked, visits, by);
    // `values` holds `own`, since it was asked for; the treaty's tests read every report against its schema.
    const rows = visits.map(
      (sum) => ({ ...sum.values, ...visitsIn(sum), visitors: visitors(sum.values) }) as ReportRow<N>,
    );
    return ranked(
      rows,
      (row) => row.visits,
      (row) => textsIn(row, by),
    );
  };
}

/**
 * Visitors, only over a calendar day, ISO week, month or all there is: sums over other ranges would count people twice.
 * Null elsewhere, and for a value whose visitors are below k yet: only the site's total may show 0. A day's are the
 * contributions themselves; longer spans are flags counted in `uniques`.
 */
async function visitorsIn(
  asked: Asked,
  visits: readonly Summed[],
  by: readonly string[],
): Promise<(values: Values) => number | null> {
  const span = spanOf(asked);
  if (span === null || (span !== 'day' && new Set([...by, ...dimensionsOf(asked.query)]).size > 1)) return () => null;
  const sums = byKey(span === 'day' ? visits : await ask(asked, { table: 'uniques', by, where: { span } }));
  const none = dimensionsOf(asked.query).length === 0 && by.length === 0 ? 0 : null;
  return (values) => sums.get(keyOf(values))?.contributions ?? none;
}

function byKey(sums: readonly Summed[]): ReadonlyMap<string, Summed> {
  return new Map(sums.map((sum) => [keyOf(sum.values), sum]));
}
