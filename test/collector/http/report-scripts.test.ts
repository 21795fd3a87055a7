import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import { reportRows } from '../../../src/wire/report.ts';
import { batch, firstEver, openCollector, view } from './open-collector.ts';

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFile(new URL(path, root), 'utf8');

test('the README has an example of every report, and the collector answers each', async (t) => {
  const { get } = await openCollector(t);
  const lines = (await read('README.md')).split('\n').filter((line) => /^report [a-z-]+( |$)/.test(line));
  const named = new Set<string>();
  for (const line of lines) {
    const [, name = '', more = ''] = /^report ([a-z-]+)([^#]*)/.exec(line) ?? [];
    const asked = [...more.matchAll(/-d (\S+)/g)].map(([, pair = '']) => pair.split(/=(.*)/s).slice(0, 2));
    const query = new URLSearchParams([['site', 'localhost'], ['from', '2026-11-01'], ['to', '2026-11-30'], ...asked]);
    const answer = await get(`v1/reports/${name}?${query}`);
    assert.equal(answer.status, 200, `${line}: ${await answer.text()}`);
    named.add(name);
  }
  assert.deepEqual([...named].sort(), Object.keys(reportRows).sort());
});

test('R-08: DuckDB reads the released files as demo/released.sql does, while the collector runs', async (t) => {
  const clock = { at: Date.parse('2026-11-22T09:00:00Z') };
  const { post, ledger, folder } = await openCollector(t, {}, clock);
  const sent = Array.from({ length: 60 }, () =>
    post(
      'v1/batches',
      batch({
        events: [
          view({ path: '/', first: firstEver(clock.at) }),
          view({ path: '/doctors', nth: 2, from: '/', entry: { path: '/' } }),
        ],
      }),
    ),
  );
  for (const answer of await Promise.all(sent)) assert.equal(answer.status, 204);
  clock.at += 5000;
  await ledger.release();

  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const cells = (await read('demo/released.sql')).replace('.data/released', join(folder, 'released')).split(/;\s*$/m);
  const answers: Record<string, unknown>[][] = [];
  for (const sql of cells.filter((cell) => cell.trim() !== ''))
    answers.push((await connection.runAndReadAll(sql)).getRowObjectsJson());
  connection.closeSync();
  const [, tables, days, pages, phones, weeks] = answers;
  assert.ok(tables?.some((row) => row.table === 'visits'));
  assert.deepEqual([days?.length, days?.[0]?.day, Number(days?.[0]?.visitors) % 10], [1, '2026-11-22', 0]);
  assert.ok(Number(days?.[0]?.visitors) >= 50);
  assert.deepEqual(pages?.map(({ path }) => path).sort(), ['/', '/doctors']);
  assert.deepEqual(phones, [], 'sixty browsers on computers');
  assert.deepEqual([weeks?.length, weeks?.[0]?.week], [1, '2026-W47']);
});
