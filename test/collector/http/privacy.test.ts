import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { findIn, formsOf } from './canaries.ts';
import { batch, firstEver, openCollector, randomId, receipt, view } from './open-collector.ts';

const address = '198.51.100.237';
const canary = 'ZanyCanaryBrowser/77.31';
const brand = 'ZanyCanaryBrand';

test('K-06: neither an address nor a user agent is in any file, log line or export', async (t) => {
  const collector = await openCollector(t);
  const { folder, post, get, ledger, lines } = collector;
  const headers = {
    'x-forwarded-for': `192.0.2.1, ${address}`,
    'sec-ch-ua': `"${brand}";v="77", "Chromium";v="131"`,
    'sec-ch-ua-platform': `"${brand}"`,
    referer: `https://clinic.kz/?who=${brand}`,
    cookie: `who=${brand}`,
    'accept-language': `${brand},ru`,
    'user-agent': `Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0 ${canary}`,
  };
  const forms = [address, '192.0.2.1', canary, brand].flatMap(formsOf);
  const send = () => post('v1/batches', batch({ events: [view({ first: firstEver(Date.now()) })] }), headers);
  assert.ok((await Promise.all(Array.from({ length: 30 }, send))).every(({ status }) => status === 204));
  await post('v1/batches', batch({ events: [view({ nth: 'x' })] }), headers);
  await post('v1/batches', '{', headers);
  assert.equal((await post('v1/receipts', receipt(), headers)).status, 201);
  assert.deepEqual(
    await findIn(folder, formsOf('Firefox').slice(0, 1)).then((files) => files.length > 0),
    true,
    'the search finds what is there',
  );
  assert.deepEqual(await findIn(folder, forms), [], 'while it runs');
  await ledger.release();
  assert.deepEqual(await findIn(folder, forms), [], 'after a release');
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Almaty' }).format();
  const exported = Buffer.from(
    await (await get(`v1/exports/browsers.ndjson?site=clinic.kz&from=${today}&to=${today}`)).arrayBuffer(),
  );
  assert.ok(exported.includes('Firefox'));
  assert.ok(!forms.some((form) => exported.includes(form)));
  const parquet = `v1/exports/browsers.parquet?site=clinic.kz`;
  await writeFile(`${folder}/export.parquet`, Buffer.from(await (await get(parquet)).arrayBuffer()));
  assert.deepEqual(await findIn(folder, forms), [], 'in an export, and in the log of who read it');
  await send();
  await collector.close();
  assert.deepEqual(await findIn(folder, forms), [], 'after it stopped');
  assert.ok(!forms.some((form) => Buffer.from(lines.join('')).includes(form)), 'in its own log');
});

test('R-01: of 25 browsers 10 or 20 show, in the report and in the export; nine show nowhere', async (t) => {
  const { post, get, ledger } = await openCollector(t);
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Almaty' }).format();
  const range = `site=clinic.kz&from=${today}&to=${today}`;
  const visit = (path: string) => {
    const events = [view({ path, entry: { path }, first: firstEver(Date.now()) })];
    return post('v1/batches', batch({ events }));
  };
  for (let visitor = 0; visitor < 25; visitor++) assert.equal((await visit('/doctors')).status, 204);
  for (let visitor = 0; visitor < 9; visitor++) assert.equal((await visit('/hiv')).status, 204);
  await ledger.release();
  const pages = (await (await get(`v1/reports/pages?${range}`)).json()) as {
    rows: { path: string; readers: number }[];
  };
  assert.deepEqual(
    pages.rows.map(({ path }) => path),
    ['/doctors'],
  );
  assert.ok([10, 20].includes(pages.rows[0]?.readers ?? 0), String(pages.rows[0]?.readers));
  const entries = (await (await get(`v1/reports/entries?${range}`)).json()) as {
    rows: { entry: string; visitors: number }[];
  };
  assert.deepEqual(
    entries.rows.map(({ entry }) => entry),
    ['/doctors'],
  );
  assert.ok([10, 20].includes(entries.rows[0]?.visitors ?? 0));
  for (const name of ['pages', 'entries', 'summary', 'views', 'browsers', 'countries']) {
    const [report, ndjson, csv] = await Promise.all(
      [
        get(`v1/reports/${name}?${range}`),
        get(`v1/exports/${name}.ndjson?${range}`),
        get(`v1/exports/${name}.csv?${range}`),
      ].map(async (answer) => (await answer).text()),
    );
    const { rows } = JSON.parse(report ?? '') as { rows: Record<string, unknown>[] };
    assert.deepEqual(
      (ndjson ?? '')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
      rows,
      `${name}: the export has the report’s rows`,
    );
    assert.equal((csv ?? '').trim().split('\r\n').length, rows.length + 1, name);
    for (const text of [report, ndjson, csv]) assert.ok(!text?.includes('/hiv'), `${name} shows nine`);
    for (const row of rows)
      for (const people of ['visitors', 'readers'])
        if (row[people] !== undefined && row[people] !== null)
          assert.equal(Number(row[people]) % 10, 0, `${name}: ${JSON.stringify(row)}`);
  }
});

test('R-03: between two releases every answer has the same bytes', async (t) => {
  const clock = { at: Date.parse('2026-11-22T09:00:00Z') };
  const { post, get, ledger } = await openCollector(t, {}, clock);
  const send = async (path: string) =>
    assert.equal(
      (await post('v1/batches', batch({ events: [view({ path, first: firstEver(clock.at) })] }))).status,
      204,
    );
  for (let visitor = 0; visitor < 40; visitor++) await send(visitor % 2 ? '/' : '/doctors');
  await ledger.release();
  const questions = [
    'summary',
    'views?step=hour',
    'pages',
    'browsers',
    'vitals',
    'quality',
    'flows',
    'searches',
    'consents',
  ].map((question) => {
    const [name, more = ''] = question.split('?');
    return `v1/reports/${name}?site=clinic.kz&from=2026-11-22&to=2026-11-22&${more}`;
  });
  const read = () => Promise.all(questions.map(async (question) => (await get(question)).text()));
  const before = await read();
  clock.at += 3_000_000;
  for (let visitor = 0; visitor < 40; visitor++) await send('/');
  assert.deepEqual(await read(), before);
  clock.at += 3_600_000;
  await ledger.release();
  assert.notDeepEqual(await read(), before);
});

test('K-03: a batch that is sent again is 204 and counted once', async (t) => {
  const { post, ledger } = await openCollector(t);
  const id = randomId();
  for (let time = 0; time < 3; time++)
    assert.equal(
      (await post('v1/batches', batch({ id, events: [view({ first: firstEver(Date.now()) })] }))).status,
      204,
    );
  const { pages } = await ledger.totals();
  assert.equal(pages?.acknowledged, 6, 'one page alone and with each of five dimensions');
});
