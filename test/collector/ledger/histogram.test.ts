import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { boundsOf, bucketCount, bucketOf, quantile, ratingOf } from '../../../src/collector/histogram.ts';

const metrics = ['LCP', 'INP', 'CLS', 'FCP', 'TTFB'];

test('every value lies within the bounds of its bucket', () => {
  const value = fc.double({ min: 0, max: 600_000, noNaN: true });
  fc.assert(
    fc.property(fc.constantFrom(...metrics), value, (metric, x) => {
      const bucket = bucketOf(metric, x);
      const [from, to] = boundsOf(metric, bucket);
      assert.ok(bucket >= 0 && bucket < bucketCount);
      assert.ok(x >= from * (1 - 1e-6));
      assert.ok(bucket === bucketCount - 1 || x <= to * (1 + 1e-6));
    }),
  );
});

test('a bound opens its bucket', () => {
  for (const metric of metrics)
    for (let bucket = 1; bucket < bucketCount; bucket += 1)
      assert.equal(bucketOf(metric, boundsOf(metric, bucket)[0]), bucket);
});

test('p75 from the histogram is in the same bucket as the true one', () => {
  const values = fc.array(fc.integer({ min: 50, max: 20_000 }), { minLength: 40, maxLength: 400 });
  fc.assert(
    fc.property(values, (all) => {
      const histogram = new Array<number>(bucketCount).fill(0);
      for (const value of all) histogram[bucketOf('LCP', value)] = (histogram[bucketOf('LCP', value)] ?? 0) + 1;
      const told = quantile('LCP', histogram, 0.75) ?? assert.fail();
      const sorted = [...all].sort((a, b) => a - b);
      const exact = sorted[Math.ceil(0.75 * all.length) - 1] ?? assert.fail();
      // One bucket is 19 % wide; the true value is in the same one.
      assert.ok(told / exact < 1.2 && told / exact > 1 / 1.2, `${told} for ${exact}`);
    }),
  );
});

test('an empty histogram has no quantile', () => {
  assert.equal(quantile('LCP', new Array<number>(bucketCount).fill(0), 0.75), null);
});

test('ratings are those of web.dev: up to the first bound good, above the second poor', () => {
  assert.equal(ratingOf('LCP', 2500), 'good');
  assert.equal(ratingOf('LCP', 2510), 'needsWork');
  assert.equal(ratingOf('LCP', 4000), 'needsWork');
  assert.equal(ratingOf('LCP', 4010), 'poor');
  assert.equal(ratingOf('CLS', 0.1), 'good');
  assert.equal(ratingOf('CLS', 0.26), 'poor');
  assert.equal(ratingOf('INP', 200), 'good');
});
