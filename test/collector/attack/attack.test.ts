import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDice } from '../../../src/tools/sample-people.ts';
import { type Interval, solve } from './attacker.ts';
import { type Increment, type Kind, k, runNode } from './made-up-site.ts';
import { type Attacked, attackers, attackOne } from './random-site.ts';

/** `KELISIM_ATTACKS=3000` tries thousands; their seeds begin at `KELISIM_ATTACK_SEED`. */
const attacks = Number(process.env.KELISIM_ATTACKS ?? 60);
const firstSeed = Number(process.env.KELISIM_ATTACK_SEED ?? Date.now() % 1_000_000);

/** How many whole numbers a cell can be. */
const numbersIn = ({ least, most }: Interval) => most - least + 1;

test('R-02: with everything that was released a solver leaves each cell of 1 to k − 1 an interval of k − 1 at least', async (t) => {
  const found = attackers.map(({ name }) => ({ name, table: [] as Attacked[], crossed: [] as Attacked[] }));
  for (let attack = 0; attack < attacks; attack++) {
    const site = await attackOne(firstSeed + attack);
    for (const [index, cells] of site.found.entries())
      found[index]?.[site.isTable ? 'table' : 'crossed'].push(...cells);
  }
  for (const { name, table, crossed } of found) {
    const cells = [...table, ...crossed];
    for (const { truth, found } of cells)
      assert.ok(
        found.least <= truth && truth <= found.most,
        `an unsound attack: ${truth} is not in ${JSON.stringify(found)}`,
      );
    assert.ok(table.length > 0 && crossed.length > 0, 'no small cell was made');
    const numbers = cells.map(({ found }) => numbersIn(found)).sort((a, b) => a - b);
    const narrow = numbers.filter((count) => count < k).length;
    const said = `${name}: ${cells.length} cells of 1 to ${k - 1} visitors in ${attacks} sites (seed ${firstSeed}) may each be at least ${numbers[0]} numbers, the middle one ${numbers[numbers.length >> 1]}; ${narrow} fewer than ${k}`;
    t.diagnostic(said);
    // Of a table with its margins all bounds are multiples of k, whatever copies of it there are: none and k are both possible.
    for (const { found } of table) assert.ok(found.least === 0 && found.most >= k, `${said}: ${JSON.stringify(found)}`);
    // Where three dimensions cross they may be halves of such multiples; that cut none of some 20,000 cells short.
    assert.ok(narrow <= Math.max(1, crossed.length / 1000), said);
    assert.ok((numbers[0] ?? 0) > k / 2, said);
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
  const knowledge = { kinds, releases: 1, releasesADay: 1, reads: attackers[0].readsOf(['device', 'country']) };
  return solve({ increments, truth: [] }, knowledge, [[1]]);
}

test('R-02: parts that show no more than their margin leave a cell below k all that it may be alone; this is why', () => {
  // Nothing of phones in Germany came out: alone, up to 2k may wait.
  assert.deepEqual(crossed({}), [{ least: 0, most: 2 * k }]);
  // Each margin shows what its parts show, or more: both leave the top as it was.
  assert.deepEqual(
    crossed({ ' × ': 40, 'phone × ': 20, 'computer × ': 20, ' × KZ': 40, 'phone × KZ': 20, 'computer × KZ': 20 }),
    [{ least: 0, most: 2 * k }],
  );
  // What the rule forbids. Phones show less than phones in Kazakhstan do: at least ten phones wait, at most twenty.
  assert.deepEqual(
    crossed({ ' × ': 40, 'phone × ': 10, 'computer × ': 30, ' × KZ': 40, 'phone × KZ': 20, 'computer × KZ': 20 }),
    [{ least: 0, most: k }],
  );
});

test('R-02: no release lets the parts of a margin show more than the margin, nor totals other than visits', async () => {
  const random = createDice(firstSeed);
  const kinds: readonly Kind[] = ['phone', 'computer'].flatMap((device) =>
    ['KZ', 'DE', 'KG'].map((country) => ({ device, country })),
  );
  for (let site = 0; site < 30; site += 1) {
    const weights = kinds.map(() => random() ** 3);
    const { increments } = await runNode({
      kinds,
      weights,
      days: 3,
      releasesADay: 4,
      visitorsADay: 90,
      returning: 0,
      random,
    });
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
