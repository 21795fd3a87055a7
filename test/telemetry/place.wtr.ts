import { expect } from 'chai';
import { clear, createStore } from 'idb-keyval';
import { createShelf } from '../../src/telemetry/shelf.ts';
import { createTelemetry } from '../../src/telemetry/telemetry.ts';
import { loadWithoutVitals } from './load.ts';
import { until } from './until.ts';
import { collectorInMemory, configOf, consentTo } from './world.ts';

const places = [
  { name: 'Алматы', latitude: 43.24, longitude: 76.89 },
  { name: 'Астана', latitude: 51.13, longitude: 71.43 },
];

suite('place', () => {
  let asked = 0;
  let answer: Partial<GeolocationCoordinates> | null = null;
  const real = navigator.geolocation.getCurrentPosition;

  suiteSetup(() => {
    navigator.geolocation.getCurrentPosition = (found, failed) => {
      asked++;
      if (answer) found({ coords: answer } as GeolocationPosition);
      else failed?.({ code: 1 } as GeolocationPositionError);
    };
  });
  suiteTeardown(() => {
    navigator.geolocation.getCurrentPosition = real;
  });

  async function open(name: string, ...granted: string[]) {
    await clear(createStore(name, 'keyval'));
    const collector = collectorInMemory();
    const telemetry = createTelemetry({
      config: configOf({ places }),
      consent: consentTo(...granted),
      load: loadWithoutVitals,
      post: collector.post,
      shelf: createShelf(name),
    });
    return { collector, telemetry };
  }

  test('T-16: only the nearest name leaves the device, and the browser is asked once', async () => {
    answer = { latitude: 43.61, longitude: 77.1 };
    const { collector, telemetry } = await open('place-near', 'location');
    expect(await (await telemetry('location'))?.place()).to.equal('Алматы');
    expect(await (await telemetry('location'))?.place()).to.equal('Алматы');
    expect(asked).to.equal(1);
    await until(() => collector.batches.length === 1);
    expect(collector.batches[0]).to.include({ purpose: 'location' }).and.not.to.have.property('env');
    expect(collector.events()).to.deep.equal([{ kind: 'place', name: 'Алматы', ageMinutes: 0 }]);
    expect(collector.bodies.join()).not.to.match(/43\.|77\./);
  });

  test('T-16: beyond 100 km of all of them it is "elsewhere"', async () => {
    answer = { latitude: 45, longitude: 78.4 };
    expect(await (await (await open('place-far', 'location')).telemetry('location'))?.place()).to.equal('elsewhere');
  });

  test('T-16: the browser’s no is null, and nothing is sent', async () => {
    answer = null;
    const { collector, telemetry } = await open('place-no', 'location');
    expect(await (await telemetry('location'))?.place()).to.equal(null);
    expect(collector.batches).to.deep.equal([]);
  });

  test('T-16: without a yes to location the browser is not even asked', async () => {
    const before = asked;
    expect((await open('place-unasked', 'search')).telemetry('location')).to.equal(undefined);
    expect(asked).to.equal(before);
  });
});
