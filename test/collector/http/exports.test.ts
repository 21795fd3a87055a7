import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import { columnsOf } from '../../../src/collector/columns.ts';
import { toCsv } from '../../../src/collector/spreadsheet.ts';
import { batch, firstEver, openCollector, receipt, view } from './open-collector.ts';

/** What a spreadsheet makes of a line, cell by cell, when it parts cells at `separator`. Source: RFC 4180 */
function cellsOf(csv: string, separator: string): readonly string[] {
  const cells = [''];
  let quoted = false;
  for (let at = 0; at < csv.length; at++) {
    const letter = csv[at] ?? '';
    const last = cells.length - 1;
    if (letter === '"' && (quoted || cells[last] === '')) {
      if (quoted && csv[at + 1] === '"') cells[last] = `${cells[last]}${csv[++at]}`;
      else quoted = !quoted;
    } else if (!quoted && (letter === separator || letter === '\n' || letter === '\r')) cells.push('');
    else cells[last] = `${cells[last]}${letter}`;
  }
  return cells.filter((cell) => cell !== '');
}

const formulas = [
  '=HYPERLINK("http://evil")',
  '+1+1',
  '-2+3',
  '@SUM(1)',
  '\t=1+1',
  '\r=1+1',
  ' =1+1',
  '＝1+1',
  '|calc',
  '%0A=1',
  'a;=1+1',
  'a;\t@SUM(1)',
  'a\n=1+1',
  '";=1+1',
];

test('K-17: a spreadsheet runs no formula that a stranger sent, however it parts cells', () => {
  const rows = formulas.map((path) => ({ path, readers: 10 }));
  const csv = toCsv(columnsOf('pages', rows)).slice(1);
  for (const separator of [',', ';', '\t'])
    for (const cell of cellsOf(csv, separator))
      assert.doesNotMatch(cell, /^\s*[=+\-@|%＝＋－＠]/, `${separator} ${cell}`);
  assert.deepEqual(
    cellsOf(csv, ',').filter((cell) => cell.includes('HYPERLINK')),
    ['\'=HYPERLINK("http://evil")'],
  );
  const plain = [{ path: '/врачи, "лучшие"', readers: 10 }];
  assert.match(toCsv(columnsOf('pages', plain)), /^\ufeffpath,readers,.*\r\n"\/врачи, ""лучшие""",10,/);
});

test('R-08: a report without rows has its columns all the same, and a dimension only where it was asked for', () => {
  const names = (...asked: Parameters<typeof columnsOf>) => columnsOf(...asked).map(({ name }) => name);
  const pages = [
    'path',
    'readers',
    'views',
    'exits',
    'engagedSeconds',
    'scroll25',
    'scroll50',
    'scroll75',
    'scroll100',
  ];
  assert.deepEqual(names('pages', []), pages);
  assert.deepEqual(names('pages', [], ['browser']), ['browser', ...pages]);
  assert.deepEqual(names('summary', []), ['visitors', 'visits', 'bounces', 'views', 'engagedSeconds']);
});

/** Thirty browsers with text of their own in every field that takes text; `markup` and `formula` stand in each. */
async function openWithText(t: TestContext) {
  const collector = await openCollector(t);
  const first = () => firstEver(Date.now());
  const path = '/=1+1;<script>alert(1)</script>';
  const send = async () => {
    const statistics = batch({
      policy: '=1+1<b>',
      events: [
        view({
          path,
          first: first(),
          entry: { path, referrer: 'evil.example.com', campaign: { source: '=1+1', medium: '<b>', name: 'x' } },
        }),
        { kind: 'event', ageMinutes: 0, name: 'call', new: 'period', props: { place: '=1+1<img src=x>' } },
      ],
    });
    const search = { kind: 'search', ageMinutes: 0, words: '=1+1 <svg onload=alert(1)>', results: 'some' };
    const place = { kind: 'place', ageMinutes: 0, name: '+1<a href="javascript:alert(1)">' };
    const posts = [
      collector.post('v1/batches', statistics),
      collector.post('v1/batches', batch({ purpose: 'search', events: [search] })),
      collector.post('v1/batches', batch({ purpose: 'location', events: [place] })),
      collector.post('v1/receipts', receipt({ policy: { url: 'https://clinic.kz/policy', version: '=1+1<b>' } })),
    ];
    const statuses = (await Promise.all(posts)).map(({ status }) => status);
    assert.deepEqual(statuses, [204, 204, 204, 201]);
  };
  await Promise.all(Array.from({ length: 45 }, send));
  await collector.ledger.release();
  return { ...collector, path };
}

test('K-17, R-08: what a stranger sent is text at every exit: JSON, NDJSON, CSV and Parquet, which DuckDB reads', async (t) => {
  const { get, folder, path } = await openWithText(t);
  const duck = await (await DuckDBInstance.create(':memory:')).connect();
  const scratch = await mkdtemp(join(tmpdir(), 'kelisim-'));
  t.after(() => rm(scratch, { recursive: true, force: true }));
  const leftBefore = (await readdir(tmpdir())).filter((name) => name.startsWith('kelisim-export-'));
  const texts = new Set<string>();
  for (const [name, by] of [
    ['pages', ''],
    ['pages', 'browser'],
    ['entries', ''],
    ['referrers', ''],
    ['campaigns', ''],
    ['events', 'place'],
    ['searches', ''],
    ['places', ''],
    ['consents', ''],
    ['summary', ''],
    ['vitals', ''],
  ] as const) {
    const query = `site=clinic.kz${by === '' ? '' : `&by=${by}`}`;
    const report = await get(`v1/reports/${name}?${query}`);
    assert.match(report.headers.get('content-type') ?? '', /^application\/json/);
    const { rows } = (await report.json()) as { rows: Record<string, unknown>[] };
    if (name !== 'vitals') assert.ok(rows.length > 0, name);
    const read = async (form: string) => {
      const answer = await get(`v1/exports/${name}.${form}?${query}`);
      assert.equal(answer.status, 200, `${name}.${form}`);
      assert.match(
        answer.headers.get('content-disposition') ?? '',
        new RegExp(`^attachment; filename="${name}_clinic.kz_.*\\.${form}"$`),
      );
      return answer;
    };
    const lines = (await (await read('ndjson')).text()).split('\n').filter(Boolean);
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)),
      rows,
    );
    for (const separator of [',', ';'])
      for (const cell of cellsOf((await (await read('csv')).text()).replace(/^\ufeff/, ''), separator))
        assert.doesNotMatch(cell, /^\s*[=+@-]/, name);
    const parquet = await read('parquet');
    assert.equal(parquet.headers.get('content-type'), 'application/vnd.apache.parquet');
    const file = join(scratch, `${name}-${by}.parquet`);
    await writeFile(file, Buffer.from(await parquet.arrayBuffer()));
    const found = await duck.runAndReadAll(`SELECT * FROM read_parquet('${file}')`);
    const columns = columnsOf(name, rows, by === '' ? [] : [by]);
    assert.deepEqual(
      found.columnNames(),
      columns.map((column) => column.name),
    );
    assert.deepEqual(
      found.getRowsJson().map((row) => row.map((cell) => (cell === null ? null : String(cell)))),
      rows.map((_, at) => columns.map(({ values }) => (values[at] === null ? null : String(values[at])))),
      `${name}: the file has the report’s rows`,
    );
    for (const row of rows) for (const value of Object.values(row)) if (typeof value === 'string') texts.add(value);
  }
  for (const sent of [path, '=1+1 / <b> / x', '=1+1<b>']) assert.ok(texts.has(sent), `${sent} in ${[...texts]}`);
  const left = (await readdir(tmpdir())).filter((name) => name.startsWith('kelisim-export-'));
  assert.deepEqual(left.filter((name) => !leftBefore.includes(name)).length, 0, 'no file is left behind');
  assert.match(await readFile(join(folder, 'access.ndjson'), 'utf8'), /"what":"export pages\.parquet of clinic\.kz/);
});

test('an export that is none says which there are', async (t) => {
  const { get } = await openCollector(t);
  for (const name of ['pages.xml', 'pages', 'nothing.csv', '.csv', 'constructor.csv']) {
    const answer = await get(`v1/exports/${name}?site=clinic.kz`);
    assert.equal(answer.status, 404, name);
    assert.match(((await answer.json()) as { detail: string }).detail, /\.csv, \.ndjson, \.parquet/);
  }
});
