import { expect } from 'chai';
import { createTelemetry } from '../../src/telemetry/telemetry.ts';
import { loadWithoutVitals } from './load.ts';
import { keepShown } from './shown.ts';
import { until } from './until.ts';
import { collectorInMemory, configOf, consentTo } from './world.ts';

suite('blocked storage', () => {
  const open = IDBFactory.prototype.open;
  const consent = consentTo('statistics');
  suiteSetup(keepShown);
  suiteTeardown(() => {
    consent.grant();
    IDBFactory.prototype.open = open;
  });

  test('T-25: what is measured lives as long as the page, without a first or an nth, and nothing throws', async () => {
    const thrown: unknown[] = [];
    addEventListener('unhandledrejection', ({ reason }) => thrown.push(reason));
    IDBFactory.prototype.open = () => {
      throw new DOMException('blocked', 'SecurityError');
    };
    const collector = collectorInMemory();
    collector.answer = () => ({ status: 0, retryAfterSeconds: 0 });
    createTelemetry({
      config: configOf(),
      consent,
      load: loadWithoutVitals,
      post: collector.post,
    });
    await until(() => collector.batches.length > 0);
    collector.answer = () => ({ status: 204, retryAfterSeconds: 0 });
    dispatchEvent(new Event('online'));
    await until(() => collector.events().length === 1);
    history.pushState({}, '', '/next');
    await until(() => collector.events().length >= 3);
    const views = collector.events().filter(({ kind }) => kind === 'view');
    expect(views).to.deep.equal([
      { kind: 'view', path: '/', nth: 0, ageMinutes: 0 },
      { kind: 'view', path: '/next', nth: 0, ageMinutes: 0 },
    ]);
    expect(thrown).to.deep.equal([]);
  });
});
