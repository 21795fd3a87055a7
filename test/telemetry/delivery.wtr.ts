import { expect } from 'chai';
import { clear, createStore, entries, get } from 'idb-keyval';
import type { Kept } from '../../src/telemetry/kept.ts';
import { createShelf } from '../../src/telemetry/shelf.ts';
import { createTelemetry } from '../../src/telemetry/telemetry.ts';
import { loadWithoutVitals } from './load.ts';
import { keepShown, leavePage } from './shown.ts';
import { until } from './until.ts';
import { collectorInMemory, configOf, consentTo } from './world.ts';

const store = createStore('delivery', 'keyval');
const kept = async () => (await get<Kept>('telemetry:statistics', store)) ?? null;
const keys = async () => (await entries(store)).map(([key]) => String(key));

suite('delivery, in the browser’s own storage', () => {
  const collector = collectorInMemory();
  const consent = consentTo('statistics', 'search');
  let isOnline = false;
  collector.answer = () => ({ status: isOnline ? 204 : 0, retryAfterSeconds: 0 });

  suiteSetup(async () => {
    keepShown();
    await clear(store);
    const telemetry = createTelemetry({
      config: configOf({ events: { call: { props: ['place', 'floor'] } }, goals: { called: { event: 'call' } } }),
      consent,
      load: loadWithoutVitals,
      post: collector.post,
      shelf: createShelf('delivery'),
    });
    (await telemetry('statistics'))?.track('call', { place: 'ivan@mail.ru header', floor: 2, secret: 'x' });
  });
  suiteTeardown(() => consent.grant());

  test('T-22: offline, a view waits in IndexedDB with its id, and arrives under it when the browser is online', async () => {
    await until(async () => (await kept())?.outbox.length === 2);
    const stored = await kept();
    expect(collector.events()).to.deep.equal([]);
    isOnline = true;
    dispatchEvent(new Event('online'));
    await until(() => collector.events().length >= 3);
    await until(async () => (await kept())?.outbox.length === 0);
    const ids = collector.batches.map(({ id }) => id);
    for (const { head } of stored?.outbox ?? []) expect(ids).to.include(head.id);
  });

  test('T-27: an event carries its declared properties, scrubbed, and nothing else', async () => {
    const event = collector.events().find(({ kind }) => kind === 'event');
    expect(event).to.deep.equal({
      kind: 'event',
      name: 'call',
      new: 'period',
      props: { place: '[email] header', floor: 2 },
      ageMinutes: 0,
    });
    expect(collector.events().filter(({ kind }) => kind === 'goal').length).to.equal(1);
  });

  test('T-03: a withdrawal in this or another tab erases what lies here, and nothing more is sent', async () => {
    isOnline = false;
    history.pushState({}, '', '/withdrawn');
    await until(async () => (await kept())?.outbox.length === 1);
    const before = collector.batches.length;
    consent.grant();
    await until(async () => (await keys()).length === 0);
    isOnline = true;
    history.pushState({}, '', '/after');
    dispatchEvent(new Event('online'));
    leavePage();
    await new Promise((resolve) => (window.requestIdleCallback ?? setTimeout)(resolve));
    expect(await keys()).to.deep.equal([]);
    expect(collector.batches.length).to.equal(before);
  });

  test('a yes after a withdrawal begins anew, with the page that is open', async () => {
    const before = collector.events().length;
    consent.grant('statistics');
    await until(() => collector.events().length > before);
    const view = collector.events()[before];
    expect(view).to.include({ kind: 'view', path: '/after', nth: 1 });
  });
});
