import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { measureNames } from '../../src/collector/tables.ts';
import { exportReport } from '../../src/tools/export.ts';
import { type Report, type ReportName, reportRows } from '../../src/wire/report.ts';
import { busyCollector, day } from '../collector/http/busy-collector.ts';
import { analystToken, batch, firstEver, receipt, view } from '../collector/http/open-collector.ts';
import { runCommand } from '../tools/run-command.ts';
import { openDuck, type Row } from './support/duck.ts';
import { openPage, settled, startBrowser, words } from './support/open-page.ts';

let browser: Browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser?.close());

const names = Object.keys(reportRows) as ReportName[];
const question = `site=clinic.kz&${day}`;
type Busy = Awaited<ReturnType<typeof busyCollector>>;

/** `scroll: { 25: … }` of JSON is `scroll25` in a file. */
const flat = (row: object): Row =>
  Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) =>
      value !== null && typeof value === 'object'
        ? Object.entries(value).map(([inner, own]) => [`${name}${inner}`, own])
        : [[name, value]],
    ),
  );

/** The rows of the feed that has caught up; `until`: how many there are. */
async function readFeed({ get }: Busy, until: number): Promise<readonly FeedRow[]> {
  const answer = await get(`v1/releases?site=clinic.kz&since=2026-11-22`, {
    authorization: `Bearer ${analystToken}`,
    accept: 'application/x-ndjson',
  });
  const reader = answer.body?.getReader();
  assert.ok(reader);
  let text = '';
  const decoder = new TextDecoder();
  const rows = () =>
    text
      .split('\n')
      .slice(0, -1)
      .filter((line) => line.startsWith('{"site"'));
  while (rows().length < until) {
    const { value, done } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  await reader.cancel();
  return rows().map((line) => JSON.parse(line) as FeedRow);
}

interface FeedRow {
  readonly table: string;
  readonly cell: Readonly<Record<string, string>>;
  readonly contributions: number;
  readonly measures: Readonly<Record<string, number>>;
}

test('R-03: every report says the same at the API, in three exports, on the command line and on the page; the feed is the files', async (t) => {
  const busy = await busyCollector(t);
  const { get, url } = busy;
  const duck = await openDuck(t);
  const run = async (args: readonly string[]) => {
    const asked = [...args, '--site', 'clinic.kz', '--from', '2026-11-22', '--to', '2026-11-22', '--url', url];
    const { code, out, err } = await runCommand(exportReport, asked, {
      environment: { KELISIM_ANALYST_TOKEN: analystToken },
      folder: duck.folder,
    });
    assert.equal(code, 0, err);
    return out;
  };
  const shown = new Map<ReportName, readonly Row[]>();
  for (const name of names) {
    const text = await (await get(`v1/reports/${name}?${question}`)).text();
    const { rows } = JSON.parse(text) as Report;
    assert.ok(rows.length > 0, name);
    shown.set(name, rows as readonly Row[]);
    const wanted = rows.map(flat);
    assert.equal(await run([name, '--json']), text, `kelisim export ${name} --json`);

    const lines = await (await get(`v1/exports/${name}.ndjson?${question}`)).text();
    assert.equal(lines, rows.map((row) => `${JSON.stringify(row)}\n`).join(''), `${name}.ndjson`);
    assert.equal(`${await run([name])}\n`, lines, `kelisim export ${name}`);

    // `text()` would cut off the mark by which a spreadsheet knows UTF-8.
    const sheet = Buffer.from(await (await get(`v1/exports/${name}.csv?${question}`)).arrayBuffer()).toString('utf8');
    assert.equal(`${await run([name, '--format', 'csv'])}\r\n`, sheet, `kelisim export ${name} --format csv`);
    const [head = [], ...body] = sheet
      .replace(/^\ufeff/, '')
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','));
    assert.deepEqual(
      body,
      wanted.map((row) => head.map((column) => String(row[column] ?? ''))),
      `${name}.csv`,
    );
    await run([name, '--format', 'parquet', '--out', `${name}.parquet`]);
    const file = Buffer.from(await (await get(`v1/exports/${name}.parquet?${question}`)).arrayBuffer());
    assert.ok(file.equals(await readFile(join(duck.folder, `${name}.parquet`))), `${name}.parquet has other bytes`);
    assert.deepEqual(
      await duck.rows(`SELECT * FROM '${join(duck.folder, `${name}.parquet`)}'`),
      wanted.map((row) => Object.fromEntries(head.map((column) => [column, row[column] ?? null]))),
      `${name}.parquet`,
    );
  }

  const sums = measureNames.map((name) => `, coalesce(sum("${name}"), 0)::INT AS "${name}"`).join('');
  const files = await duck.rows(`
    SELECT "table", coalesce(dimension1, '') AS name1, coalesce(value1, '') AS held1, coalesce(dimension2, '') AS name2,
      coalesce(value2, '') AS held2, sum(contributions)::INT AS contributions, count(*)::INT AS lines ${sums}
    FROM read_parquet('${busy.folder}/released/*.parquet', union_by_name = true) GROUP BY ALL`);
  const told = new Map<string, Record<string, number>>();
  for (const { table, cell, contributions, measures } of await readFeed(
    busy,
    files.reduce((sum, { lines }) => sum + Number(lines), 0),
  )) {
    const key = JSON.stringify([table, ...Object.entries(cell).flat()]);
    const sum = told.get(key) ?? { contributions: 0 };
    for (const [name, value] of Object.entries({ contributions, ...measures })) sum[name] = (sum[name] ?? 0) + value;
    told.set(key, sum);
  }
  assert.ok(files.length > 100, `${files.length} cells`);
  assert.equal(told.size, files.length, 'the feed has as many cells as the files');
  for (const row of files) {
    const parts = [row.name1, row.held1, row.name2, row.held2].filter((part) => part !== '');
    const key = JSON.stringify([row.table, ...parts]);
    for (const [name, value] of Object.entries(told.get(key) ?? { missing: 1 }))
      if (name === 'contributions' || measureNames.includes(name)) assert.equal(row[name], value, `${key} ${name}`);
      else assert.equal(value, told.get(key)?.contributions, `${key}: ${name} are the contributions`);
  }

  const address = `${url}?lang=en&site=clinic.kz&${day}#token=${analystToken}`;
  const { page, faults, hosts } = await openPage(browser, address);
  await settled(page);
  for (const [name, rows] of shown) await comparePanel(page, name, rows);
  assert.deepEqual(faults, []);
  assert.deepEqual([...hosts], [new URL(url).host], 'R-12: the page asked its own origin only');
  const hours = JSON.parse(await (await get(`v1/reports/views?${question}&step=hour`)).text()) as Report<'views'>;
  assert.deepEqual(
    await numbersIn(page, '#series .figures-table tbody tr', 'td'),
    hours.rows.map(({ visits }) => [visits]),
  );
  await page.browserContext().close();
});

/** What stands in the figure cells of each row. */
function numbersIn(page: Page, rows: string, cells: string): Promise<(number | null)[][]> {
  return page.$$eval(
    rows,
    (found, inside) =>
      found.map((row) =>
        [...row.querySelectorAll(inside)].map(({ textContent }) => {
          const [number] = /[\d,.]+/.exec(textContent ?? '') ?? [];
          return number === undefined || /fewer/.test(textContent ?? '') ? null : Number(number.replaceAll(',', ''));
        }),
      ),
    cells,
  );
}

async function comparePanel(page: Page, name: ReportName, rows: readonly Row[]) {
  const compare = async (fields: readonly string[], cells = 'td.number', lines = `#${name} tbody tr`) =>
    assert.deepEqual(
      (await numbersIn(page, lines, cells)).map((row) => row.slice(0, fields.length)),
      rows.map((row) => fields.map((field) => row[field])),
      `${name} on the page`,
    );
  switch (name) {
    case 'summary': {
      const [{ visits, visitors, views } = {}] = rows;
      const figures = await numbersIn(page, '.figures', 'dd.value');
      return assert.deepEqual(figures[0]?.slice(0, 3), [visits, visitors, views]);
    }
    case 'views': // its hours are compared by the test itself
      return;
    case 'pages':
      return compare(['readers', 'views', 'exits']);
    case 'exits':
      return compare(['exits']);
    case 'flows':
      return compare(['movers']);
    case 'vitals':
      return compare(['contributions'], 'td.minor', '#vitals .vitals tbody tr');
    case 'hours': {
      const cells = (await numbersIn(page, '#hours tbody tr', 'td')).flat().filter((count) => count !== null);
      return assert.deepEqual(
        cells,
        rows.map(({ visitors }) => visitors),
      );
    }
    case 'retention':
      return compare(['visitors'], 'td:nth-child(2)');
    case 'funnels':
      return compare(['browsers'], 'td.number', '#funnels tbody tr:not(.group)');
    case 'places':
    case 'searches':
    case 'searches-without-results':
      return compare(['browsers']);
    case 'events':
      return compare(['browsers', 'times']);
    case 'quality':
      return compare(['count']);
    case 'consents':
      return compare(['given', 'withdrawn']);
    default:
      return compare(['visits']);
  }
}

test('R-03: between two releases every report has the same bytes at every exit, whatever arrives meanwhile', async (t) => {
  const { get, post, ledger, clock } = await busyCollector(t);
  const asked = names.flatMap((name) =>
    ['', '.csv', '.ndjson', '.parquet'].map((form) =>
      form === '' ? `v1/reports/${name}?${question}` : `v1/exports/${name}${form}?${question}`,
    ),
  );
  const read = async () => {
    const digests: string[] = [];
    for (const path of asked) {
      const answer = await get(path);
      assert.equal(answer.status, 200, path);
      digests.push(
        `${path} ${createHash('sha256')
          .update(Buffer.from(await answer.arrayBuffer()))
          .digest('hex')}`,
      );
    }
    return digests;
  };
  const first = await read();
  clock.at += 1_200_000;
  for (let more = 0; more < 40; more++) {
    const events = [view({ path: '/', first: firstEver(clock.at) })];
    assert.equal((await post('v1/batches', batch({ events }))).status, 204);
    assert.equal((await post('v1/receipts', receipt())).status, 201);
  }
  assert.deepEqual(await read(), first);
  clock.at += 3_600_000;
  await ledger.release();
  assert.notDeepEqual(await read(), first, 'and after the next one they are new');
});

test('R-01: nine visitors who do all there is to do are listed nowhere; only the site’s total says 0', async (t) => {
  const { get, url, rows, folder } = await busyCollector(t, { browsers: 9 });
  for (const name of names) {
    const listed = await rows(name);
    if (name === 'quality') continue; // the robot, which is nobody
    if (name === 'summary' || name === 'views')
      for (const row of listed) assert.deepEqual([row.visits, row.visitors, row.views], [0, 0, 0], name);
    else assert.deepEqual(listed, [], name);
  }
  const named = /doctors|google|Firefox|кардиолог|Алматы|header|booking|2026-11-01|spring/;
  for (const name of names.filter((one) => one !== 'quality'))
    for (const form of ['csv', 'ndjson']) {
      const file = await (await get(`v1/exports/${name}.${form}?${question}`)).text();
      assert.doesNotMatch(file, named, `${name}.${form}`);
    }
  const duck = await openDuck(t);
  const released = await duck.rows(`SELECT DISTINCT "table" FROM read_parquet('${folder}/released/*.parquet')`);
  assert.deepEqual(
    released.map(({ table }) => table),
    ['quality'],
  );
  const address = `${url}?lang=en&site=clinic.kz&${day}#token=${analystToken}`;
  const { page, faults } = await openPage(browser, address);
  await page.waitForSelector('.first .done');
  assert.doesNotMatch(await words(page, 'main'), named);
  assert.match(await words(page, '#who'), /Only visitors who agreed to statistics are counted/);
  assert.deepEqual(faults, []);
  await page.browserContext().close();
});
