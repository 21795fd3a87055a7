import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDice } from '../../../src/tools/sample-people.ts';
import { type Interval, solve } from './attacker.ts';
import { type Increment, type Kind, k, type Node, runNode } from './made-up-site.ts';

/** `KELISIM_ATTACKS=3000` tries thousands; their seeds begin at `KELISIM_ATTACK_SEED`. */
const attacks = Number(process.env.KELISIM_ATTACKS ?? 60);
const firstSeed = Number(process.env.KELISIM_ATTACK_SEED ?? Date.now() % 1_000_000);

/** The table of two dimensions with its margins and total. */
const twoWay = ({ table, cell }: Increment) =>
  table === 'visits' && cell.every(([dimension]) => dimension === 'device' || dimension === 'country');
/** The same, and every table and pair beside it that counted the same visitors once more. */
const everything = ({ table, cell }: Increment) =>
  ['visits', 'totals', 'uniques'].includes(table) &&
  cell.every(([dimension, value]) => dimension !== 'span' || value === 'week');

/**
 * What the row asks: between the least and the most that a cell of 1 to k − 1 can be there are at least k − 1. In one table
 * that holds by rule, because parts never show more than their margin (margins.ts). Where the same visitors are known to
 * be counted once more, as by a second dimension with but one value, each copy has a threshold of its own, and what is
 * known of a margin is what is known of all its copies: then a cell may be 0 … k − 2, and two margins can each cut off an
 * end. `mostNarrow` is the share of cells that may be fewer than k − 1 numbers: more than was ever measured.
 */
const attackers = [
  { name: 'one table, its margins and total', reads: twoWay, leastWidth: k - 1, mostNarrow: 0 },
  { name: 'everything that was released', reads: everything, leastWidth: 1, mostNarrow: 0.02 },
] as const;

interface Attacked {
  readonly truth: number;
  readonly found: Interval;
}

/** One random site of one or two collectors; what each attacker finds of every kind of 1 to k − 1 visitors. */
async function attackOne(seed: number): Promise<readonly (readonly Attacked[])[]> {
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
  const alike = (dimension: string, value: string) =>
    kinds.flatMap((kind, index) => (kind[dimension] === value ? [index] : []));
  const cells = [
    ...kinds.map((_, kind) => [kind]),
    ...devices.map((_, device) => alike('device', `device ${device}`)),
    ...countries.map((_, country) => alike('country', `country ${country}`)),
  ];
  const countOf = (cell: readonly number[]) => cell.reduce((sum, kind) => sum + (truth[kind] ?? 0), 0);
  const small = cells.filter((cell) => countOf(cell) >= 1 && countOf(cell) < k);
  return attackers.map(({ reads }) => {
    // Collectors draw apart from each other, so what is known of their sum is the sum of what is known of each.
    const found = nodes.map((node) =>
      solve(node, { kinds, releases: days * releasesADay, releasesADay, reads }, small),
    );
    return small.map((cell, index) => ({
      truth: countOf(cell),
      found: {
        least: found.reduce((sum, intervals) => sum + (intervals[index]?.least ?? 0), 0),
        most: found.reduce((sum, intervals) => sum + (intervals[index]?.most ?? 0), 0),
      },
    }));
  });
}

/** How many whole numbers a cell can be. */
const numbersIn = ({ least, most }: Interval) => most - least + 1;

test('R-02: with every increment, date, margin and total a solver determines no cell below k', async (t) => {
  const found = attackers.map((): Attacked[] => []);
  for (let attack = 0; attack < attacks; attack++)
    for (const [index, cells] of (await attackOne(firstSeed + attack)).entries()) found[index]?.push(...cells);
  for (const [index, cells] of found.entries()) {
    const { name, leastWidth, mostNarrow } = attackers[index] ?? assert.fail();
    for (const { truth, found } of cells)
      assert.ok(
        found.least <= truth && truth <= found.most,
        `an unsound attack: ${truth} is not in ${JSON.stringify(found)}`,
      );
    assert.ok(cells.length > 0, 'no small cell was made');
    const numbers = cells.map(({ found }) => numbersIn(found)).sort((a, b) => a - b);
    const narrow = numbers.filter((count) => count < k - 1).length;
    const said = `${name}: ${cells.length} cells of 1 to ${k - 1} visitors in ${attacks} sites (seed ${firstSeed}) may each be at least ${numbers[0]} numbers, the middle one ${numbers[numbers.length >> 1]}; ${narrow} fewer than ${k - 1}, ${numbers.filter((count) => count === k - 1).length} just as many`;
    t.diagnostic(said);
    assert.ok((numbers[0] ?? 0) - 1 >= leastWidth, said);
    assert.ok(narrow <= mostNarrow * cells.length, said);
  }
});

/** Two devices in two countries; what one release of them shows, in tens of visitors. */
function crossed(shown: Readonly<Record<string, number>>): readonly Interval[] {
  const increments = Object.entries(shown).map(([cell, contributions]): Increment => {
    const [device = '', country = ''] = cell.split(' × ');
    return {
      table: 'visits',
      cell: [...(device ? [['device', device] as const] : []), ...(country ? [['country', country] as const] : [])],
      at: 0,
      contributions,
    };
  });
  const kinds = ['phone', 'computer'].flatMap((device) => ['KZ', 'DE'].map((country) => ({ device, country })));
  const knowledge = { kinds, releases: 1, releasesADay: 1, reads: twoWay };
  return solve({ increments, truth: [] }, knowledge, [[1]]);
}

test('R-02: parts that show no more than their margin leave a cell below k all that it may be alone; this is why', () => {
  // Nothing of phones in Germany came out: alone, up to 2k − 2 may wait.
  assert.deepEqual(crossed({}), [{ least: 0, most: 2 * k - 2 }]);
  // Each margin shows what its parts show, or more: both leave the top as it was.
  assert.deepEqual(
    crossed({ ' × ': 40, 'phone × ': 20, 'computer × ': 20, ' × KZ': 40, 'phone × KZ': 20, 'computer × KZ': 20 }),
    [{ least: 0, most: 2 * k - 2 }],
  );
  // What the rule forbids. Phones show less than phones in Kazakhstan do: at least ten phones wait, at most eighteen.
  assert.deepEqual(
    crossed({ ' × ': 40, 'phone × ': 10, 'computer × ': 30, ' × KZ': 40, 'phone × KZ': 20, 'computer × KZ': 20 }),
    [{ least: 0, most: k - 2 }],
  );
});

test('R-02: no release lets the parts of a margin show more than the margin, nor totals other than visits', async () => {
  const random = createDice(firstSeed);
  const kinds: readonly Kind[] = ['phone', 'computer'].flatMap((device) =>
    ['KZ', 'DE', 'KG'].map((country) => ({ device, country })),
  );
  for (let site = 0; site < 30; site += 1) {
    const weights = kinds.map(() => random() ** 3);
    const { increments } = await runNode({ kinds, weights, days: 3, releasesADay: 4, visitorsADay: 90, random });
    const sums = new Map<string, number>();
    for (let at = 0; at < 12; at += 1) {
      for (const { table, cell, contributions } of increments.filter((one) => one.at === at))
        for (const key of [
          [table, cell],
          ...cell.map(([dimension], left) => [table, cell.filter((_, other) => other !== left), dimension]),
        ].map((parts) => JSON.stringify(parts)))
          sums.set(key, (sums.get(key) ?? 0) + contributions);
      for (const [key, sum] of sums) {
        const [table, cell, dimension] = JSON.parse(key) as [string, Increment['cell'], string?];
        const margin = sums.get(JSON.stringify([table, cell])) ?? 0;
        if (dimension !== undefined && table === 'visits') assert.ok(sum <= margin, `${key}: ${sum} of ${margin}`);
        if (dimension === undefined && table === 'totals')
          assert.equal(sum, sums.get(JSON.stringify(['visits', cell])), key);
      }
    }
  }
});
