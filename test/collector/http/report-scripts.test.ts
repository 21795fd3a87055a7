import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { reportRows } from '../../../src/wire/report.ts';
import { batch, firstEver, openCollector, token, view } from './open-collector.ts';

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFile(new URL(path, root), 'utf8');

const curl = spawnSync('curl', ['--version']).status === 0 ? false : 'curl is not here: apt-get install curl';

test('every call that the README writes for the analyst’s scripts is run as it stands, by curl, and answered', {
  skip: curl,
}, async (t) => {
  const { url } = await openCollector(t);
  const part = (await read('README.md')).split(/^## /m).find((one) => one.startsWith('For the analyst')) ?? '';
  const blocks = [...part.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block = '']) =>
    block.replaceAll('http://localhost:8090/', url).split('\n\n'),
  );
  assert.deepEqual(
    blocks.map(([define = '']) => /^(report|analyst)\(\) \{ curl /.test(define)),
    [true, true],
  );
  const named = new Set<string>();
  const folder = await mkdtemp(join(tmpdir(), 'kelisim-readme-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const [define = '', calls = ''] of blocks)
    for (const line of calls.split('\n').filter((one) => one !== '')) {
      // 28 is curl's own end of a feed that has none.
      const script = `${define}\n${line.replace(/#.*/, '')} || [ $? = 28 ]`;
      const { stdout } = await promisify(execFile)('bash', ['-uc', script], {
        cwd: folder,
        env: { ...process.env, KELISIM_TOKEN: token },
        maxBuffer: 1e7,
      });
      const [, name = ''] = /^report ([a-z-]+)/.exec(line) ?? [];
      if (name === '') {
        const [, file] = /-o (\S+)/.exec(line) ?? [];
        const got = file === undefined ? stdout : await readFile(join(folder, file), 'latin1');
        assert.doesNotMatch(got, /about:blank#/, line);
        if (!line.includes(' releases ')) assert.ok(got.length > 20, `${line}: ${got}`);
        continue;
      }
      const { report, rows } = JSON.parse(stdout) as { report?: string; rows?: unknown };
      assert.deepEqual([report, Array.isArray(rows)], [name, true], `${line}: ${stdout.slice(0, 200)}`);
      named.add(name);
    }
  assert.deepEqual([...named].sort(), Object.keys(reportRows).sort(), 'every report has its example');
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
  assert.deepEqual([days?.length, days?.[0]?.day], [1, '2026-11-22']);
  // Sixty came; where the last threshold is the widest, twenty-one, the last twenty wait.
  assert.ok([40, 50, 60].includes(Number(days?.[0]?.visitors)), String(days?.[0]?.visitors));
  assert.deepEqual(pages?.map(({ path }) => path).sort(), ['/', '/doctors']);
  assert.deepEqual(phones, [], 'sixty browsers on computers');
  assert.deepEqual([weeks?.length, weeks?.[0]?.week], [1, '2026-W47']);
});
