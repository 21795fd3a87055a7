import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Price, priceOf } from './price.ts';

/** 30 days of 3,000 visits take a minute: only where thousands of attacks are asked for too. */
const isLong = process.env.KELISIM_ATTACKS !== undefined;
const measured: readonly (readonly [visits: number, days: readonly number[]])[] = [
  [300, [1, 30]],
  [3000, isLong ? [1, 30] : [1]],
];

const columnsOf = ({ hidden, error }: Price) => [...hidden, error[0]];
const percent = (share: number) => `${(100 * share).toFixed(share < 0.01 ? 2 : 1)} %`;

/** `| 300 | 30 days | 0.5 % | …` of the README, as shares. */
function said(visits: number, days: number): readonly number[] {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  const line = readme
    .split('\n')
    .find((one) => one.startsWith(`| ${visits.toLocaleString('en')} | ${days} day${days > 1 ? 's' : ''} |`));
  assert.ok(line, `the README says nothing of ${visits} visits after ${days} days`);
  return [...line.matchAll(/([\d.]+) %/g)].map(([, number]) => Number(number) / 100);
}

test('R-02: what it costs an honest reader is as the README says', async (t) => {
  for (const [visits, days] of measured) {
    const prices = await priceOf(visits, days, 1);
    for (const [index, price] of prices.entries()) {
      const after = days[index] ?? 0;
      t.diagnostic(
        `${visits} visits a day, after ${after} days: not yet shown ${price.hidden.map(percent).join(' of single values, ')} of pairs; cells of 50 and more are ${percent(price.error[0])} too small on average, one in twenty by ${percent(price.error[1])}`,
      );
      const claims = said(visits, after);
      // Thresholds are drawn anew each time; half as much again is five standard deviations of the roughest.
      for (const [at, share] of columnsOf(price).entries())
        assert.ok(
          Math.abs(share - (claims[at] ?? Number.NaN)) <= 0.5 * share,
          `${visits} visits, ${after} days, column ${at}: ${percent(share)}, not ${percent(claims[at] ?? 0)}`,
        );
    }
  }
});
