import { createDice } from '../../../src/tools/sample-people.ts';
import { type Interval, type Knowledge, solve } from './attacker.ts';
import { type Kind, k, type Node, runNode } from './made-up-site.ts';

/** The dimensions in which the visitors of a site differ; all others are the same for all of them, and the attacker knows it. */
const differences = [
  ['device', 'country'],
  ['system', 'device', 'country'],
  ['browser', 'system', 'language'],
] as const;

/** What two attackers read; both have every increment with its date, of all collectors. */
export const attackers = [
  {
    name: 'one table, its margins and total',
    readsOf:
      (names: readonly string[]): Knowledge['reads'] =>
      ({ table, cell }) =>
        table === 'visits' && cell.every(([dimension]) => names.includes(dimension)),
  },
  {
    name: 'everything that was released',
    readsOf:
      (): Knowledge['reads'] =>
      ({ table }) =>
        table !== 'quality',
  },
] as const;

/** A cell of 1 to k − 1 visitors, and what an attacker finds that it can be. */
export interface Attacked {
  readonly truth: number;
  readonly found: Interval;
}

/** What was found at one site, by attacker. */
export interface Attack {
  /** Whether visitors differ in two dimensions: a table with margins, whose bounds are multiples of k (carry.ts). */
  readonly isTable: boolean;
  readonly found: readonly (readonly Attacked[])[];
}

/** One random site of one or two collectors; what each attacker finds of every cell of 1 to k − 1 visitors. */
export async function attackOne(seed: number): Promise<Attack> {
  const random = createDice(seed);
  const upTo = (count: number) => Math.floor(random() * count);
  const names = differences[upTo(differences.length)] ?? differences[0];
  const falls = [1.5, 2.5, 2];
  const values = names.map((name, at) =>
    Array.from({ length: 2 + upTo(names.length < 3 ? 3 : 2) }, (_, index) => ({
      kind: { [name]: `${name} ${index}` } as Kind,
      weight: Math.exp(-index * (0.5 + (falls[at] ?? 1) * random())),
    })),
  );
  // Not every kind exists, and the attacker knows it: there is no such browser on such a system.
  const isSparse = random() < 0.5;
  const all = values.reduce(
    (made, next) =>
      made.flatMap(({ kind, weight }) =>
        next.map((one) => ({ kind: { ...kind, ...one.kind }, weight: weight * one.weight })),
      ),
    [{ kind: {} as Kind, weight: 1 }],
  );
  const some = all.filter((_, at) => at === 0 || !isSparse || random() < 0.6);
  const kinds = some.map(({ kind }) => kind);
  const weights = some.map(({ weight }) => weight);
  const days = 1 + upTo(3);
  const releasesADay = [1, 4, 24][upTo(3)] ?? 1;
  const visitorsADay = 20 + Math.floor(300 * random() ** 2);
  const returning = [0, 0.1, 0.5][upTo(3)] ?? 0;
  const collectors = 1 + Math.floor(random() * 1.5);
  const nodes: Node[] = [];
  for (let node = 0; node < collectors; node++)
    nodes.push(
      await runNode({
        kinds,
        weights,
        days,
        releasesADay,
        visitorsADay: visitorsADay / collectors,
        returning,
        random,
      }),
    );
  const truth = kinds.map((_, kind) => nodes.reduce((sum, node) => sum + (node.truth[kind]?.at(-1) ?? 0), 0));
  const countOf = (cell: readonly number[]) => cell.reduce((sum, kind) => sum + (truth[kind] ?? 0), 0);
  // Every cell of one or two of these dimensions; those of the same kinds are the same.
  const cells = kinds.flatMap((kind) =>
    names.flatMap((one, at) =>
      names
        .slice(at)
        .map((two) =>
          kinds.flatMap((other, index) => (other[one] === kind[one] && other[two] === kind[two] ? [index] : [])),
        ),
    ),
  );
  const small = [...new Map(cells.map((cell) => [cell.join(), cell])).values()].filter(
    (cell) => countOf(cell) >= 1 && countOf(cell) < k,
  );
  const found = attackers.map(({ readsOf }) => {
    const knowledge = { kinds, releases: days * releasesADay, releasesADay, reads: readsOf(names) };
    // Collectors draw apart from each other, so what is known of their sum is the sum of what is known of each.
    const found = nodes.map((node) => solve(node, knowledge, small));
    return small.map((cell, index) => ({
      truth: countOf(cell),
      found: {
        least: found.reduce((sum, intervals) => sum + (intervals[index]?.least ?? 0), 0),
        most: found.reduce((sum, intervals) => sum + (intervals[index]?.most ?? 0), 0),
      },
    }));
  });
  return { isTable: names.length === 2, found };
}
