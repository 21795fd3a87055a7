import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { disk } from '../../../src/collector/disk.ts';
import { createEngine, type Engine } from '../../../src/collector/stores/engine.ts';
import { openParquet } from '../../../src/collector/stores/parquet.ts';
import { columns } from '../../../src/collector/stores/parquet-sql.ts';
import type { Store, Sum } from '../../../src/collector/stores/store.ts';
import { type ReleasedRow, type Table, tables } from '../../../src/collector/tables.ts';
import { formatDay, parseDay } from '../../../src/wire/calendar.ts';
import { engine, site, temporaryFolder } from './support.ts';

const day = parseDay('2026-11-22');

function rowOf(more: Partial<ReleasedRow> = {}): ReleasedRow {
  const row = {
    ...{ site, table: 'pages', day, hour: null, contributions: 10 },
    cell: [['path', '/doctors']],
    measures: { views: 14, onward: 3, engagedSeconds: 200, scroll25: 1, scroll50: 2, scroll75: 3, scroll100: 4 },
  };
  return { ...row, ...more } as unknown as ReleasedRow;
}

async function openStore(t: TestContext, folder?: string, files: readonly string[] = []) {
  const where = folder ?? (await temporaryFolder(t));
  const store = openParquet(engine, disk, where, files);
  const release = async (rows: readonly ReleasedRow[]) => {
    const names = await store.append(rows);
    await store.show(names);
    return names;
  };
  return { store, folder: where, release };
}

const paths = { site, table: 'pages', dimensions: ['path'], from: day - 400, to: day + 400 } as const;
const views = async (store: Store, more = {}) =>
  (await store.sum({ ...paths, by: ['path'], ...more })).map(({ values, measures }) => [values.path, measures.views]);

test('sums from memory are those from the files, through releases, a month’s end, an erasure and a new engine', async (t) => {
  const own = createEngine();
  const sources: string[] = [];
  const ask: Engine['ask'] = (request) => {
    if (request.ask === 'read' && request.sql.startsWith('SELECT')) sources.push(request.sql);
    return own.ask(request);
  };
  const folder = await temporaryFolder(t);
  const store = openParquet({ ...own, ask }, disk, folder, []);
  t.after(async () => {
    await store.close();
    await own.close();
  });
  const month = parseDay('2026-11-30');
  const made = (on: number, path: string, contributions = 10) =>
    rowOf({ day: on, cell: [['path', path]], contributions });
  const questions = [
    { ...paths, by: ['path'] },
    { ...paths, by: ['path'], step: 'day' as const },
    { ...paths, from: month - 2, where: { path: '/a' } },
    { ...paths, to: month - 1 },
    { ...paths, from: month + 5, to: month + 9 },
    { ...paths, table: 'vitals', dimensions: ['metric'], by: ['metric'] },
  ];
  let names: readonly string[] = [];
  // A store that was just opened has nothing in memory: its first answer comes from the files.
  const fromFiles = async (question: Sum) => {
    const fresh = openParquet(engine, disk, folder, names);
    const answer = await fresh.sum(question);
    await fresh.close();
    return answer;
  };
  const compare = async (when: string) => {
    await store.warm();
    sources.length = 0;
    const answers = await Promise.all(questions.map((question) => store.sum(question)));
    const asked = sources.length;
    assert.deepEqual(await store.sum(questions[0] ?? paths), answers[0], 'asked again');
    assert.equal(sources.length, asked, `${when}: the same question is asked once`);
    const fromMemory = sources.filter((sql) => sql.includes('shelves.')).length;
    assert.ok(fromMemory >= questions.length - 1, `${when}: ${fromMemory} of memory`);
    for (const [index, question] of questions.entries())
      assert.deepEqual(answers[index], await fromFiles(question), `${when}: ${index}`);
    assert.ok((answers[0]?.length ?? 0) > 0, when);
  };
  const release = async (rows: readonly ReleasedRow[]) => {
    names = await store.append(rows);
    await store.show(names);
  };
  const histogram = Array.from({ length: 48 }, (_, bucket) => bucket);
  const measures = { good: 5, needsWork: 3, poor: 2 };
  await release([
    made(month - 1, '/a'),
    made(month - 1, '/b'),
    rowOf({ table: 'vitals', day: month, cell: [['metric', 'LCP']], measures, histogram }),
  ]);
  await compare('one day');
  await release([made(month - 1, '/a', 20), made(month, '/c')]);
  await compare('a second day, and more of the first');
  await release([made(month + 2, '/a'), made(month + 3, '/d')]);
  assert.ok(
    names.some((name) => name.startsWith('2026-11.')),
    'the month is one file',
  );
  await compare('a month and days');
  const asked = Promise.all(questions.map((question) => store.sum(question)));
  await release([made(month + 3, '/e')]);
  assert.equal((await asked).length, questions.length, 'a release in the middle of questions');
  await compare('after it');
  const { files } = await store.erase({ site, from: month - 1, to: month - 1 });
  names = files;
  await store.show(files);
  await compare('an erasure');
  assert.ok(!(await views(store)).some(([path]) => path === '/b'));
  await own.close();
  await store.show(names);
  await compare('an engine started anew');
});

test('R-11: of a year of 1.5 million rows, more than fit uncompressed, questions are answered from memory', async (t) => {
  const folder = await temporaryFolder(t);
  const months = Array.from({ length: 10 }, (_, month) => `2026-${String(month + 1).padStart(2, '0')}`);
  const maker = await (await DuckDBInstance.create(':memory:')).connect();
  const made: Readonly<Record<string, string>> = {
    ...{ site: `'${site}'`, table: `'pages'`, hour: 'NULL', histogram: 'NULL', dimension1: `'path'` },
    ...{ value1: `'/' || n % 1000`, dimension2: `CASE WHEN n % 2 = 0 THEN 'browser' END` },
    ...{ value2: `CASE WHEN n % 2 = 0 THEN 'Firefox ' || n % 7 END` },
  };
  for (const month of months) {
    const row = columns.map(
      ([name, type]) =>
        `(${name === 'day' ? `DATE '${month}-01' + (n % 28)::INT` : (made[name] ?? `n % 100000`)})::${type} AS "${name}"`,
    );
    await maker.run(
      `COPY (SELECT ${row.join(', ')} FROM range(150000) rows(n)) TO '${join(folder, `${month}.1.parquet`)}' (FORMAT parquet)`,
    );
  }
  maker.closeSync();
  const own = createEngine();
  const names = months.map((month) => `${month}.1.parquet`);
  const store = openParquet(own, disk, folder, names);
  const files = openParquet(engine, disk, folder, names);
  t.after(async () => {
    await store.close();
    await files.close();
    await own.close();
  });
  await store.warm();
  for (const question of [
    { ...paths, by: ['path'] },
    { ...paths, step: 'day' as const, where: { path: '/7' } },
  ]) {
    const answer = await store.sum(question);
    assert.ok(answer.length > 50);
    assert.deepEqual(answer, await files.sum(question));
  }
});

test('rows that are written but not shown are in no answer', async (t) => {
  const { store } = await openStore(t);
  const names = await store.append([rowOf()]);
  assert.deepEqual(await views(store), []);
  await store.show(names);
  assert.deepEqual(await views(store), [['/doctors', 14]]);
});

test('sums keep apart what is asked for, and sum over the rest', async (t) => {
  const { store, release } = await openStore(t);
  const path = (value: string, more: Partial<ReleasedRow> = {}) => rowOf({ cell: [['path', value]], ...more });
  await release([path('/a'), path('/b'), path('/a', { day: day - 1 })]);
  await release([
    path('/a'),
    path('/a', { site: 'other.kz' }),
    rowOf({
      cell: [
        ['path', '/a'],
        ['browser', 'Firefox'],
      ],
    }),
  ]);
  assert.deepEqual(await views(store), [
    ['/a', 42],
    ['/b', 14],
  ]);
  assert.deepEqual(await views(store, { where: { path: '/b' } }), [['/b', 14]]);
  assert.deepEqual(await views(store, { from: day }), [
    ['/a', 28],
    ['/b', 14],
  ]);
  assert.deepEqual(await views(store, { to: day - 1 }), [['/a', 14]]);
  const whole = await store.sum(paths);
  assert.deepEqual(
    whole.map(({ contributions, measures }) => [contributions, measures.readers, measures.views]),
    [[40, 40, 56]],
  );
  const byDay = await store.sum({ ...paths, step: 'day' });
  assert.deepEqual(
    byDay.map((row) => [row.day, row.contributions]),
    [
      [day - 1, 10],
      [day, 30],
    ],
  );
  const pairs = await store.sum({ ...paths, dimensions: ['path', 'browser'], by: ['browser'] });
  assert.deepEqual(
    pairs.map(({ values }) => values),
    [{ browser: 'Firefox' }],
  );
});

test('hours stand only where a row has one', async (t) => {
  const { store, release } = await openStore(t);
  const total = (hour: number) =>
    rowOf({ table: 'totals', cell: [], hour, measures: { views: 20, engagedSeconds: 5 } });
  await release([total(9), total(10)]);
  await release([total(10)]);
  const rows = await store.sum({ site, table: 'totals', dimensions: [], from: day, to: day, step: 'hour' });
  assert.deepEqual(
    rows.map((row) => [row.day, row.hour, row.measures.views]),
    [
      [day, 9, 20],
      [day, 10, 40],
    ],
  );
});

test('histograms are added bucket by bucket', async (t) => {
  const { store, release } = await openStore(t);
  const histogram = Array.from({ length: 48 }, (_, bucket) => bucket);
  const vital = rowOf({
    table: 'vitals',
    cell: [['metric', 'LCP']],
    measures: { good: 5, needsWork: 3, poor: 2 },
    histogram,
  });
  await release([vital]);
  await release([vital, rowOf()]);
  const rows = await store.sum({ site, table: 'vitals', dimensions: ['metric'], by: ['metric'], from: day, to: day });
  assert.deepEqual(rows, [
    {
      values: { metric: 'LCP' },
      contributions: 20,
      measures: { good: 10, needsWork: 6, poor: 4, browsers: 20 },
      histogram: histogram.map((count) => 2 * count),
    },
  ]);
});

test('R-01: whatever is released, every sum of people is a multiple of k and equals the sum of its rows', async (t) => {
  const row = fc.record({
    cell: fc.constantFrom<ReleasedRow['cell']>([['path', '/a']], [['path', '/b']], [['path', "/it's"]]),
    day: fc.integer({ min: day - 40, max: day }),
    contributions: fc.integer({ min: 1, max: 9 }).map((times) => 10 * times),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(row, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 4 }),
      async (releases) => {
        const { store, release } = await openStore(t);
        for (const rows of releases) await release(rows.map(rowOf));
        for (const path of ['/a', '/b', "/it's"]) {
          const [sum] = await store.sum({ ...paths, where: { path } });
          const expected = releases.flat().filter(({ cell }) => cell[0]?.[1] === path);
          assert.equal(
            sum?.contributions ?? 0,
            expected.reduce((all, { contributions }) => all + contributions, 0),
          );
          assert.equal((sum?.contributions ?? 0) % 10, 0);
        }
      },
    ),
    { numRuns: 12 },
  );
});

test('a release rewrites its own days only; a month that is over becomes one file; sums stay the same', async (t) => {
  const { store, folder, release } = await openStore(t);
  const on = (text: string) => rowOf({ day: parseDay(text) });
  await release([on('2026-10-30')]);
  await release([on('2026-10-31')]);
  const first = await release([on('2026-11-01'), on('2026-10-31')]);
  // The last day of October may still close on the first of November.
  assert.deepEqual(
    first.map((name) => name.replace(/\.\d+\.parquet$/, '')),
    ['2026-10-30', '2026-10-31', '2026-11-01'],
  );
  const second = await release([on('2026-11-02')]);
  assert.deepEqual(
    second.map((name) => name.replace(/\.\d+\.parquet$/, '')),
    ['2026-10', '2026-11-01', '2026-11-02'],
  );
  assert.equal(second[1], first[2], 'yesterday’s file is not written again');
  assert.deepEqual((await readdir(folder)).sort(), second);
  assert.deepEqual(await views(store), [['/doctors', 14 * 5]]);
  assert.deepEqual(await views(store, { from: parseDay('2026-10-31'), to: parseDay('2026-11-01') }), [
    ['/doctors', 14 * 3],
  ]);
  const third = await release([on('2026-10-15')]);
  assert.equal(third.length, 3);
  assert.deepEqual(await views(store), [['/doctors', 14 * 6]]);
});

test('a question that runs while files are replaced is answered from the files it began with', async (t) => {
  const { store, folder, release } = await openStore(t);
  await release([rowOf()]);
  const asked = Array.from({ length: 20 }, () => views(store));
  await release([rowOf()]);
  for (const rows of await Promise.all(asked)) assert.deepEqual(rows, [['/doctors', 14]]);
  assert.deepEqual(await views(store), [['/doctors', 28]]);
  assert.equal((await readdir(folder)).length, 1);
});

test('released rows are there after a restart', async (t) => {
  const { folder, release } = await openStore(t);
  const names = await release([rowOf()]);
  const { store } = await openStore(t, folder, names);
  assert.deepEqual(await views(store), [['/doctors', 14]]);
});

test('K-07: a released file holds a day, at most two descriptive values and sums: no id, no finer time but the hour', async (t) => {
  const { folder, release } = await openStore(t);
  const [name = ''] = await release([rowOf()]);
  const described = await engine.ask({
    ...{ ask: 'read', values: [] },
    sql: `DESCRIBE SELECT * FROM read_parquet('${join(folder, name)}')`,
  });
  const found = described.map(([column, type]) => [column, type]);
  assert.deepEqual(
    found,
    columns.map(([column, type]) => [column, type]),
  );
  const measures = Object.values<Table>(tables).flatMap((table) => table.measures);
  const rest = columns.map(([column]) => column).filter((column) => !measures.includes(column));
  assert.deepEqual(rest, [
    ...['site', 'table', 'day', 'hour', 'dimension1', 'value1', 'dimension2', 'value2', 'contributions', 'histogram'],
  ]);
  assert.equal(formatDay(day), name.slice(0, 10));
});

test('a value that looks like SQL is a value', async (t) => {
  const { store, release } = await openStore(t);
  const evil = `'); DROP TABLE x; -- "$1" ${'`'}`;
  await release([rowOf({ cell: [['path', evil]] }), rowOf()]);
  assert.deepEqual(await views(store, { where: { path: evil } }), [[evil, 14]]);
  assert.deepEqual(await views(store, { where: { path: "' OR 1=1 --" } }), []);
});
