import { createAnonymise } from '../../../src/collector/anonymise.ts';
import { createCounter } from '../../../src/collector/cells.ts';
import { readDeclared } from '../../../src/collector/declared.ts';
import { cellsOf, createSiteLattice, type SiteLattice } from '../../../src/collector/lattice.ts';
import { publish } from '../../../src/collector/release.ts';
import { sampleSite } from '../../../src/collector/sample-site.ts';
import { sampleRoutes } from '../../../src/tools/sample-clinic.ts';
import { createTraffic } from '../../../src/tools/sample-traffic.ts';
import { parseDay, periodOf } from '../../../src/wire/calendar.ts';
import { k } from './made-up-site.ts';

/** What an honest reader of the table `visits` pays, as shares in [0, 1]. */
export interface Price {
  /** Of all that single dimensions, and pairs, have counted: what is not yet shown. */
  readonly hidden: readonly [single: number, pair: number];
  /** By how much a cell of 50 visitors and more is shown too small: on average, and the worst of twenty. */
  readonly error: readonly [mean: number, worst: number];
}

const firstDay = parseDay('2026-03-02');
const zone = 'Asia/Almaty';
const hourMs = 3_600_000;
/** Midnight in Almaty. */
const midnight = (day: number) => day * 24 * hourMs - 5 * hourMs;

/** The price after each of `days`, for a clinic of so many visits a day that releases each hour. */
export async function priceOf(visits: number, days: readonly number[], seed: number): Promise<readonly Price[]> {
  const site = sampleSite({ zone, routes: sampleRoutes, until: 0 });
  const lattice = createSiteLattice(site.name, readDeclared(site.declared));
  lattice.period = periodOf(firstDay);
  const counter = createCounter(lattice);
  const anonymise = createAnonymise(site);
  const traffic = createTraffic(seed);
  const shown = new Map<string, number>();
  const prices: Price[] = [];
  for (let day = firstDay; day < firstDay + Math.max(...days); day++) {
    // A browser's first visit of the day is what the table counts.
    const sent = traffic({ site: site.name, day, startsAt: midnight(day), visits }).filter(({ batch }) =>
      batch.events.some((event) => event.kind === 'view' && event.nth === 1),
    );
    let next = 0;
    for (let hour = 1; hour <= 24; hour++) {
      for (; next < sent.length && (sent[next]?.at ?? 0) < midnight(day) + hour * hourMs; next++) {
        const { userAgent, batch, at } = sent[next] ?? { userAgent: '', at: 0 };
        const describes = { userAgent, brands: '', mobile: '', platform: '' };
        if (batch) counter.batch(anonymise(batch, { describes, bucket: null }, at));
      }
      const closes = hour === 24 ? day : null;
      const moment = { day, hour: hour - 1, closes, period: periodOf(day) };
      const { rows } = await publish(lattice, moment, { k, searchK: 20, searchDays: 2 }, async () => undefined);
      for (const { table, cell, contributions } of rows)
        if (table === 'visits') {
          const key = JSON.stringify(cell);
          shown.set(key, (shown.get(key) ?? 0) + contributions);
        }
    }
    if (days.includes(day - firstDay + 1)) prices.push(measure(lattice, shown));
  }
  return prices;
}

function measure(lattice: SiteLattice, shown: ReadonlyMap<string, number>): Price {
  const cells = [...lattice.groups.values()]
    .filter(({ table }) => table === 'visits')
    .flatMap((group) =>
      [...cellsOf(group)].map(([one, two, { u }]) => {
        const values = [one, two].slice(0, group.dimensions.length);
        const key = JSON.stringify(values.map((value, at) => [group.dimensions[at], value]));
        return { width: values.length, pending: u, counted: u + (shown.get(key) ?? 0) };
      }),
    );
  const hidden = (width: number) => {
    const alike = cells.filter((cell) => cell.width === width);
    const sum = (pick: (cell: (typeof cells)[number]) => number) => alike.reduce((all, cell) => all + pick(cell), 0);
    return sum(({ pending }) => pending) / sum(({ counted }) => counted);
  };
  const errors = cells
    .filter(({ width, counted }) => width > 0 && counted >= 50)
    .map(({ pending, counted }) => pending / counted)
    .sort((a, b) => a - b);
  return {
    hidden: [hidden(1), hidden(2)],
    error: [
      errors.reduce((sum, error) => sum + error, 0) / errors.length,
      errors[Math.floor(errors.length * 0.95)] ?? Number.NaN,
    ],
  };
}
