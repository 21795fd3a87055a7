import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import type { Browser } from 'puppeteer-core';
import { exportReport } from '../../src/tools/export.ts';
import { sample } from '../../src/tools/sample.ts';
import { formatDay } from '../../src/wire/calendar.ts';
import type { ReportName } from '../../src/wire/report.ts';
import { analystToken, openCollector } from '../collector/http/open-collector.ts';
import { runCommand } from '../tools/run-command.ts';
import { openDuck } from './support/duck.ts';
import { openPage, settled, startBrowser, words } from './support/open-page.ts';

let browser: Browser;
let data: string;

before(async () => {
  browser = await startBrowser();
  data = await mkdtemp(join(tmpdir(), 'kelisim-exits-'));
  const { code, err } = await runCommand(sample, ['--data', data, '--days', '10', '--visits', '400', '--json'], {
    environment: { KELISIM_SITES: '{"clinic.kz":{"origins":["https://clinic.kz"]}}' },
    folder: data,
  });
  assert.equal(code, 0, err);
});
after(async () => {
  await browser?.close();
  await rm(data, { recursive: true, force: true });
});

type Row = Readonly<Record<string, string | number | null>>;

/** A collector with the sample's data, and the eight days whose figures are compared. */
async function openSample(t: TestContext) {
  const collector = await openCollector(t, { KELISIM_DATA: data });
  const { to } = (await (await collector.get('v1/reports/summary?site=sample')).json()) as { to: string };
  const last = Date.parse(to) / 86_400_000;
  const range = { from: formatDay(last - 8), to: formatDay(last - 1) };
  return { ...collector, range };
}

/** `scroll: { 25: … }` of JSON is `scroll25` in a file. */
const flat = (row: object): Row =>
  Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) =>
      value !== null && typeof value === 'object'
        ? Object.entries(value).map(([inner, own]) => [`${name}${inner}`, own])
        : [[name, value]],
    ),
  ) as Row;

/** Cells of a file without quotes in it. */
function readCsv(text: string): readonly (readonly string[])[] {
  return text
    .replace(/^\ufeff/, '')
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));
}

test('R-03: API, exports, command line, feed, released files and page all say the same numbers', async (t) => {
  const { get, url, range } = await openSample(t);
  const query = `site=sample&from=${range.from}&to=${range.to}`;
  const { folder, rows: rowsOf } = await openDuck(t);

  const names: readonly ReportName[] = ['summary', 'views', 'pages', 'browsers', 'flows', 'vitals', 'hours', 'goals'];
  const shown = new Map<string, readonly Row[]>();
  for (const name of names) {
    const { rows } = (await (await get(`v1/reports/${name}?${query}`)).json()) as { rows: readonly object[] };
    const wanted = rows.map(flat);
    assert.ok(wanted.length > 0, name);
    shown.set(name, wanted);

    const lines = await (await get(`v1/exports/${name}.ndjson?${query}`)).text();
    assert.deepEqual(
      lines
        .trim()
        .split('\n')
        .map((line) => flat(JSON.parse(line) as object)),
      wanted,
      `${name}.ndjson`,
    );
    const { code, out, err } = await runCommand(
      exportReport,
      [name, '--site', 'sample', '--from', range.from, '--to', range.to, '--url', url],
      { environment: { KELISIM_ANALYST_TOKEN: analystToken } },
    );
    assert.equal(code, 0, err);
    assert.equal(`${out}\n`, lines, `kelisim export ${name}`);

    const [head = [], ...body] = readCsv(await (await get(`v1/exports/${name}.csv?${query}`)).text());
    for (const [index, row] of wanted.entries())
      for (const [at, column] of head.entries())
        assert.equal(body[index]?.[at], String(row[column] ?? ''), `${name}.csv, ${column}`);
    const file = join(folder, `${name}.parquet`);
    const made = await runCommand(
      exportReport,
      [
        name,
        '--site',
        'sample',
        '--from',
        range.from,
        '--to',
        range.to,
        '--url',
        url,
        '--format',
        'parquet',
        '--out',
        file,
      ],
      { environment: { KELISIM_ANALYST_TOKEN: analystToken }, folder },
    );
    assert.equal(made.code, 0, made.err);
    const columns = (row: Row) => Object.fromEntries(head.map((column) => [column, row[column] ?? null]));
    assert.deepEqual(await rowsOf(`SELECT * FROM '${file}'`), wanted.map(columns), `${name}.parquet`);
  }

  // The same once more from the rows themselves: as the feed tells them, and as they lie in their files.
  const pages = (shown.get('pages') ?? []).map(({ path, readers, views }) => [path, readers, views]);
  const sums = new Map<string, [readers: number, views: number]>();
  const feed = await get(`v1/releases?site=sample&since=${range.from}`, {
    authorization: `Bearer ${analystToken}`,
    accept: 'application/x-ndjson',
  });
  const told = await readUntilQuiet(feed);
  for (const line of told) {
    const row = JSON.parse(line) as {
      table: string;
      day: string;
      cell: Record<string, string>;
      contributions: number;
      measures: Record<string, number>;
    };
    if (row.table !== 'pages' || row.day > range.to || Object.keys(row.cell).join() !== 'path') continue;
    const [readers, views] = sums.get(row.cell.path ?? '') ?? [0, 0];
    sums.set(row.cell.path ?? '', [readers + row.contributions, views + (row.measures.views ?? 0)]);
  }
  const byName = (a: readonly unknown[], b: readonly unknown[]) => (String(a[0]) < String(b[0]) ? -1 : 1);
  assert.deepEqual([...sums].map(([path, counts]) => [path, ...counts]).sort(byName), [...pages].sort(byName), 'feed');
  const files = await rowsOf(`
    SELECT value1 AS path, sum(contributions)::INT AS readers, sum(views)::INT AS views
    FROM read_parquet('${data}/sample/released/*.parquet')
    WHERE "table" = 'pages' AND dimension1 = 'path' AND dimension2 IS NULL
      AND day BETWEEN '${range.from}' AND '${range.to}' GROUP BY path`);
  assert.deepEqual(
    files.map(({ path, readers, views }) => [path, readers, views]).sort(byName),
    [...pages].sort(byName),
    'released files',
  );

  const address = `${url}?lang=en&site=sample&from=${range.from}&to=${range.to}&panel=pages#token=${analystToken}`;
  const { page, faults } = await openPage(browser, address);
  await settled(page);
  const seen = await page.$$eval('#pages tbody tr', (rows) =>
    rows.map((row) => [
      row.getAttribute('data-value'),
      ...[...row.querySelectorAll('td')].slice(0, 2).map((cell) => Number(cell.textContent?.replace(/\D/g, ''))),
    ]),
  );
  assert.deepEqual(seen, pages, 'page');
  const [summary] = shown.get('summary') ?? [];
  assert.match(
    await words(page, '.figures'),
    new RegExp(`Visits \\?? ?${Number(summary?.visits).toLocaleString('en')} `),
  );
  assert.deepEqual(faults, []);
  await page.close();
});

/** The lines of a feed that has caught up: nothing more came for two seconds. */
async function readUntilQuiet(answer: Response): Promise<readonly string[]> {
  const reader = answer.body?.getReader();
  assert.ok(reader);
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const quiet = new Promise<null>((resolve) => setTimeout(() => resolve(null), text === '' ? 20_000 : 2000));
    const part = await Promise.race([reader.read(), quiet]);
    if (!part || part.done) break;
    text += decoder.decode(part.value, { stream: true });
  }
  await reader.cancel();
  return text.split('\n').filter((line) => line.startsWith('{"site"'));
}

test('R-11: the page paints first within a second on the sample’s data', async (t) => {
  const { url } = await openSample(t);
  const { page } = await openPage(browser, `${url}?lang=en&site=sample#token=${analystToken}`);
  await settled(page);
  await page.setCacheEnabled(false);
  let best = Number.POSITIVE_INFINITY;
  // A crowded machine delays some; the page itself is as fast as its fastest paint. Eleven tries at most.
  for (let tries = 0; tries < 11 && best >= 1000; tries++) {
    await page.goto(`${url}?lang=en&site=sample`);
    await settled(page);
    const paint = await page.evaluate(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
    );
    if (paint < best) best = paint;
  }
  t.diagnostic(`first contentful paint after ${Math.round(best)} ms`);
  assert.ok(best < 1000, `${best} ms`);
  await page.close();
});

test('R-11: the page’s own scripts weigh at most 200 KB after brotli', async (t) => {
  const script = fileURLToPath(new URL('../../dist/dashboard/dashboard.js', import.meta.url));
  const bytes = brotliCompressSync(await readFile(script)).length;
  t.diagnostic(`${bytes} bytes`);
  assert.ok(bytes <= 200_000, `${bytes} bytes`);
});
