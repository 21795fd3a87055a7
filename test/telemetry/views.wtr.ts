import { expect } from 'chai';
import { clear, createStore } from 'idb-keyval';
import { createShelf } from '../../src/telemetry/shelf.ts';
import { createTelemetry } from '../../src/telemetry/telemetry.ts';
import { loadWithoutVitals } from './load.ts';
import { keepShown } from './shown.ts';
import { until } from './until.ts';
import { collectorInMemory, configOf, consentTo } from './world.ts';

const views = (collector: ReturnType<typeof collectorInMemory>) =>
  collector.events().flatMap((event) => (event.kind === 'view' ? [event] : []));

suite('views', () => {
  const collector = collectorInMemory();
  const consent = consentTo('statistics');

  suiteSetup(async () => {
    keepShown();
    await clear(createStore('views', 'keyval'));
    createTelemetry({
      config: configOf({ routes: ['/doctors/:slug', '/catalog?kind'] }),
      consent,
      load: loadWithoutVitals,
      post: collector.post,
      shelf: createShelf('views'),
    });
  });
  suiteTeardown(() => consent.grant());

  test('T-05: a page load is one view, with the flags of a first visit', async () => {
    await until(() => views(collector).length === 1);
    const [view] = views(collector);
    expect(view).to.include({ kind: 'view', nth: 1, new: 'period', ageMinutes: 0 });
    expect(view?.first).to.include({
      day: true,
      week: true,
      month: true,
      ever: true,
      period: true,
      weeksSinceFirst: 0,
    });
    expect(new TextEncoder().encode(collector.bodies[0]).length).to.be.at.most(460);
  });

  test('T-05: pushState is a second view, back a third, replaceState to the same address none', async () => {
    const start = location.href;
    history.pushState({}, '', '/doctors/ivanova?from=mail');
    await until(() => views(collector).length === 2);
    history.back();
    await until(() => views(collector).length === 3);
    history.replaceState({ again: true }, '', start);
    location.hash = '#contacts';
    history.pushState({}, '', '/catalog?kind=a');
    history.pushState({}, '', '/catalog?kind=a&page=2');
    history.pushState({}, '', '/catalog?kind=b');
    await until(() => views(collector).length === 5);
    expect(views(collector).map(({ path, from, nth }) => [path, from, nth])).to.deep.equal([
      ['/', undefined, 1],
      ['/doctors/:slug', '/', 2],
      ['/', '/doctors/:slug', 3],
      ['/catalog', '/', 4],
      ['/catalog', '/catalog', 5],
    ]);
  });
});
