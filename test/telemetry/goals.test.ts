import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createReach, eventMark } from '../../src/telemetry/goals.ts';
import { nothingKept } from '../../src/telemetry/kept.ts';
import { claim } from '../../src/telemetry/made.ts';
import { fits } from '../../src/telemetry/paths.ts';
import { countView } from '../../src/telemetry/visit.ts';

const config = {
  goals: { booking: { path: '/thanks' }, call: { event: 'call' } },
  funnels: { booking: ['/doctors/:slug', '/slots', { event: 'sent' }] },
};
const reach = createReach({ telemetry: config, claim, fits });
const day = 20_779;
const noon = Date.UTC(2026, 10, 22, 7);

/** A browser that views pages and makes events; answers the goals and steps each reaches. */
function browser() {
  const kept = nothingKept();
  let at = noon;
  return {
    kept,
    view(path: string, raw = path, today = day) {
      at += 1000;
      countView(kept, path, {}, today, at);
      return reach(kept, today, [path, raw]);
    },
    event: (name: string) => reach(kept, day, [eventMark + name]),
    rest: () => (at += 40 * 60_000),
  };
}

test('T-29: a goal is reached once a visit, and carries the visit’s entry', () => {
  const { view, event, rest } = browser();
  assert.deepEqual(view('/'), []);
  assert.deepEqual(view('/thanks'), [{ kind: 'goal', name: 'booking', new: 'period', entry: { path: '/' } }]);
  assert.deepEqual(view('/thanks'), []);
  assert.deepEqual(event('call'), [{ kind: 'goal', name: 'call', new: 'period', entry: { path: '/' } }]);
  rest();
  assert.deepEqual(view('/thanks'), [{ kind: 'goal', name: 'booking', new: undefined, entry: { path: '/thanks' } }]);
});

test('T-29: steps count once a visit and in order', () => {
  const { view, event } = browser();
  assert.deepEqual(view('/slots'), [], 'the second step before the first is none');
  assert.deepEqual(view('/doctors/:slug', '/doctors/aigul'), [
    { kind: 'step', funnel: 'booking', step: 1, new: 'period' },
  ]);
  assert.deepEqual(view('/doctors/:slug', '/doctors/bolat'), []);
  assert.deepEqual(event('sent'), []);
  assert.deepEqual(view('/slots'), [{ kind: 'step', funnel: 'booking', step: 2, new: 'period' }]);
  assert.deepEqual(event('sent'), [{ kind: 'step', funnel: 'booking', step: 3, new: 'period' }]);
  assert.deepEqual(event('sent'), []);
});

test('T-29: without a visit there is nothing to reach', () => {
  assert.deepEqual(browser().event('call'), []);
});
