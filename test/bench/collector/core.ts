// A process of its own: a collector's core, without its HTTP side. Its memory is the collector's alone, for the crowd that
// it counts lives in the process that asks. Built and run by `simulate` (year.ts).
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createAnonymise } from '../../../src/collector/anonymise.ts';
import { type Ledger, openLedger } from '../../../src/collector/ledger.ts';
import { readQuery } from '../../../src/collector/query.ts';
import { makeReport } from '../../../src/collector/report.ts';
import { nothingDeclared, type Site } from '../../../src/collector/sites.ts';
import { createEngine } from '../../../src/collector/stores/engine.ts';
import { type Day, formatDay } from '../../../src/wire/calendar.ts';
import { type ReportName, reportRows } from '../../../src/wire/report.ts';
import { type Sent, site, zone } from './crowd.ts';

/** What the parent asks, one after the other; each question is answered by one message. */
export type Question =
  /** Opens a ledger in `folder`, at the instant `at`. */
  | { readonly ask: 'open'; readonly folder: string; readonly at: number }
  /** Accepts batches at the instant `at`. */
  | { readonly ask: 'accept'; readonly sent: readonly Sent[]; readonly at: number }
  | { readonly ask: 'release'; readonly at: number }
  /** Asks every report from one day to another, and closes the ledger. */
  | { readonly ask: 'end'; readonly from: Day; readonly to: Day };

/** What one core was measured to need, from its start to its end. */
export interface Needs {
  readonly cells: number;
  readonly rows: number;
  readonly releasedMegabytes: number;
  /** The most memory the process ever held, in all its threads, DuckDB's included. */
  readonly memoryMegabytes: number;
  /** To accept (anonymise, log, count) one event, in microseconds of processor time. */
  readonly microsecondsEach: number;
  /** The longest release by the clock, and the most processor time (of all threads) that one took. */
  readonly longestReleaseSeconds: number;
  readonly mostReleaseProcessorSeconds: number;
  /** The report that takes longest: its name, and the middle one of five times. */
  readonly slowestReport: readonly [name: string, ms: number];
  /** The longest of the first answers, read from files while they are taken into memory. */
  readonly longestFirstMs: number;
}

const k = 10;

const clinic: Site = {
  name: site,
  origins: [],
  zone,
  declared: {
    ...nothingDeclared,
    routes: ['/', '/doctors', '/prices', '/services', '/appointment', '/contacts', '/about'],
  },
};

const anonymise = createAnonymise(clinic);
const engine = createEngine();
let folder = '';
let clock = 0;
let ledger: Ledger | null = null;
let counted = 0;
let acceptSeconds = 0;
let longest = 0;
let mostProcessor = 0;

async function answer(question: Question): Promise<Needs | null> {
  if (question.ask === 'open') {
    folder = question.folder;
    clock = question.at;
    await engine.start();
    ledger = await openLedger({
      engine,
      ...{ folder, k, searchK: 20, searchDays: 2, releaseSeconds: 3600, runFolder: null, timer: false },
      sites: { [site]: { zone, declared: clinic.declared } },
      now: () => clock,
    });
    return null;
  }
  if (!ledger) throw new Error('nothing is open');
  if (question.ask === 'end') return measure(ledger, question.from, question.to);
  clock = question.at;
  if (question.ask === 'accept') await accept(ledger, question.sent);
  else {
    const before = performance.now();
    const processor = process.cpuUsage();
    await ledger.release();
    longest = Math.max(longest, (performance.now() - before) / 1000);
    mostProcessor = Math.max(mostProcessor, secondsSince(processor));
  }
  return null;
}

async function accept({ accept }: Ledger, sent: readonly Sent[]): Promise<void> {
  const before = process.cpuUsage();
  await Promise.all(
    sent.map(({ at, userAgent, batch }) => {
      counted += batch.events.length;
      const describes = { userAgent, brands: '', mobile: '', platform: '' };
      return accept(anonymise(batch, { describes, bucket: null }, at));
    }),
  );
  acceptSeconds += secondsSince(before);
}

function secondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

async function measure(ledger: Ledger, from: Day, to: Day): Promise<Needs> {
  const answers = await askAll(ledger, from, to);
  const memoryMegabytes = process.resourceUsage().maxRSS / 1e3;
  const cells = ledger.cells();
  await ledger.close();
  const rows = await rowsIn(join(folder, 'released'));
  await engine.close();
  return {
    cells,
    rows,
    releasedMegabytes: (await bytesIn(join(folder, 'released'))) / 1e6,
    memoryMegabytes,
    microsecondsEach: (acceptSeconds / counted) * 1e6,
    longestReleaseSeconds: longest,
    mostReleaseProcessorSeconds: mostProcessor,
    ...answers,
  };
}

/**
 * Each report once, while the rows are still in their files, then five times more. Each time over another number of days: an
 * answer that was given before is remembered, and would cost nothing.
 */
async function askAll(ledger: Ledger, from: Day, to: Day): Promise<Pick<Needs, 'slowestReport' | 'longestFirstMs'>> {
  const source = { store: ledger.store, site: clinic, released: () => ledger.status().released, k, searchK: 20 };
  const names = Object.keys(reportRows) as ReportName[];
  const ask = async (name: ReportName, time: number) => {
    const query = { from: formatDay(from + time), to: formatDay(to) };
    const before = performance.now();
    await makeReport(source, { site, ...readQuery(name, query, zone, clock) });
    return performance.now() - before;
  };
  let longestFirstMs = 0;
  for (const name of names) longestFirstMs = Math.max(longestFirstMs, await ask(name, 0));
  let slowestReport: Needs['slowestReport'] = ['', 0];
  for (const name of names) {
    const times: number[] = [];
    for (let time = 1; time <= 5; time += 1) times.push(await ask(name, time));
    const middle = times.sort((a, b) => a - b)[2] ?? 0;
    if (middle > slowestReport[1]) slowestReport = [name, middle];
  }
  return { slowestReport, longestFirstMs };
}

async function rowsIn(folder: string): Promise<number> {
  const [[count] = [0]] = await engine.ask({
    ...{ ask: 'read', values: [] },
    sql: `SELECT count(*) FROM read_parquet('${folder}/*.parquet')`,
  });
  return Number(count);
}

async function bytesIn(folder: string): Promise<number> {
  const sizes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

process.on('message', async (question: Question) => {
  process.send?.(await answer(question));
  if (question.ask === 'end') process.disconnect();
});
