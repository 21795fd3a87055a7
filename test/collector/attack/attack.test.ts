import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDice } from '../../../src/tools/sample-people.ts';
import { type Interval, solve } from './attacker.ts';
import { type Increment, type Kind, k, type Node, runNode } from './made-up-site.ts';

/** `KELISIM_ATTACKS=3000` tries thousands; their seeds begin at `KELISIM_ATTACK_SEED`. */
const attacks = Number(process.env.KELISIM_ATTACKS ?? 24);
const firstSeed = Number(process.env.KELISIM_ATTACK_SEED ?? Date.now() % 1_000_000);

/** The table of two dimensions with its margins and total. */
const twoWay = ({ table, cell }: Increment) =>
  table === 'visits' && cell.every(([dimension]) => dimension === 'device' || dimension === 'country');
/** The same, and every table and pair beside it that counted the same visitors once more. */
const everything = ({ table, cell }: Increment) =>
  ['visits', 'totals', 'uniques'].includes(table) &&
  cell.every(([dimension, value]) => dimension !== 'span' || value === 'week');

interface Attacked {
  readonly truth: number;
  readonly found: Interval;
}

/** One random site of one to three collectors; what an attacker finds of each kind of 1 to k − 1 visitors. */
async function attackOne(seed: number, reads: (increment: Increment) => boolean): Promise<readonly Attacked[]> {
  const random = createDice(seed);
  const weightsOf = (count: number, fall: number) =>
    Array.from({ length: count }, (_, index) => Math.exp(-index * (0.5 + fall * random())));
  const devices = weightsOf(2 + Math.floor(random() * 3), 1.5);
  const countries = weightsOf(2 + Math.floor(random() * 3), 2.5);
  const kinds: readonly Kind[] = devices.flatMap((_, device) =>
    countries.map((__, country) => ({ device: `device ${device}`, country: `country ${country}` })),
  );
  const weights = devices.flatMap((device) => countries.map((country) => device * country));
  const days = 1 + Math.floor(random() * 3);
  const releasesADay = [1, 4, 24][Math.floor(random() * 3)] ?? 1;
  const visitorsADay = 20 + Math.floor(300 * random() ** 2);
  const collectors = 1 + Math.floor(random() * 1.5);
  const nodes: Node[] = [];
  for (let node = 0; node < collectors; node++)
    nodes.push(await runNode({ kinds, weights, days, releasesADay, visitorsADay: visitorsADay / collectors, random }));
  const truth = kinds.map((_, kind) => nodes.reduce((sum, node) => sum + (node.truth[kind]?.at(-1) ?? 0), 0));
  const small = kinds.flatMap((_, kind) => ((truth[kind] ?? 0) >= 1 && (truth[kind] ?? 0) < k ? [kind] : []));
  // Collectors draw apart from each other, so what is known of their sum is the sum of what is known of each.
  const found = nodes.map((node) => solve(node, { kinds, releases: days * releasesADay, releasesADay, reads }, small));
  return small.map((kind, index) => ({
    truth: truth[kind] ?? 0,
    found: {
      least: found.reduce((sum, intervals) => sum + (intervals[index]?.least ?? 0), 0),
      most: found.reduce((sum, intervals) => sum + (intervals[index]?.most ?? 0), 0),
    },
  }));
}

async function attackMany(reads: (increment: Increment) => boolean) {
  const cells: Attacked[] = [];
  for (let attack = 0; attack < attacks; attack++) cells.push(...(await attackOne(firstSeed + attack, reads)));
  for (const { truth, found } of cells)
    assert.ok(
      found.least <= truth && truth <= found.most,
      `an unsound attack: ${truth} is not in ${JSON.stringify(found)}`,
    );
  const widths = cells.map(({ found }) => found.most - found.least).sort((a, b) => a - b);
  assert.ok(cells.length > 0, 'no small cell was made');
  const narrow = (below: number) => widths.filter((width) => width < below).length;
  return {
    cells: cells.length,
    narrowest: widths[0] ?? Number.POSITIVE_INFINITY,
    below: narrow(k - 1),
    said: `${cells.length} cells of 1 to ${k - 1} visitors in ${attacks} sites (seed ${firstSeed}): narrowest interval ${widths[0]}, median ${widths[widths.length >> 1]}, ${narrow(k - 1)} below ${k - 1}`,
  };
}

test('R-02: of a released table with its margins, total, increments and dates no cell below k is determined', async (t) => {
  const { narrowest, said } = await attackMany(twoWay);
  t.diagnostic(said);
  // From 0 to k − 2 are k − 1 possible numbers.
  assert.ok(narrowest + 1 >= k - 1, said);
});

test('R-02: nor of everything that was released, where other tables counted the same visitors once more', async (t) => {
  const { narrowest, said } = await attackMany(everything);
  t.diagnostic(said);
  assert.ok(narrowest >= 1, said);
});
