import { expect } from 'chai';
import fc from 'fast-check';
import { dayOf } from '../../src/wire/calendar.ts';

const zones = ['Asia/Almaty', 'Asia/Qyzylorda', 'Europe/Berlin', 'Asia/Kathmandu', 'America/St_Johns', 'Pacific/Apia'];

suite('the calendar in a browser', () => {
  test('T-11: Temporal and Intl agree on the day, at any instant and around every midnight', () => {
    const instant = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2050, 0, 1) });
    const quarter = instant.map((at) => at - (at % 900_000));
    fc.assert(
      fc.property(fc.oneof(instant, quarter), fc.constantFrom(...zones), (at, zone) => {
        const said = new Date(at).toLocaleDateString('sv', { timeZone: zone });
        expect(new Date(dayOf(at, zone) * 864e5).toISOString().slice(0, 10)).to.equal(said);
      }),
      { numRuns: 500 },
    );
  });

  test('T-11: a zone that is none throws', () => {
    expect(() => dayOf(0, 'Mars/Base')).to.throw(RangeError);
  });
});
