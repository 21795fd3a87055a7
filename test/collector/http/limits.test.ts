import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFailureBrake, createLimit } from '../../../src/collector/limits.ts';

test('K-14: 2,000 visitors behind one mobile prefix at ten views a minute each are not limited', () => {
  let at = 0;
  const limit = createLimit({ perSecond: 1000, burst: 10_000, now: () => at });
  for (let view = 0; view < 2000 * 10 * 5; view++) {
    at = (view / (2000 * 10)) * 60_000;
    assert.equal(limit('198.51.100'), 0);
  }
});

test('K-14: a flood is told how long to wait, others are unaffected, and it passes again afterwards', () => {
  let at = 0;
  const limit = createLimit({ perSecond: 2, burst: 10, now: () => at });
  for (let request = 0; request < 10; request++) assert.equal(limit('198.51.100'), 0);
  assert.equal(limit('198.51.100'), 1);
  assert.equal(limit('203.0.113'), 0);
  at += 1000;
  assert.equal(limit('198.51.100'), 0);
});

test('K-14: made-up networks do not fill the memory', () => {
  const limit = createLimit({ perSecond: 1, burst: 1, now: () => 0 });
  const before = process.memoryUsage().heapUsed;
  for (let network = 0; network < 500_000; network++) limit(String(network));
  assert.ok(process.memoryUsage().heapUsed - before < 100 * 2 ** 20);
});

test('K-17: each failed sign-in after the fifth doubles the wait, up to a minute', () => {
  let at = 0;
  const brake = createFailureBrake(() => at);
  const waits = Array.from({ length: 14 }, () => {
    brake.failed('198.51.100');
    const wait = brake.waitSeconds('198.51.100');
    at += wait * 1000;
    return wait;
  });
  assert.deepEqual(waits, [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
  brake.succeeded('198.51.100');
  assert.equal(brake.waitSeconds('198.51.100'), 0);
});
