import type { Declared } from './declared.ts';
import {
  addCell,
  type Cell,
  cellAt,
  cellsOf,
  createSiteLattice,
  type Group,
  gather,
  groupName,
  type SiteLattice,
} from './lattice.ts';
import { isReadable, type Rules } from './release.ts';
import { type Kind, kindOf, other } from './tables.ts';
import type { Keys, Sealed } from './words.ts';

type Written = string | readonly [tag: string, sealed: string];

/** A value on a line of the snapshot: readable, or tag and seal. */
type Numbers = readonly [
  u: number,
  tau: number,
  period: number,
  now: number,
  before: number,
  last: number,
  opened: number,
  fresh: number,
  days: number,
];
type CellLine = readonly [
  values: readonly Written[],
  numbers: Numbers,
  x: readonly number[],
  buckets: readonly number[] | 0,
];

interface Head {
  readonly version: 1;
  /** Thresholds were drawn for these. */
  readonly k: number;
  readonly searchK: number;
}
interface SiteLine {
  readonly site: string;
  readonly period: number;
  readonly quality: Readonly<Record<string, number>>;
  readonly shown: readonly (readonly [kind: Kind, value: string, period: number])[];
}
interface GroupLine {
  readonly table: string;
  readonly dimensions: readonly string[];
  readonly acknowledged: number;
}

const linesPerPiece = 100;

/**
 * Writes the pending counters as lines of JSON: a head, then each site, its groups and their cells, then the number of
 * lines. Undeclared values that have not had their k are sealed (K-10). Pieces of 100 lines, with a breath after each.
 */
export async function* writeSnapshot(
  lattices: Iterable<SiteLattice>,
  rules: Rules,
  keys: Keys,
  breathe: () => Promise<void>,
): AsyncGenerator<string> {
  let lines: string[] = [];
  let written = 0;
  const line = (value: Head | SiteLine | GroupLine | CellLine) => {
    lines.push(JSON.stringify(value));
    written += 1;
  };
  line({ version: 1, k: rules.k, searchK: rules.searchK });
  for (const lattice of lattices) {
    const write = valueWriter(lattice, keys);
    const shown = [...lattice.shown].flatMap(([kind, values]) =>
      [...values]
        .filter(([, period]) => period >= lattice.period - 1)
        .map(([value, period]) => [kind, value, period] as const),
    );
    line({ site: lattice.site, period: lattice.period, quality: Object.fromEntries(lattice.quality), shown });
    for (const group of lattice.groups.values()) {
      if (group.acknowledged === 0 && group.ones.size === 0 && group.twos.size === 0) continue;
      line({ table: group.table, dimensions: group.dimensions, acknowledged: group.acknowledged });
      for (const [one, two, cell] of cellsOf(group)) {
        const values = [one, two].slice(0, group.dimensions.length).map((value, at) => write(group, cell, at, value));
        const { u, tau, period, now, before, last, opened, fresh, days } = cell;
        line([values, [u, tau, period, now, before, last, opened, fresh, days], cell.x, cell.buckets ?? 0]);
        if (lines.length < linesPerPiece) continue;
        yield `${lines.join('\n')}\n`;
        lines = [];
        await breathe();
      }
    }
  }
  lines.push(JSON.stringify({ lines: written }), '');
  yield lines.join('\n');
}

/** One seal a value and kind: the same page stands in many cells. */
function valueWriter(lattice: SiteLattice, keys: Keys) {
  const seals = new Map<Kind, Map<string, Sealed>>();
  return (group: Group, cell: Cell, at: number, value: string): Written => {
    if (!cell.hidden || isReadable(lattice, group, at, value, lattice.period)) return value;
    const kind = group.kinds[at] ?? 'closed';
    let ofKind = seals.get(kind);
    if (!ofKind) {
      ofKind = new Map();
      seals.set(kind, ofKind);
    }
    let seal = ofKind.get(value);
    if (!seal) {
      seal = keys.seal(lattice.period, contextOf(lattice.site, kind), value);
      ofKind.set(value, seal);
    }
    return [seal.tag, seal.sealed];
  };
}

/** What a seal is bound to: a seal moved to another site or kind does not open. */
export function contextOf(site: string, kind: Kind): string {
  return `${site} ${kind}`;
}

/**
 * Reads a snapshot into lattices, one a site. A value whose key is gone is counted under `(other)`. Throws on a file
 * that is cut off or not ours: going on without it would lose what was acknowledged.
 */
export function readSnapshot(
  bytes: Buffer,
  rules: Rules,
  declared: (site: string) => Declared,
  keys: Keys,
): Map<string, SiteLattice> {
  const lattices = new Map<string, SiteLattice>();
  const lines = linesOf(bytes);
  const head = JSON.parse(lines.next().value ?? 'null') as Head | null;
  if (head?.version !== 1) throw new Error('not a snapshot of this version');
  let lattice: SiteLattice | null = null;
  let group: Group | null = null;
  let count = 1;
  let ended = false;
  for (const text of lines) {
    const line = JSON.parse(text) as SiteLine | GroupLine | CellLine | { readonly lines: number };
    if ('lines' in line) {
      if (line.lines !== count) throw new Error(`${count} lines where ${line.lines} were written`);
      ended = true;
      break;
    }
    count += 1;
    if ('site' in line) {
      lattice = siteFrom(line, declared(line.site));
      lattices.set(line.site, lattice);
    } else if ('table' in line) {
      group = lattice?.groups.get(groupName(line.table, line.dimensions)) ?? null;
      if (!group) throw new Error(`a table of another version: ${line.table} (${line.dimensions.join(', ')})`);
      group.acknowledged = line.acknowledged;
    } else if (group) readCell(group, line, keys, redraws(head, rules, group));
  }
  if (!ended) throw new Error('the end is missing');
  return lattices;
}

/** Thresholds drawn for another k are drawn anew. */
function redraws(head: Head, rules: Rules, group: Group): boolean {
  return group.table === 'searches' ? head.searchK !== rules.searchK : head.k !== rules.k;
}

function siteFrom(line: SiteLine, declared: Declared): SiteLattice {
  const lattice = createSiteLattice(line.site, declared);
  lattice.period = line.period;
  for (const [reason, count] of Object.entries(line.quality)) lattice.quality.set(reason, count);
  for (const [kind, value, period] of line.shown)
    lattice.shown.set(kind, (lattice.shown.get(kind) ?? new Map<string, number>()).set(value, period));
  return lattice;
}

function readCell(group: Group, [written, numbers, x, buckets]: CellLine, keys: Keys, redraw: boolean): void {
  const values = written.map((value, at) => {
    if (typeof value === 'string') return value;
    const kind = kindOf(group.table, group.dimensions[at] ?? '');
    return keys.open(contextOf(group.site, kind), value[1]) ?? other;
  });
  const [u, tau, period, now, before, last, opened, fresh, days] = numbers;
  const [one = '', two = ''] = values;
  const cell = cellAt(group, one, two, last);
  const read: Cell = {
    ...cell,
    ...{ u, tau: 0, period, now, before, last, opened, fresh, days },
    x: [...x],
    buckets: buckets === 0 ? null : [...buckets],
  };
  // Several lost values meet in `(other)`; everything else comes once.
  const isLost = values.some((value, at) => value === other && written[at] !== other);
  if (isLost) gather(cell, read);
  else addCell(cell, read);
  if (!redraw && !isLost && tau > 0) cell.tau = tau;
}

function* linesOf(bytes: Buffer): Generator<string> {
  let at = 0;
  for (;;) {
    const end = bytes.indexOf(10, at);
    if (end < 0) return;
    yield bytes.toString('utf8', at, end);
    at = end + 1;
  }
}
