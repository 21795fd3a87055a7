import { join } from 'node:path';
import { formatDay, monthOf } from '../../wire/calendar.ts';
import type { Disk } from '../disk.ts';
import { measureNames, type ReleasedRow, tableNamed } from '../tables.ts';
import type { Engine } from './engine.ts';
import { createMemo } from './memo.ts';
import { countBeside, from, rowsOf, sumOf, takenFrom, totalsOf, writeFile, writeWithout } from './parquet-sql.ts';
import { createShelf } from './shelf.ts';
import type { SiteDays, Store, StoredRow, Sum, Summed, Taken } from './store.ts';

/** The store of released rows in Parquet files, with what the ledger asks beside. */
export interface ParquetStore extends Store {
  /** Resolves when sums are answered from memory; before that, and without it, from the files. */
  warm(): Promise<void>;
  /** Contributions of all that is shown, by site and kind of cell. */
  held(): Promise<readonly Taken[]>;
  /** Contributions and measures ever released, by table. */
  totals(): Promise<
    ReadonlyMap<string, { readonly contributions: number; readonly measures: Readonly<Record<string, number>> }>
  >;
}

/** Rows of answers that are remembered until the next release: some ten megabytes. */
const rememberedRows = 50_000;
/** Rows that go to the worker at a time: DuckDB's vector size. */
const rowsPerMessage = 2048;

/**
 * Opens the released rows in `folder`: a file a day for the running month, then one a month (DESIGN.md, the data folder).
 *
 * Names are `2026-11-22.17.parquet` and `2026-10.812.parquet`; the last number makes a rewritten file a new one.
 */
export function openParquet(engine: Engine, disk: Disk, folder: string, files: readonly string[]): ParquetStore {
  const { ask } = engine;
  const table = engine.nextTable();
  let shown = [...files];
  /** Names of questions being answered now: their files must stay. */
  const reading = new Set<readonly string[]>();
  /** Files that nothing names any more. */
  const doomed = new Set<string>();
  /** Files of a release that is not committed; if it never is, they go when the next one is. */
  const uncommitted = new Set<string>();
  let number = Math.max(0, ...shown.map(numberIn));

  const sweep = async () => {
    const held = new Set([...reading].flat());
    const free = [...doomed].filter((name) => !held.has(name));
    for (const name of free) doomed.delete(name);
    for (const name of free) await disk.unlink(join(folder, name));
  };
  const paths = (names: readonly string[]) => names.map((name) => join(folder, name));
  const read = async (names: readonly string[], sql: string, values: readonly string[]) => {
    reading.add(names);
    try {
      return await ask({ ask: 'read', sql, values });
    } finally {
      reading.delete(names);
      // The answer is right whether or not old files go; those that stay are unlinked at the next start.
      if (doomed.size > 0) await sweep().catch(() => undefined);
    }
  };

  const shelf = createShelf(engine, paths);
  shelf.keep(shown);
  /** Whether sums were asked since the files changed: then the next files are taken into memory at once. */
  let isAsked = false;
  // Without it the files are asked, as before the first question.
  const fillShelf = () => void shelf.fill().catch(() => undefined);

  const memo = createMemo<Summed>(rememberedRows);
  const sumUp = async (query: Sum): Promise<readonly Summed[]> => {
    const table = tableNamed(query.table);
    const names = shown.filter((name) => overlaps(name, query.from, query.to));
    if (!table || names.length === 0) return [];
    const { measures, people } = table;
    const answer = async (source: string) => {
      const { sql, values, by } = sumOf(query, source, measures);
      return (await read(names, sql, values)).map((row) => summed(row, by, people, measures, query.step));
    };
    isAsked = true;
    const held = shelf.hold(names);
    if (!held) {
      fillShelf();
      return answer(from(paths(names)));
    }
    try {
      return await answer(held.from);
    } catch {
      // An engine that was started anew has no shelf: its files are asked, and say what else is wrong.
      shelf.forget();
      return answer(from(paths(names)));
    } finally {
      held.done();
    }
  };

  const write = async (name: string, sql: (target: string) => string) => {
    number += 1;
    const file = `${name}.${number}.parquet`;
    uncommitted.add(file);
    await ask({ ask: 'write', sql: sql(join(folder, file)), target: join(folder, file) });
    return file;
  };
  const takenOf = async (names: readonly string[], days: SiteDays | null): Promise<readonly Taken[]> => {
    if (names.length === 0) return [];
    const rows = await read(names, takenFrom(paths(names), days), []);
    return rows.map(([site, table, one, two, contributions]) => ({
      site: String(site),
      table: String(table),
      dimensions: [one, two].flatMap((name) => (name === null ? [] : [String(name)])),
      contributions: Number(contributions),
    }));
  };

  return {
    async append(rows, kept = shown) {
      if (rows.length === 0) return kept;
      await ask({ ask: 'begin', table });
      for (let at = 0; at < rows.length; at += rowsPerMessage) {
        const part = rows.slice(at, at + rowsPerMessage);
        await ask({ ask: 'rows', table, count: part.length, columns: columnsOf(part) });
      }
      let names: readonly string[] = kept;
      for (const { replaces, name, days } of planOf(kept, new Set(rows.map(({ day }) => day)))) {
        const range = days && ([formatDay(days[0]), formatDay(days[1])] as const);
        const file = await write(name, (target) => writeFile(target, paths(replaces), table, range));
        names = [...names.filter((one) => !replaces.includes(one)), file];
      }
      await ask({ ask: 'end', table });
      await disk.syncFolder(folder);
      return [...names].sort();
    },
    async erase(days) {
      const files: string[] = [];
      const taken: Taken[] = [];
      for (const name of shown) {
        const own = overlaps(name, days.from, days.to) ? await takenOf([name], days) : [];
        if (own.length === 0) {
          files.push(name);
          continue;
        }
        taken.push(...own);
        const file = join(folder, name);
        const [[rest] = [0]] = await ask({ ask: 'read', sql: countBeside(file, days), values: [] });
        if (Number(rest) > 0) files.push(await write(dayNameIn(name), (target) => writeWithout(target, file, days)));
      }
      await disk.syncFolder(folder);
      return { files: files.sort(), taken };
    },
    async expire(day) {
      const isOver = (name: string) => monthIn(name) < monthOf(day);
      return {
        files: shown.filter((name) => !isOver(name)),
        taken: await takenOf(shown.filter(isOver), null),
      };
    },
    async show(next) {
      for (const name of [...shown, ...uncommitted]) if (!next.includes(name)) doomed.add(name);
      uncommitted.clear();
      shown = [...next];
      shelf.keep(shown);
      memo.clear();
      if (isAsked) fillShelf();
      isAsked = false;
      await sweep();
    },
    // Between releases the same question has the same answer, and one page asks some of them more than once.
    sum: (query) => memo.ask(JSON.stringify(query), () => sumUp(query)),
    async rows(site, day) {
      const names = shown.filter((name) => overlaps(name, day, day));
      if (names.length === 0) return [];
      return (await read(names, rowsOf(paths(names), day), [site])).map(stored);
    },
    async toParquet(columns) {
      const [[bytes] = []] = await ask({ ask: 'export', columns });
      if (!(bytes instanceof Uint8Array)) throw new Error('the store answered no file');
      return bytes;
    },
    held: () => takenOf(shown, null),
    async totals() {
      const names = shown;
      if (names.length === 0) return new Map();
      const rows = await read(names, totalsOf(paths(names)), []);
      return new Map(
        rows.map(([table, contributions, ...measures]) => [
          String(table),
          {
            contributions: Number(contributions),
            measures: Object.fromEntries(measureNames.map((name, at) => [name, Number(measures[at])])),
          },
        ]),
      );
    },
    warm: () => shelf.fill(),
    async close() {
      await shelf.close();
      await sweep();
    },
  };
}

/** Which files a release writes: the days it has rows of, or their month where that is one file already; then months that are over. */
function planOf(shown: readonly string[], days: ReadonlySet<number>) {
  const plan: { name: string; replaces: readonly string[]; days: readonly [number, number] | null }[] = [];
  const latest = Math.max(...days);
  // The last day of a month closes on the first of the next: on the second the month is over.
  const running = monthOf(latest - 1);
  const byMonth = new Map<string, number[]>();
  for (const day of days) byMonth.set(monthOf(day), [...(byMonth.get(monthOf(day)) ?? []), day]);
  for (const month of new Set([...byMonth.keys(), ...shown.map(monthIn)])) {
    const theirs = shown.filter((name) => monthIn(name) === month);
    const coming = byMonth.get(month) ?? [];
    const whole = theirs.some((name) => dayNameIn(name) === month);
    if (month < running || whole) {
      if (coming.length === 0 && theirs.length <= 1 && whole) continue;
      const range = coming.length > 0 ? ([Math.min(...coming), Math.max(...coming)] as const) : null;
      plan.push({ name: month, replaces: theirs, days: range });
      continue;
    }
    for (const day of coming) {
      const name = formatDay(day);
      plan.push({ name, replaces: theirs.filter((one) => dayNameIn(one) === name), days: [day, day] });
    }
  }
  return plan;
}

function columnsOf(rows: readonly ReleasedRow[]): readonly (readonly unknown[])[] {
  const cell = (at: number, part: 0 | 1) => rows.map((row) => row.cell[at]?.[part] ?? null);
  return [
    rows.map((row) => row.site),
    rows.map((row) => row.table),
    rows.map((row) => row.day),
    rows.map((row) => row.hour),
    ...[cell(0, 0), cell(0, 1), cell(1, 0), cell(1, 1)],
    rows.map((row) => row.contributions),
    ...measureNames.map((name) => rows.map((row) => row.measures[name] ?? null)),
    rows.map((row) => row.histogram ?? null),
  ];
}

function summed(
  row: readonly unknown[],
  by: readonly string[],
  people: string | null,
  measures: readonly string[],
  step: 'day' | 'hour' | undefined,
): Summed {
  const [day, hour, contributions, ...rest] = row.slice(by.length);
  const histogram = rest[measures.length];
  return {
    ...(step ? { day: Number(day) } : {}),
    ...(step === 'hour' ? { hour: hour === null ? null : Number(hour) } : {}),
    values: Object.fromEntries(by.map((name, at) => [name, String(row[at])])),
    contributions: Number(contributions),
    measures: {
      ...Object.fromEntries(measures.map((name, at) => [name, Number(rest[at])])),
      ...(people === null ? {} : { [people]: Number(contributions) }),
    },
    ...(Array.isArray(histogram) ? { histogram } : {}),
  };
}

/** A row of all columns, as `columnsOf` writes them. */
function stored([site, table, day, hour, ...rest]: readonly unknown[]): StoredRow {
  const [dimension1, value1, dimension2, value2, contributions, ...numbers] = rest;
  const pairs = [
    [dimension1, value1],
    [dimension2, value2],
  ];
  const measures = measureNames.flatMap((name, at) => (numbers[at] === null ? [] : [[name, Number(numbers[at])]]));
  const histogram = numbers[measureNames.length];
  return {
    site: String(site),
    table: String(table),
    day: Number(day),
    hour: hour === null ? null : Number(hour),
    cell: pairs.flatMap(([name, value]) => (name === null ? [] : [[String(name), String(value)] as const])),
    contributions: Number(contributions),
    measures: Object.fromEntries(measures),
    ...(Array.isArray(histogram) ? { histogram: histogram.map(Number) } : {}),
  };
}

/** `2026-11-22` or `2026-11`. */
function dayNameIn(name: string): string {
  return name.slice(0, name.indexOf('.'));
}

function monthIn(name: string): string {
  return name.slice(0, 7);
}

function numberIn(name: string): number {
  return Number(name.split('.')[1] ?? 0);
}

function overlaps(name: string, from: number, to: number): boolean {
  const own = dayNameIn(name);
  // A prefix compares like the whole: "2026-11" against the month of a day, "2026-11-22" against the day.
  return own >= formatDay(from).slice(0, own.length) && own <= formatDay(to).slice(0, own.length);
}
