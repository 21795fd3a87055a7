import { expect } from 'chai';
import { clear, createStore } from 'idb-keyval';
import { createShelf } from '../../src/telemetry/shelf.ts';
import { createTelemetry } from '../../src/telemetry/telemetry.ts';
import { loadChunk } from './load.ts';
import { keepShown, leavePage } from './shown.ts';
import { until } from './until.ts';
import { collectorInMemory, configOf, consentTo } from './world.ts';

suite('vitals and leaves', () => {
  const collector = collectorInMemory();
  const consent = consentTo('statistics');
  const of = (kind: string) => collector.events().filter((event) => event.kind === kind);

  suiteSetup(async () => {
    keepShown();
    await clear(createStore('vitals', 'keyval'));
    document.body.insertAdjacentHTML('beforeend', '<h1>Клиника</h1><div style="height: 5000px"></div>');
    createTelemetry({
      config: configOf(),
      consent,
      load: loadChunk,
      post: collector.post,
      shelf: createShelf('vitals'),
    });
  });
  suiteTeardown(() => consent.grant());

  test('T-08: a view is left once, with the largest quarter seen and the path of its own', async () => {
    scrollTo(0, 2400);
    // A page in the background paints nothing, and so tells nothing of its scrolling.
    dispatchEvent(new Event('scroll'));
    scrollTo(0, 0);
    history.pushState({}, '', '/next');
    await until(() => of('view').length === 2);
    expect(of('leave').length).to.equal(1);
    const [left] = of('leave');
    expect(left).to.include({ path: '/', new: 'period', scroll: 50 });
    const travelled = collector.batches.find(({ events }) => events.some(({ kind }) => kind === 'leave'));
    expect(travelled?.events.map(({ kind }) => kind)).to.include('view', 'what lies close together travels together');
  });

  test('T-07: what is measured as the page goes away is posted then', async () => {
    const before = of('leave').length;
    leavePage();
    expect(of('leave').length).to.equal(before + 1, 'at once, without waiting for the storage');
    expect(of('leave').at(-1)).to.include({ path: '/next' });
  });

  test('T-09: metrics are reported by web-vitals when the page is hidden, rounded, each once, with their newness', async () => {
    const names = () => of('vital').map((event) => event.kind === 'vital' && event.name);
    await until(() => {
      leavePage();
      return names().includes('TTFB');
    });
    leavePage();
    expect(new Set(names()).size).to.equal(names().length, 'the same page again');
    expect(location.pathname).to.equal('/next');
    const vitals = of('vital').flatMap((event) => (event.kind === 'vital' ? [event] : []));
    for (const { value, path, ...vital } of vitals) {
      if (vital.name === 'CLS') expect(value).to.equal(+value.toFixed(2));
      else expect(value % (vital.name === 'INP' ? 8 : 10)).to.equal(0);
      expect(path).to.equal('/', 'of the page that was loaded');
      expect(vital).to.include({ new: 'period', newName: 'period' });
    }
  });
});
