import type { ReportRow } from '../../wire/report.ts';
import { quantile } from '../histogram.ts';
import { type Asked, ask, compare, ranked, shareOf, textsIn } from './ask.ts';
import { addUp, type Stepped } from './steps.ts';

/** Fewer contributions than this many k make a quantile, or a share, that one browser can move (INTERFACE.md). */
const quantileFrom = 4;
const sharesFrom = 5;

/**
 * `vitals`: the 75th percentile and the shares of Google's ratings, by metric; with a step one row for each step, in their
 * order. Times in ms, CLS without a unit.
 */
export async function listVitals(asked: Asked): Promise<readonly ReportRow<'vitals'>[]> {
  const { query, k } = asked;
  const by = ['metric', ...query.by];
  const step = query.step === 'hour' ? null : query.step;
  const sums: readonly Stepped[] = step
    ? addUp(await ask(asked, { table: 'vitals', by, step: 'day' }), step)
    : await ask(asked, { table: 'vitals', by });
  const rows = sums.map(({ at, values, contributions, measures, histogram }) => {
    const metric = values.metric ?? '';
    const { good = 0, needsWork = 0, poor = 0 } = measures;
    const all = good + needsWork + poor;
    const share = (part: number) => (contributions >= sharesFrom * k && all > 0 ? shareOf(part, all) : null);
    const p75 = contributions >= quantileFrom * k && histogram ? quantile(metric, histogram, 0.75) : null;
    return {
      ...values,
      ...(at === undefined ? {} : { at }),
      metric,
      contributions,
      p75: p75 === null ? null : metric === 'CLS' ? Math.round(p75 * 1000) / 1000 : Math.round(p75),
      good: share(good),
      needsWork: share(needsWork),
      poor: share(poor),
    };
  });
  return ranked(
    rows,
    (row) => row.contributions,
    (row) => textsIn(row, by),
  ).toSorted((a, b) => compare(a.at ?? '', b.at ?? ''));
}
