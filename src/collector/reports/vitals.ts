import type { ReportRow } from '../../wire/report.ts';
import { quantile } from '../histogram.ts';
import { type Asked, ask, ranked, shareOf, textsIn } from './ask.ts';

/** Fewer contributions than this many k make a quantile, or a share, that one browser can move (INTERFACE.md). */
const quantileFrom = 4;
const sharesFrom = 5;

/** `vitals`: the 75th percentile and the shares of Google's ratings, by metric. Times in ms, CLS without a unit. */
export async function listVitals(asked: Asked): Promise<readonly ReportRow<'vitals'>[]> {
  const { query, k } = asked;
  const sums = await ask(asked, { table: 'vitals', by: ['metric', ...query.by] });
  const rows = sums.map(({ values, contributions, measures, histogram }) => {
    const metric = values.metric ?? '';
    const { good = 0, needsWork = 0, poor = 0 } = measures;
    const all = good + needsWork + poor;
    const share = (part: number) => (contributions >= sharesFrom * k && all > 0 ? shareOf(part, all) : null);
    const p75 = contributions >= quantileFrom * k && histogram ? quantile(metric, histogram, 0.75) : null;
    return {
      ...values,
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
    (row) => textsIn(row, ['metric', ...query.by]),
  );
}
