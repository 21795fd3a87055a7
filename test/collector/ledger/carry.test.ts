import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { carry, isReached, stepOf, type Waiting } from '../../../src/collector/carry.ts';
import { drawShare } from '../../../src/collector/draw.ts';

const ordinary = stepOf(10);
const search = { k: 20, widest: 30 };

/** How often a statistic goes beyond these bounds by chance: once in a thousand million runs. */
const chiSquareBound: Readonly<Record<number, number>> = { 10: 64, 11: 66 };
const deviations = 6.2;

const cellOf = (u = 0, x: number[] = []): Waiting => ({ u, x, tau: 0 });

/** At how many contributions, coming one by one, cells open for the first time. */
function openings(step: typeof ordinary, cells: number): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (let made = 0; made < cells; made += 1) {
    const cell = cellOf();
    do cell.u += 1;
    while (!isReached(cell, step));
    counts.set(cell.u, (counts.get(cell.u) ?? 0) + 1);
  }
  return counts;
}

for (const { name, step } of [
  { name: 'R-02: the threshold is even over {k, …, 2k + 1}', step: ordinary },
  { name: 'the threshold of a search is even over {20, …, 30}', step: search },
])
  test(`K-09: ${name}`, () => {
    const cells = 20_000;
    const counts = openings(step, cells);
    const values = step.widest - step.k + 1;
    assert.ok(Math.min(...counts.keys()) === step.k && Math.max(...counts.keys()) === step.widest);
    assert.equal(counts.size, values);
    const expected = cells / values;
    const chiSquare = [...counts.values()].reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0);
    assert.ok(chiSquare < (chiSquareBound[values - 1] ?? 0), `chi-square ${chiSquare}`);
  });

test('K-09: the second threshold does not depend on the first', () => {
  // What is left after the first opening tells the first threshold; a table of both must look like chance alone.
  const counts = new Map<string, number>();
  const cells = 20_000;
  for (let made = 0; made < cells; made += 1) {
    const cell = cellOf();
    do cell.u += 1;
    while (!isReached(cell, ordinary));
    const first = cell.tau;
    carry(cell, ordinary);
    const key = `${first < 16} ${cell.tau < 16}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const expected = cells / 4;
  const chiSquare = [...counts.values()].reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0);
  // Three degrees of freedom.
  assert.ok(chiSquare < 46, `chi-square ${chiSquare}`);
});

test('K-09: below k nothing depends on how many there are, not even the threshold', () => {
  for (let u = 0; u < 10; u += 1) {
    const cell = cellOf(u, [u]);
    assert.equal(isReached(cell, ordinary), false);
    carry(cell, ordinary);
    assert.deepEqual(cell, { u, x: [u], tau: 0 });
  }
});

test('K-09: whatever comes in whatever portions, what is out and what waits is what came; k at a time, never negative', () => {
  const portion = fc.record({
    contributions: fc.integer({ min: 0, max: 40 }),
    measures: fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 3, maxLength: 3 }),
  });
  fc.assert(
    fc.property(fc.array(portion, { maxLength: 30 }), fc.constantFrom(ordinary, search), (portions, step) => {
      const cell = cellOf(0, [0, 0, 0]);
      const came = [0, 0, 0, 0];
      const out = [0, 0, 0, 0];
      for (const { contributions, measures } of portions) {
        cell.u += contributions;
        for (const [at, amount] of measures.entries()) cell.x[at] = (cell.x[at] ?? 0) + amount;
        for (const [at, amount] of [contributions, ...measures].entries()) came[at] = (came[at] ?? 0) + amount;
        const before = [cell.u, ...cell.x];
        carry(cell, step);
        const taken = [cell.u, ...cell.x].map((left, at) => (before[at] ?? 0) - left);
        assert.equal((taken[0] ?? 0) % step.k, 0);
        for (const [at, amount] of taken.entries()) {
          assert.ok(Number.isInteger(amount) && amount >= 0 && (before[at] ?? 0) - amount >= 0);
          out[at] = (out[at] ?? 0) + amount;
        }
        // A measure never goes without contributions, and what is left is below the widest threshold.
        if (taken[0] === 0) assert.deepEqual(taken, [0, 0, 0, 0]);
        assert.ok(cell.u < step.widest);
      }
      assert.deepEqual(
        [cell.u, ...cell.x].map((left, at) => left + (out[at] ?? 0)),
        came,
      );
    }),
  );
});

test('K-09: with its last contribution everything a cell holds goes', () => {
  for (let tries = 0; tries < 200; tries += 1) {
    const cell: Waiting = { u: 10, x: [7, 0, 901], tau: 10 };
    carry(cell, ordinary);
    assert.deepEqual([cell.u, ...cell.x], [0, 0, 0, 0]);
  }
});

test('K-09: measures come out in proportion on average, over many steps too', () => {
  const times = 20_000;
  let sum = 0;
  let squares = 0;
  for (let time = 0; time < times; time += 1) {
    const cell: Waiting = { u: 37, x: [100], tau: 10 };
    carry(cell, ordinary);
    const out = 100 - (cell.x[0] ?? 0);
    // As many as were to be expected with these contributions.
    const off = out - (100 * (37 - cell.u)) / 37;
    sum += off;
    squares += off * off;
  }
  const deviation = Math.sqrt(squares) / times;
  assert.ok(Math.abs(sum / times) < deviations * deviation, `${sum / times} on average`);
});

test('K-09: the rounding of a share is unbiased', () => {
  for (const [x, k, u] of [
    [7, 10, 13],
    [1, 10, 19],
    [350, 20, 33],
    [1799, 10, 11],
  ] as const) {
    const exact = (x * k) / u;
    const times = 40_000;
    let sum = 0;
    for (let time = 0; time < times; time += 1) sum += drawShare(x, k, u);
    const chance = exact - Math.floor(exact);
    const deviation = Math.sqrt((chance * (1 - chance)) / times);
    assert.ok(Math.abs(sum / times - exact) < deviations * deviation, `${sum / times} for ${exact}`);
  }
});
