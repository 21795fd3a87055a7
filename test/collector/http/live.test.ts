import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fact } from '../../../src/collector/fact.ts';
import { createLiveBook } from '../../../src/collector/live.ts';

const views = (count: number, path: string, from?: string) =>
  Array.from(
    { length: count },
    () => ({ kind: 'view', path, nth: 1, day: 0, hour: 0, ...(from ? { from } : {}) }) as unknown as Fact,
  );

test('R-07: who is here now comes in steps, once a minute, and pages only with ten readers', () => {
  let at = 0;
  const live = createLiveBook(() => at);
  live.note('a.kz', views(9, '/'));
  assert.equal(live.read('a.kz').present, 0, 'the running minute does not show');
  at += 60_000;
  assert.deepEqual(
    live.read('a.kz'),
    { site: 'a.kz', at: '1970-01-01T00:01:00.000Z', present: 0, pages: [] },
    'nine are fewer than ten',
  );
  live.note('a.kz', views(16, '/doctors'));
  assert.equal(live.read('a.kz').present, 0, 'the same minute, the same answer');
  at += 60_000;
  assert.deepEqual([live.read('a.kz').present, live.read('a.kz').pages], [20, [{ path: '/doctors', present: 10 }]]);
  live.note('a.kz', views(9, '/doctors', '/'));
  at += 60_000;
  assert.deepEqual(
    [live.read('a.kz').present, live.read('a.kz').pages],
    [20, [{ path: '/doctors', present: 20 }]],
    'who moved on is counted once',
  );
  at += 600_000;
  assert.equal(live.read('a.kz').present, 0);
  assert.equal(live.read('b.kz').present, 0);
});
