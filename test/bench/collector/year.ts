import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createAnonymise } from '../../../src/collector/anonymise.ts';
import { type Ledger, openLedger } from '../../../src/collector/ledger.ts';
import { readQuery } from '../../../src/collector/query.ts';
import { makeReport } from '../../../src/collector/report.ts';
import { nothingDeclared, type Site } from '../../../src/collector/sites.ts';
import { createEngine } from '../../../src/collector/stores/engine.ts';
import { dayOf, formatDay } from '../../../src/wire/calendar.ts';
import { type ReportName, reportRows } from '../../../src/wire/report.ts';
import { createCrowd, type Sent, site as siteName, zone } from './crowd.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Almaty is five hours ahead, all year. */
const aheadMs = 5 * hourMs;
const k = 10;
export const days = 365;
/** The year ends with yesterday, so that a collector can go on with its folder. */
export const firstDay = dayOf(Date.now(), zone) - days;
/** Releases a day: hourly ones would take a day of computing; each of these has more to do than any hour's. */
const releaseHours = (process.env.KELISIM_BENCH_RELEASES ?? '4 16').split(' ').map(Number);

export const clinic: Site = {
  name: siteName,
  origins: [],
  zone,
  declared: {
    ...nothingDeclared,
    routes: ['/', '/doctors', '/prices', '/services', '/appointment', '/contacts', '/about'],
  },
};

export interface Year {
  readonly events: number;
  readonly cells: number;
  readonly rows: number;
  readonly releasedMegabytes: number;
  readonly memoryMegabytes: number;
  /** To accept (anonymise, log, count) one event, in microseconds of processor time. */
  readonly microsecondsEach: number;
  readonly longestReleaseSeconds: number;
  /** The slowest report over the whole year: its name, and the middle one of five times. */
  readonly slowestReport: readonly [name: string, ms: number];
  readonly tookSeconds: number;
}

/** Lets a crowd of about this many events go through a collector's core in a made-up year. */
export async function simulate(folder: string, events: number, limitSeconds: number): Promise<Year> {
  await mkdir(folder, { recursive: true });
  const began = performance.now();
  let clock = firstDay * dayMs - aheadMs;
  const ledger = await openLedger({
    ...{ folder, k, searchK: 20, searchDays: 2, releaseSeconds: 3600, runFolder: null, timer: false },
    sites: { [siteName]: { zone, declared: clinic.declared } },
    now: () => clock,
  });
  const anonymise = createAnonymise(clinic);
  const crowd = createCrowd(7);
  // Measured of this crowd: events in a visit.
  const perVisit = 8.9;
  const visitsADay = events / days / perVisit;
  let counted = 0;
  let acceptSeconds = 0;
  let longest = 0;
  let memory = 0;
  const accept = async (sent: readonly Sent[]) => {
    for (let at = 0; at < sent.length; at += 500) {
      const before = process.cpuUsage();
      await Promise.all(
        sent.slice(at, at + 500).map(({ at, userAgent, batch }) => {
          counted += batch.events.length;
          const describes = { userAgent, brands: '', mobile: '', platform: '' };
          return ledger.accept(anonymise(batch, { describes, bucket: null }, at));
        }),
      );
      const { user, system } = process.cpuUsage(before);
      acceptSeconds += (user + system) / 1e6;
    }
  };
  for (let day = firstDay; day < firstDay + days; day += 1) {
    const midnight = day * dayMs - aheadMs;
    const sent: Sent[] = [];
    for (let visit = 0; visit < visitsADay; visit += 1) {
      const minutes = Math.floor(24 * 60 * Math.sqrt(crowd.dice()));
      sent.push(...crowd.visit(day, midnight + minutes * 60_000));
    }
    sent.sort((a, b) => a.at - b.at);
    let done = 0;
    for (const hour of releaseHours) {
      const until = midnight + hour * hourMs;
      const next = sent.findIndex(({ at }, index) => index >= done && at >= until);
      const upTo = hour === releaseHours.at(-1) || next < 0 ? sent.length : next;
      clock = until - 1000;
      await accept(sent.slice(done, upTo));
      done = upTo;
      clock = until;
      const before = performance.now();
      await ledger.release();
      longest = Math.max(longest, (performance.now() - before) / 1000);
    }
    memory = Math.max(memory, process.memoryUsage().rss);
    if ((performance.now() - began) / 1000 > limitSeconds) {
      console.log(`stopped on ${formatDay(day)} after ${limitSeconds} s, with ${counted} events`);
      break;
    }
  }
  const slowestReport = await askAll(ledger);
  const { pendingCells } = ledger.status();
  const year: Year = {
    events: counted,
    cells: pendingCells,
    rows: await rowsIn(join(folder, 'released')),
    releasedMegabytes: (await bytesIn(join(folder, 'released'))) / 1e6,
    memoryMegabytes: memory / 1e6,
    microsecondsEach: (acceptSeconds / counted) * 1e6,
    longestReleaseSeconds: longest,
    slowestReport,
    tookSeconds: (performance.now() - began) / 1000,
  };
  await ledger.close();
  return year;
}

/** Every report over the whole year, five times each. */
async function askAll(ledger: Ledger): Promise<readonly [string, number]> {
  const source = { store: ledger.store, site: clinic, released: () => ledger.status().released, k, searchK: 20 };
  let slowest: readonly [string, number] = ['', 0];
  for (const name of Object.keys(reportRows)) {
    const query = { from: formatDay(firstDay), to: formatDay(firstDay + days - 1) };
    const times: number[] = [];
    for (let time = 0; time < 5; time += 1) {
      const before = performance.now();
      await makeReport(source, { site: siteName, ...readQuery(name as ReportName, query, zone, Date.now()) });
      times.push(performance.now() - before);
    }
    const middle = times.sort((a, b) => a - b)[2] ?? 0;
    if (middle > slowest[1]) slowest = [name, middle];
  }
  return slowest;
}

async function rowsIn(folder: string): Promise<number> {
  const engine = createEngine();
  const [[count] = [0]] = await engine.ask({
    ...{ ask: 'read', values: [] },
    sql: `SELECT count(*) FROM read_parquet('${folder}/*.parquet')`,
  });
  await engine.close();
  return Number(count);
}

async function bytesIn(folder: string): Promise<number> {
  const sizes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
