import { type Day, dayOf, hourOf } from '../../wire/calendar.ts';
import type { ReportRow } from '../../wire/report.ts';
import { everBefore } from '../query.ts';
import type { Summed } from '../stores/store.ts';
import { other } from '../tables.ts';
import { type Asked, ask, compare, dimensionsOf, keyOf } from './ask.ts';
import { spanOf } from './span.ts';
import { stepAt } from './steps.ts';
import { hasViews, visitsIn } from './visits.ts';

type Row = ReportRow<'views'>;

interface Collected {
  readonly at: string;
  readonly values: Readonly<Record<string, string>>;
  readonly days: Day[];
  visitors: number;
  visits: number;
  second: number;
  views: number;
  engagedSeconds: number;
}

/**
 * `views`: visits over time. Without dimensions every step up to the last release is listed, empty ones too: the site's
 * total may show 0. With dimensions only what was released.
 */
export async function seriesOf(asked: Asked): Promise<readonly Row[]> {
  const { query, released, site } = asked;
  const { by } = query;
  const step = query.step ?? 'day';
  const asks = dimensionsOf(query);
  const withViews = hasViews(asks);
  const apart = step === 'hour' ? 'hour' : 'day';
  const collected = new Map<string, Collected>();
  const place = ({ day = query.from, hour = null, values }: Pick<Summed, 'day' | 'hour' | 'values'>): Collected => {
    const at = stepAt(step, day, hour ?? 23);
    const key = `${at} ${keyOf(values)}`;
    const known = collected.get(key);
    if (known) {
      known.days.push(day);
      return known;
    }
    const made = { at, values, days: [day], visitors: 0, visits: 0, second: 0, views: 0, engagedSeconds: 0 };
    collected.set(key, made);
    return made;
  };

  const visits = await ask(asked, { table: 'visits', by, step: apart });
  for (const sum of visits) {
    const here = place(sum);
    here.visits += sum.measures.visits ?? 0;
    here.second += sum.measures.second ?? 0;
    if (step === 'day') here.visitors += sum.contributions;
  }
  const listed = new Set(collected.keys());
  const isTotal = asks.length === 0;
  const add = (sums: readonly Summed[], count: (here: Collected, sum: Summed) => void) => {
    for (const sum of sums) {
      // Beside the total a row is listed only where its visits were released.
      if (isTotal || listed.has(`${stepAt(step, sum.day ?? query.from, sum.hour ?? 23)} ${keyOf(sum.values)}`))
        count(place(sum), sum);
    }
  };
  if (withViews)
    add(await ask(asked, { table: 'totals', by, step: apart }), (here, sum) => {
      here.views += sum.measures.views ?? 0;
      here.engagedSeconds += sum.measures.engagedSeconds ?? 0;
    });
  const hasVisitors = step === 'day' || ((step === 'week' || step === 'month') && asks.length <= 1);
  if (hasVisitors && step !== 'day')
    add(await ask(asked, { table: 'uniques', by, where: { span: step }, step: 'day' }), (here, sum) => {
      here.visitors += sum.contributions;
    });
  if (isTotal && released !== null) {
    const last = Math.min(query.to, dayOf(released, site.zone));
    const first =
      query.from > everBefore ? query.from : Math.min(...[...collected.values()].flatMap(({ days }) => days), last);
    for (let day = first; day <= last; day++)
      if (step !== 'hour') place({ day, values: {} });
      else {
        const until = day === dayOf(released, site.zone) ? hourOf(released, site.zone) : 23;
        for (let hour = 0; hour <= until; hour++) place({ day, hour, values: {} });
      }
  }
  return [...collected.values()]
    .sort(
      (a, b) =>
        compare(a.at, b.at) || Number(isOther(a)) - Number(isOther(b)) || compare(keyOf(a.values), keyOf(b.values)),
    )
    .map((here) => ({
      ...here.values,
      at: here.at,
      // Beside the site's total no 0 is shown: what is below k yet is not known.
      visitors: hasVisitors && isWhole(asked, here) && (isTotal || here.visitors > 0) ? here.visitors : null,
      ...visitsIn({ values: here.values, contributions: 0, measures: { visits: here.visits, second: here.second } }),
      views: withViews ? here.views : null,
      engagedSeconds: withViews ? here.engagedSeconds : null,
    }));
}

/** A week or month of which the range holds only a part has no visitors: some of them came first in the other part. */
function isWhole(asked: Asked, { days }: Collected): boolean {
  const { query } = asked;
  const step = query.step ?? 'day';
  const [day] = days;
  if (step === 'day' || day === undefined) return true;
  let from = day;
  let to = day;
  while (stepAt(step, from - 1, 0) === stepAt(step, day, 0)) from--;
  while (stepAt(step, to + 1, 0) === stepAt(step, day, 0)) to++;
  if (from < query.from) return false;
  return spanOf({ ...asked, query: { ...query, from, to: Math.min(to, query.to) } }) !== null;
}

function isOther({ values }: Collected): boolean {
  return Object.values(values).includes(other);
}
