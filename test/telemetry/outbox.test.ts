import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { Value } from 'typebox/value';
import { claim } from '../../src/telemetry/made.ts';
import type { Make } from '../../src/telemetry/outbox.ts';
import { writeBatch } from '../../src/telemetry/post.ts';
import type { Shelf } from '../../src/telemetry/shelf.ts';
import { Batch } from '../../src/wire/batch.ts';
import { storageInMemory } from './shelf.ts';
import { openTab, settled } from './tab.ts';
import { collectorInMemory, consentTo } from './world.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const offline = () => ({ status: 0, retryAfterSeconds: 0 });
const fine = () => ({ status: 204, retryAfterSeconds: 0 });

/** A browser, a collector, and a clock that stands until it is moved. */
function world() {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.parse('2026-11-22T10:00:00+05:00') });
  const storage = storageInMemory();
  const collector = collectorInMemory();
  const consent = consentTo('statistics', 'search');
  const open = () => openTab(storage.tab(), collector.post, () => Date.now(), consent);
  const wait = async (ms: number) => {
    mock.timers.tick(ms);
    await settled();
  };
  /** One after the other, as they pass: what a timer sets off is done before the next one. */
  const seconds = async (count: number) => {
    while (count--) await wait(1000);
  };
  const paths = () => collector.events().map((event) => ('path' in event ? event.path : event.kind));
  return { storage, collector, consent, open, wait, seconds, paths };
}

const note =
  (path: string): Make =>
  () => [{ kind: 'leave', path, engagedSeconds: 1, scroll: 0 }];
const search =
  (words: string): Make =>
  (kept, today) =>
    claim(kept, words, today) === 'period' ? [{ kind: 'search', words, results: 'unknown' }] : [];

test('T-26: a plain view is one request of at most 420 bytes, and what the treaty says', async () => {
  const { collector, open } = world();
  const tab = open();
  tab.view('/');
  await settled();
  tab.view('/doctors/:slug');
  await settled();
  tab.view('/doctors');
  await settled();
  assert.equal(collector.bodies.length, 3);
  for (const [at, body] of collector.bodies.entries()) {
    assert.ok(Value.Check(Batch, JSON.parse(body)), body);
    assert.ok(Buffer.byteLength(body) <= 420, `view ${at + 1}: ${Buffer.byteLength(body)} bytes`);
  }
});

test('T-26: what lies within three seconds travels together, with the next view at the latest', async () => {
  const { collector, open, wait } = world();
  const tab = open();
  tab.outbox.record(note('/a'));
  await wait(1000);
  tab.outbox.record(note('/b'));
  await wait(1000);
  assert.equal(collector.batches.length, 0);
  await wait(1100);
  assert.deepEqual(
    collector.batches.map(({ events }) => events.length),
    [2],
  );
  tab.outbox.record(note('/c'));
  tab.view('/d');
  await settled();
  assert.deepEqual(
    collector.batches.map(({ events }) => events.length),
    [2, 2],
  );
});

test('T-22: offline a second: it arrives a little later, with its true age', async () => {
  const { collector, open, wait, paths } = world();
  const tab = open();
  collector.answer = offline;
  tab.view('/');
  await settled();
  assert.deepEqual(paths(), []);
  collector.answer = fine;
  await wait(5000);
  assert.deepEqual(paths(), ['/']);
  assert.equal(collector.batches[0]?.id, collector.batches[1]?.id, 'a batch keeps its id');
});

test('T-22: offline, the tab closed, the site visited six days later: it arrives then, six days old', async () => {
  const { collector, open, wait, paths } = world();
  collector.answer = offline;
  open().view('/slots');
  await settled();
  mock.timers.setTime(Date.now() + 6 * day);
  collector.answer = fine;
  open().outbox.drain();
  await wait(0);
  assert.deepEqual(paths(), ['/slots']);
  assert.equal(collector.events()[0]?.ageMinutes, 6 * 24 * 60);
});

test('T-22: older than seven days it is dropped, and counted as expired', async () => {
  const { collector, open, wait, paths } = world();
  collector.answer = offline;
  open().view('/slots');
  await settled();
  mock.timers.setTime(Date.now() + 7 * day + minute);
  collector.answer = fine;
  const tab = open();
  tab.outbox.drain();
  await wait(0);
  assert.deepEqual(paths(), []);
  tab.view('/');
  await settled();
  assert.deepEqual(collector.batches.at(-1)?.dropped, { expired: 1 });
  tab.view('/a');
  await settled();
  assert.equal(collector.batches.at(-1)?.dropped, undefined, 'said once');
});

test('T-22: an answer lost after the commit: posted again under the same id, counted once', async () => {
  const { collector, open, wait, paths } = world();
  const tab = open();
  const { post } = collector;
  let lost = true;
  const losing = openTab(
    storageInMemory().tab(),
    async (body) => {
      const answer = await post(body);
      return lost ? offline() : answer;
    },
    () => Date.now(),
  );
  losing.view('/');
  await settled();
  lost = false;
  await wait(5000);
  assert.equal(collector.batches.length, 2);
  assert.deepEqual(paths(), ['/']);
  assert.ok(tab);
});

for (const status of [429, 503])
  test(`T-22: ${status} with Retry-After: not before, and then once`, async () => {
    const { collector, open, wait, paths } = world();
    const tab = open();
    collector.answer = () => ({ status, retryAfterSeconds: 120 });
    tab.view('/');
    await settled();
    tab.view('/b');
    await settled();
    collector.answer = fine;
    await wait(119_000);
    const next = open();
    next.outbox.drain();
    await wait(0);
    assert.equal(collector.batches.length, 1, 'no tab disturbs a collector that asked for patience');
    await wait(2000);
    assert.deepEqual(paths(), ['/b', '/'], 'the newest first');
    assert.equal(collector.batches.length, 3);
  });

test('T-22: a browser that comes online just as patience was asked for does not ask again', async () => {
  const { collector, open } = world();
  const tab = open();
  collector.answer = () => ({ status: 503, retryAfterSeconds: 120 });
  tab.view('/');
  for (let step = 0; step < 50; step++) {
    await null;
    tab.outbox.drain();
  }
  await settled();
  assert.equal(collector.batches.length, 1);
});

test('T-22: a collector that fails for hours is asked ever more rarely', async () => {
  const { collector, open, wait } = world();
  const tab = open();
  collector.answer = () => ({ status: 500, retryAfterSeconds: 0 });
  tab.view('/');
  for (let second = 0; second < 3600; second += 5) await wait(5000);
  assert.ok(
    collector.batches.length >= 8 && collector.batches.length <= 16,
    `${collector.batches.length} posts an hour`,
  );
});

for (const status of [400, 403, 409, 413])
  test(`T-23: ${status} is not tried again, is counted, and warns once`, async (t) => {
    const { storage, collector, open, wait, paths } = world();
    const warn = t.mock.method(console, 'warn', () => {});
    const tab = open();
    collector.answer = () => ({ status, retryAfterSeconds: 0 });
    tab.view('/');
    await settled();
    await wait(day);
    assert.equal(collector.batches.length, 1);
    assert.equal(storage.read('statistics')?.outbox.length, 0);
    tab.view('/a');
    await settled();
    assert.deepEqual(paths(), []);
    assert.deepEqual(collector.batches[1]?.dropped, { rejected: 1 });
    assert.equal(warn.mock.callCount(), 1);
  });

test('T-03: withdrawn while offline with five events queued: none of them ever arrives', async () => {
  const { storage, collector, consent, open, wait } = world();
  const tab = open();
  collector.answer = offline;
  for (const path of ['/a', '/b', '/c', '/d', '/e']) tab.view(path);
  await settled();
  assert.equal(storage.read('statistics')?.outbox.length, 5);
  collector.batches.length = 0;
  consent.grant();
  tab.outbox.erase('statistics');
  collector.answer = fine;
  tab.outbox.hide();
  tab.outbox.drain();
  await wait(day);
  assert.equal(storage.read('statistics'), null);
  assert.deepEqual(collector.batches, []);
});

test('T-03: what was on its way into the storage at the withdrawal does not stay there', async () => {
  const { storage, collector, consent, open, wait } = world();
  const tab = open();
  tab.view('/a');
  consent.grant();
  tab.outbox.erase('statistics');
  await wait(day);
  assert.deepEqual(collector.batches, []);
  assert.equal(storage.read('statistics'), null);
});

test('T-02: nothing is kept or posted for a purpose that is not granted', async () => {
  const { storage, collector, consent, open, wait } = world();
  consent.grant('search');
  const tab = open();
  tab.view('/a');
  tab.outbox.recordLast('location', () => [{ kind: 'place', name: 'Алматы' }]);
  await wait(day);
  consent.grant('statistics');
  await wait(day);
  assert.deepEqual(collector.batches, []);
  assert.equal(storage.read('statistics'), null);
  assert.equal(storage.read('location'), null);
});

test('T-20: a search travels alone, when its time has come, and the same words once a period', async () => {
  const { collector, open, wait } = world();
  const tab = open();
  tab.outbox.recordAlone('search', search('узи'), 3 * minute);
  tab.outbox.recordAlone('search', search('кт'), 4 * minute);
  tab.outbox.recordAlone('search', search('узи'), 3 * minute);
  await settled();
  await wait(3 * minute - 1);
  assert.equal(collector.batches.length, 0);
  await wait(1);
  await wait(minute);
  assert.deepEqual(
    collector.batches.map(({ purpose, events, env }) => [purpose, events.length, env]),
    [
      ['search', 1, undefined],
      ['search', 1, undefined],
    ],
  );
  assert.ok(collector.batches.every((batch) => Value.Check(Batch, batch)));
});

test('T-20: at page hide a search that waits is posted at once', async () => {
  const { collector, open } = world();
  const tab = open();
  tab.outbox.recordAlone('search', search('узи'), 3 * minute);
  await settled();
  tab.outbox.hide();
  await settled();
  assert.deepEqual(collector.events(), [{ kind: 'search', words: 'узи', results: 'unknown', ageMinutes: 0 }]);
});

test('T-26: what arrived is taken out of the storage by the step that comes next, which is one less a batch', async () => {
  const { storage, collector, seconds } = world();
  const shelf = storage.tab();
  let steps = 0;
  const counted: Shelf = {
    ...shelf,
    change(purpose, work) {
      steps++;
      return shelf.change(purpose, work);
    },
  };
  const tab = openTab(counted, collector.post, () => Date.now());
  tab.view('/');
  await settled();
  assert.equal(collector.batches.length, 1);
  assert.equal(steps, 1);
  assert.equal(storage.read('statistics')?.outbox.length, 1);
  await seconds(2);
  tab.outbox.record(note('/'));
  await seconds(1);
  assert.equal(steps, 2, 'the second is measured and the first taken out at once');
  assert.equal(storage.read('statistics')?.outbox.length, 1);
  await seconds(5);
  assert.equal(steps, 3, 'where nothing else is measured it is taken out after three seconds');
  assert.deepEqual(storage.read('statistics')?.outbox, []);
  assert.deepEqual(storage.read('statistics')?.sent.match(/"kind":"\w+"/g), ['"kind":"view"', '"kind":"leave"']);
  assert.equal(collector.batches.length, 2);
});

test('T-22, C-26: a page that goes away leaves word of what has arrived: it is not posted again, and is told as sent', async () => {
  const { storage, collector, open, wait, seconds } = world();
  const tab = open();
  tab.view('/');
  await settled();
  tab.outbox.hide();
  await settled();
  await seconds(10);
  collector.batches.length = 0;
  open().outbox.drain();
  await settled();
  await wait(0);
  assert.deepEqual(collector.batches, []);
  assert.deepEqual(storage.read('statistics')?.outbox, []);
  assert.equal(storage.read('statistics')?.sent.split('\n').length, 2);
});

test('T-24: a tab that is opened meanwhile posts its own, and not what another has just posted', async () => {
  const { collector, open, seconds, paths } = world();
  open().view('/a');
  await settled();
  await seconds(1);
  open().view('/b');
  await settled();
  await seconds(10);
  assert.deepEqual(paths(), ['/a', '/b']);
  assert.equal(collector.batches.length, 2);
});

test('T-24: two tabs with the same queue: one of them posts it, and everything is counted once', async () => {
  const { collector, open, wait, paths } = world();
  collector.answer = offline;
  const [one, two] = [open(), open()];
  one.view('/a');
  two.view('/b');
  await settled();
  collector.answer = fine;
  collector.batches.length = 0;
  one.outbox.drain();
  two.outbox.drain();
  await wait(10_000);
  assert.deepEqual(paths().sort(), ['/a', '/b']);
  assert.equal(collector.batches.length, 2, 'nothing was posted by both');
});

test('T-24: a tab that died while it posted keeps the others waiting for seconds only', async () => {
  const { storage, collector, open, wait, paths } = world();
  collector.answer = offline;
  open().view('/a');
  await settled();
  await wait(4000);
  const dead = openTab(
    storage.tab(),
    () => new Promise(() => {}),
    () => Date.now(),
  );
  dead.outbox.drain();
  await settled();
  collector.answer = fine;
  const tab = open();
  tab.outbox.drain();
  await settled();
  assert.deepEqual(paths(), []);
  await wait(4000);
  assert.deepEqual(paths(), ['/a']);
});

test('T-24: at page hide a tab posts its own and leaves the rest', async () => {
  const { collector, open, wait } = world();
  collector.answer = offline;
  const [one, two] = [open(), open()];
  one.view('/a');
  two.view('/b');
  await settled();
  two.outbox.record(note('/b'));
  collector.batches.length = 0;
  collector.answer = fine;
  two.outbox.hide();
  await wait(0);
  assert.deepEqual(
    collector.batches.flatMap(({ events }) => events.map((event) => ('path' in event ? event.path : ''))),
    ['/b', '/b'],
  );
});

test('T-07: views that the storage has not come to leave with the page, once, in their order', async () => {
  const { storage, collector, open, wait } = world();
  const tab = open();
  tab.view('/');
  await settled();
  for (const path of ['/a', '/b']) tab.view(path);
  tab.outbox.record(note('/b'));
  tab.outbox.hide();
  const views = () => collector.events().flatMap((event) => (event.kind === 'view' ? [[event.path, event.nth]] : []));
  assert.deepEqual(views(), [
    ['/', 1],
    ['/a', 2],
    ['/b', 3],
  ]);
  // It was only put into the back/forward cache: the storage comes to them after all.
  await settled();
  tab.view('/c');
  await settled();
  open().outbox.drain();
  await wait(10_000);
  assert.deepEqual(views().slice(3), [['/c', 4]]);
  assert.equal(collector.events().length, 5);
  assert.equal(storage.read('statistics')?.outbox.length, 0);
});

test('T-10: a page that leaves before it has seen the storage calls nobody new', async () => {
  const { collector, open, wait } = world();
  open().view('/');
  await settled();
  const tab = open();
  tab.view('/a');
  tab.outbox.hide();
  assert.equal(collector.events().length, 1);
  // Only hidden: it is measured as soon as it can be.
  await wait(0);
  const firsts = collector.events().flatMap((event) => (event.kind === 'view' ? [event.first?.ever] : []));
  assert.deepEqual(firsts, [true, undefined]);
});

test('T-03: what the storage has not come to at the withdrawal is never measured', async () => {
  const { collector, consent, open, wait } = world();
  const tab = open();
  tab.view('/');
  await settled();
  tab.view('/a');
  consent.grant();
  tab.outbox.erase('statistics');
  consent.grant('statistics');
  tab.outbox.hide();
  await wait(day);
  assert.equal(collector.events().length, 1);
});

test('T-22: what is posted at page hide is also stored, in case it does not arrive', async () => {
  const { storage, collector, open, wait, paths } = world();
  let isGone = false;
  const tab = openTab(
    storage.tab(),
    (body) => (isGone ? new Promise(() => {}) : collector.post(body)),
    () => Date.now(),
  );
  tab.view('/');
  await settled();
  isGone = true;
  tab.outbox.record(note('/'));
  tab.outbox.hide();
  await settled();
  open().outbox.drain();
  await wait(0);
  assert.deepEqual(paths(), ['/'], 'mostly it did arrive: the next page waits a little');
  await wait(4000);
  open().outbox.drain();
  await wait(0);
  assert.deepEqual(paths(), ['/', '/']);
});

test('T-25: the outbox holds 500 events; the oldest go first, with a count', async () => {
  const { storage, collector, open } = world();
  const tab = open();
  collector.answer = offline;
  for (let i = 0; i < 510; i++) {
    tab.view(`/p${i}`);
    if (i % 50 === 0) await settled();
  }
  await settled();
  const kept = storage.read('statistics');
  assert.equal(kept?.outbox.length, 500);
  assert.equal(kept?.outbox[0]?.events[0]?.path, '/p10');
  const dropped = kept?.outbox.reduce((sum, { head }) => sum + (head.dropped?.full ?? 0), kept.dropped?.full ?? 0);
  assert.equal(dropped, 10);
});

test('T-25: at page hide at most 60 KiB leave, and the rest stays', async () => {
  const { storage, collector, open, wait, paths } = world();
  const tab = open();
  collector.answer = offline;
  for (let i = 0; i < 300; i++) tab.view(`/${'long'.repeat(40)}${i}`);
  await settled();
  collector.bodies.length = 0;
  collector.answer = fine;
  tab.outbox.hide();
  await wait(0);
  const bytes = collector.bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0);
  assert.ok(bytes > 25_000 && bytes <= 60 * 1024, `${bytes} bytes`);
  assert.ok(collector.bodies.length < 300);
  assert.equal(storage.read('statistics')?.outbox.length, 300);
  // It was only hidden: the rest follows.
  await wait(3000);
  assert.equal(new Set(paths()).size, 300);
});

test('C-26: the batches that were sent stay readable on the device, the last of them, some hundred', async () => {
  const { storage, collector, open, wait } = world();
  const tab = open();
  for (let i = 0; i < 300; i++) tab.view(`/p${i}`);
  await settled();
  await wait(3000);
  const text = storage.read('statistics')?.sent ?? '';
  assert.ok(text.length <= 60_000, `${text.length} letters`);
  // The first line may have lost its beginning.
  const lines = text.split('\n').slice(1, -1);
  assert.ok(lines.length > 100, `${lines.length} batches`);
  assert.deepEqual(
    lines.map((line) => JSON.parse(writeBatch({ ...JSON.parse(line), dueAt: 0 }, Date.now()))),
    collector.batches.slice(-lines.length),
    'word for word',
  );
});

test('T-04: a yes given over the browser’s own no says so in the batch', async () => {
  const { collector, open, consent } = world();
  Object.assign(consent, { isOverridden: () => true });
  open().view('/');
  await settled();
  assert.equal(collector.batches[0]?.signal, 'overridden');
});
