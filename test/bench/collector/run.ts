import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCollector } from '../../support/built-collector.ts';
import { answerWhileBusy } from './busy.ts';
import { comparePosts } from './posts.ts';
import { simulate } from './year.ts';

/**
 * Measures the collector and prints what it found; run it by `npm run bench:collector`. Parts can be named: `posts`,
 * `year`, `busy` (which needs the year). KELISIM_BENCH_EVENTS sets the largest year (10 million), KELISIM_BENCH_SECONDS how
 * long a year may take at most.
 */
const parts = process.argv.slice(2);
const wants = (part: string) => parts.length === 0 || parts.includes(part);
const largest = Number(process.env.KELISIM_BENCH_EVENTS ?? 10_000_000);
const limitSeconds = Number(process.env.KELISIM_BENCH_SECONDS ?? 3600);

const say = (line: string) => console.log(line);
const round = (number: number, digits = 0) => number.toFixed(digits);
const middle = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0;

say(`Node ${process.version}, ${availableParallelism()} processors`);
const { cli, remove } = await buildCollector();
const folder = await mkdtemp(join(tmpdir(), 'kelisim-bench-'));
try {
  if (wants('posts'))
    for (const events of [1, 10]) {
      const { results, memory } = await comparePosts(cli, events, 6, 3);
      const ours = results.map(({ collector }) => collector);
      const bare = results.map(({ bare }) => bare);
      const rate = middle(ours.map(({ perSecond }) => perSecond));
      const ratios = results.map(({ bare, collector }) => collector.perSecond / bare.perSecond);
      const cpuRatios = results.map(({ bare, collector }) => bare.microsecondsEach / collector.microsecondsEach);
      say(
        `\nbatches of ${events}: ${round(rate)} batches/s, ${round(rate * events)} events/s, each on disk before its 204`,
      );
      say(`  bare server: ${round(middle(bare.map(({ perSecond }) => perSecond)))} requests/s`);
      say(
        `  ratio to the bare server: ${round(middle(ratios), 2)} by the clock, ${round(middle(cpuRatios), 2)} by processor time`,
      );
      say(
        `  processor time of an event: ${round(middle(ours.map(({ microsecondsEach }) => microsecondsEach)) / events, 1)} µs`,
      );
      say(
        `  p99 of the acknowledgement: ${round(middle(ours.map(({ p99 }) => p99)), 1)} ms; memory ${round(memory / 1e6)} MB`,
      );
    }
  const year = join(folder, 'year');
  if (wants('year') || wants('busy')) {
    say(
      '\nevents      cells    rows     MB    memory MB  µs/event  release s (processor)  slowest report, longest first answer',
    );
    const sizes = [largest / 100, largest / 10, largest].filter((size) => wants('year') || size === largest);
    for (const size of sizes) {
      await rm(year, { recursive: true, force: true });
      const { slowestReport, longestFirstMs, ...made } = await simulate(year, size, limitSeconds);
      const columns = [
        round(made.events).padEnd(11),
        round(made.cells).padEnd(8),
        round(made.rows).padEnd(8),
        round(made.releasedMegabytes, 1).padEnd(6),
        round(made.memoryMegabytes).padEnd(10),
        round(made.microsecondsEach, 1).padEnd(9),
        `${round(made.longestReleaseSeconds, 2)} (${round(made.mostReleaseProcessorSeconds, 2)})`.padEnd(22),
      ];
      const reports = `${slowestReport[0]} ${round(slowestReport[1])} ms, ${round(longestFirstMs)} ms`;
      say(`${columns.join(' ')} ${reports}  (${round(made.tookSeconds)} s)`);
    }
  }
  if (wants('busy')) {
    const busy = await answerWhileBusy(cli, year, 500);
    say(
      `\nwhile releases and a year's reports run (${busy.reports} rounds of three): ${busy.answered} batches of 10 acknowledged`,
    );
    say(`  p50 ${round(busy.p50, 1)} ms, p99 ${round(busy.p99, 1)} ms, longest ${round(busy.longest)} ms`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
  await remove();
}
