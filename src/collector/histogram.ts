/** How many buckets a Web Vital's values fall into. */
export const bucketCount = 48;

/** The lower bound of bucket 1, in scaled units: below it, everything is bucket 0. */
const lowest = 16;
/** Four buckets an octave: each is 19 % wide, so a quantile is within 9 % of the truth. Chosen so that 48 reach 46 s. */
const perOctave = 4;
/** CLS has no unit and comes in steps of 0.01: one step is the lower bound of bucket 1. */
const scaleOf = (metric: string) => (metric === 'CLS' ? 1600 : 1);

/** What counts as good (up to the first) and poor (above the second). Source: https://web.dev/articles/vitals */
const thresholds: Readonly<Record<string, readonly [good: number, poor: number]>> = {
  LCP: [2500, 4000],
  INP: [200, 500],
  CLS: [0.1, 0.25],
  FCP: [1800, 3000],
  TTFB: [800, 1800],
};

/** How a value of `metric` is rated; an unknown metric is `needsWork`, so that nothing looks better than it is. */
export function ratingOf(metric: string, value: number): 'good' | 'needsWork' | 'poor' {
  const [good, poor] = thresholds[metric] ?? [-1, Number.POSITIVE_INFINITY];
  return value <= good ? 'good' : value <= poor ? 'needsWork' : 'poor';
}

/**
 * The bucket (0 to 47) of a value: logarithmic, four an octave.
 *
 * Times: bucket 0 is below 16 ms, bucket i from 16·2^((i−1)/4) ms, bucket 47 everything from 46,341 ms. CLS: the same of
 * 1600 times the value, so bucket 0 is below 0.01. Never throws.
 */
export function bucketOf(metric: string, value: number): number {
  const scaled = value * scaleOf(metric);
  if (!(scaled >= lowest)) return 0;
  // 1e-9 keeps a value that is exactly a bound in the bucket it opens, whatever the logarithm's last bit.
  return Math.min(bucketCount - 1, 1 + Math.floor(Math.log2(scaled / lowest) * perOctave + 1e-9));
}

/** Where a bucket begins and ends, in the metric's unit; the last one ends where a next would begin. */
export function boundsOf(metric: string, bucket: number): readonly [from: number, to: number] {
  const at = (index: number) => (index < 0 ? 0 : (lowest * 2 ** (index / perOctave)) / scaleOf(metric));
  return [at(bucket - 1), at(bucket)];
}

/**
 * The value below which a share `q` (0 to 1) of the histogram lies: even within a bucket on the logarithmic scale.
 * Null for an empty histogram.
 */
export function quantile(metric: string, histogram: readonly number[], q: number): number | null {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let rest = q * total;
  for (const [bucket, count] of histogram.entries()) {
    if (count > 0 && rest <= count) {
      const [from, to] = boundsOf(metric, bucket);
      const share = rest / count;
      return bucket === 0 ? to * share : from * (to / from) ** share;
    }
    rest -= count;
  }
  return boundsOf(metric, bucketCount - 1)[1];
}
