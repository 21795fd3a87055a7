import { cp, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'puppeteer-core';
import { formatDay } from '../../../src/wire/calendar.ts';
import { type ReportName, reportRows } from '../../../src/wire/report.ts';
import { openPage, settled, startBrowser } from '../../dashboard/support/open-page.ts';
import { site } from '../collector/crowd.ts';
import { batchesOf } from '../collector/posts.ts';
import { post, serveCollector, token } from '../collector/serving.ts';
import { days, firstDay, simulate } from '../collector/year.ts';

/**
 * Measures the analyst's page on a year of releases while 1,000 events a second arrive, and prints what it found beside
 * what is asked for; run it by `npm run bench:dashboard`, which builds before. KELISIM_BENCH_EVENTS sets the year's events (10 million),
 * KELISIM_BENCH_SECONDS how long making them may take, KELISIM_BENCH_YEAR names a data folder made before instead.
 */
const events = Number(process.env.KELISIM_BENCH_EVENTS ?? 10_000_000);
const limitSeconds = Number(process.env.KELISIM_BENCH_SECONDS ?? 3600);
const made = process.env.KELISIM_BENCH_YEAR;
const eventsPerBatch = 10;
const eventsPerSecond = 1000;
const busySeconds = Number(process.env.KELISIM_BENCH_BUSY_SECONDS ?? 60);
const tries = 5;
/** Taking ten million events' rows into memory takes less. */
const warmSeconds = 20;

const middle = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
const ms = (time: number) => `${Math.round(time)} ms`;
const say = (what: string, found: string, wanted = '') =>
  console.log(`${what.padEnd(58)} ${found.padStart(10)}   ${wanted}`);

console.log(`Node ${process.version}, ${availableParallelism()} processors`);
const cli = fileURLToPath(new URL('../../../dist/node/cli.js', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'kelisim-bench-'));
const year = join(folder, 'year');
try {
  if (made) await cp(made, year, { recursive: true });
  else {
    const { events: counted, rows, tookSeconds } = await simulate(year, events, limitSeconds);
    console.log(`a year of ${counted} events, ${rows} released rows, made in ${Math.round(tookSeconds)} s`);
  }
  const collector = await serveCollector(cli, year);
  try {
    await measure(`http://127.0.0.1:${collector.port}/`, collector.port);
  } finally {
    await collector.stop();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measure(address: string, port: number): Promise<void> {
  const batches = batchesOf(2000, eventsPerBatch);
  const posting = post({
    ...{ port, connections: 16, seconds: busySeconds, perSecond: eventsPerSecond / eventsPerBatch },
    bodies: batches.map(({ batch }) => JSON.stringify(batch)),
    userAgents: batches.map(({ userAgent }) => userAgent),
  });
  const lastDay = firstDay + days - 1;
  // What was released is on its way into memory.
  await askAll(address, lastDay - 41, lastDay, 'six weeks, just after the start');
  await new Promise((taken) => setTimeout(taken, warmSeconds * 1000));
  await askAll(address, lastDay - 29, lastDay, '30 days');
  await askAll(address, firstDay, lastDay, 'a year');
  for (const range of ['30d', 'year']) await look(`${address}?lang=en&range=${range}`, range);
  const { answered, failed, seconds } = await posting;
  say('events that arrived meanwhile, each second', String(Math.round((answered * eventsPerBatch) / seconds)), '1000');
  if (failed > 0) throw new Error(`${failed} posts were not answered by 204`);
}

/** Each report by itself, as a script asks for it. */
async function askAll(address: string, from: number, to: number, name: string): Promise<void> {
  const times: [ReportName, number][] = [];
  for (const report of Object.keys(reportRows) as ReportName[]) {
    const took: number[] = [];
    for (let at = 0; at < tries; at += 1) {
      // Each time over another number of days: an answer that was given before is remembered, and would cost nothing.
      const question = `${address}v1/reports/${report}?site=${site}&from=${formatDay(from + at)}&to=${formatDay(to)}`;
      const before = performance.now();
      const answer = await fetch(question, { headers: { authorization: `Bearer ${token}` } });
      if (!answer.ok) throw new Error(`${report} was answered with ${answer.status}`);
      await answer.arrayBuffer();
      took.push(performance.now() - before);
    }
    times.push([report, middle(took)]);
  }
  const [slowest, most] = times.reduce((worst, one) => (one[1] > worst[1] ? one : worst));
  say(`a report of ${name}: the middle one of ${times.length}`, ms(middle(times.map(([, time]) => time))));
  say(`a report of ${name}: the slowest, ${slowest}`, ms(most), '< 200 ms');
}

/** The whole page, all its panels at once. */
async function look(address: string, range: string): Promise<void> {
  const browser = await startBrowser();
  try {
    const { page } = await openPage(browser, `${address}#token=${token}`);
    await settled(page);
    // Once more, signed in and with nothing in the browser's cache: what an analyst meets in the morning.
    await page.setCacheEnabled(false);
    const paints: number[] = [];
    const wholes: number[] = [];
    for (let at = 0; at < tries; at += 1) {
      await page.goto(address);
      await settled(page);
      const [paint, whole] = await page.evaluate(() => [
        performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
        Math.max(
          ...performance.getEntriesByType('resource').map((one) => (one as PerformanceResourceTiming).responseEnd),
        ),
      ]);
      paints.push(paint ?? Number.NaN);
      wholes.push(whole ?? Number.NaN);
    }
    say(`${range}: first paint`, ms(middle(paints)), '< 1000 ms');
    say(`${range}: the last panel has its figures`, ms(middle(wholes)));
    const presses: number[] = [];
    for (let at = 0; at < tries; at += 1) presses.push(await press(page, at));
    say(`${range}: a press on a row, to the last panel`, ms(middle(presses)), '< 400 ms');
  } finally {
    await browser.close();
  }
}

/** Filters by another row each time; answers when the last panel has followed. */
async function press(page: Page, row: number): Promise<number> {
  await settled(page);
  return page.evaluate(async (at) => {
    const rows = [...document.querySelectorAll<HTMLElement>('#browsers tbody button')];
    const from = performance.now();
    rows[at % rows.length]?.click();
    do await new Promise(requestAnimationFrame);
    while (document.querySelector('.stale, [aria-busy="true"]'));
    return performance.now() - from;
  }, row);
}
