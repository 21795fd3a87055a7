import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { backup } from '../../src/tools/backup.ts';
import { exportReport } from '../../src/tools/export.ts';
import { sample } from '../../src/tools/sample.ts';
import { verify } from '../../src/tools/verify.ts';
import { reportRows } from '../../src/wire/report.ts';
import { findIn, formsOf } from '../collector/http/canaries.ts';
import { batch, firstEver, openCollector, ordinary, receipt, token, view } from '../collector/http/open-collector.ts';
import { runCommand } from './run-command.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

async function makeFolder(test: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kelisim-'));
  test.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The command line as a process, as an owner starts it. */
function start(test: TestContext, args: readonly string[], environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'src/cli.ts'), ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, ...environment },
  });
  const out: string[] = [];
  const err: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => void out.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => void err.push(chunk.toString()));
  test.after(() => child.kill('SIGKILL'));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, ended, out: () => out.join(''), err: () => err.join('') };
}

test('K-04: the collector prints the analyst’s link, and SIGTERM ends it with 0 within 10 s', async (t) => {
  const data = await makeFolder(t);
  const { child, ended, out, err } = start(t, ['collect'], {
    KELISIM_PORT: '0',
    KELISIM_HOST: '127.0.0.1',
    KELISIM_DATA: data,
    KELISIM_SITES: '{"clinic.kz":{"origins":["https://clinic.kz"]}}',
  });
  while (!/analyst's page/.test(out()))
    await Promise.race([
      once(child.stdout, 'data'),
      ended.then((code) => assert.fail(`it ended with ${code}: ${err()}`)),
    ]);
  const [, link, made] = /page: (http:\S+)#token=(\S+)/.exec(out()) ?? [];
  assert.ok(link && made && out().includes('shown this once'));
  const answer = await fetch(new URL('v1/sites', link), { headers: { authorization: `Bearer ${made}` } });
  assert.equal(answer.status, 200);
  const told = performance.now();
  child.kill('SIGTERM');
  assert.equal(await ended, 0);
  assert.ok(performance.now() - told < 10_000, `it took ${performance.now() - told} ms`);
  for (const line of err().trim().split('\n'))
    assert.ok(typeof (JSON.parse(line) as { message: string }).message === 'string');
  assert.ok(!err().includes(made), 'the log holds no token');
});

test('K-21: a data folder is one collector’s; after kill -9 the next one takes it over', async (t) => {
  const data = await makeFolder(t);
  const environment = { KELISIM_PORT: '0', KELISIM_HOST: '127.0.0.1', KELISIM_DATA: data };
  const listens = async ({ child, ended, out, err }: ReturnType<typeof start>) => {
    while (!/analyst's page/.test(out()))
      await Promise.race([
        once(child.stdout, 'data'),
        ended.then((code) => assert.fail(`it ended with ${code}: ${err()}`)),
      ]);
  };
  const first = start(t, ['collect'], environment);
  await listens(first);
  const second = start(t, ['collect'], environment);
  assert.equal(await second.ended, 2);
  assert.match(second.err(), new RegExp(`in use by another collector \\(process ${first.child.pid}\\).*KELISIM_DATA`));
  first.child.kill('SIGKILL');
  await first.ended;
  const third = start(t, ['collect'], environment);
  await listens(third);
  third.child.kill('SIGTERM');
  assert.equal(await third.ended, 0);
});

test('K-06: after kill -9 neither address nor user agent is in a file or in the log', async (t) => {
  const data = await makeFolder(t);
  const { child, ended, out, err } = start(t, ['collect'], {
    KELISIM_PORT: '0',
    KELISIM_HOST: '127.0.0.1',
    KELISIM_DATA: data,
    KELISIM_SITES: '{"clinic.kz":{"origins":["https://clinic.kz"]}}',
  });
  while (!/analyst's page/.test(out()))
    await Promise.race([
      once(child.stdout, 'data'),
      ended.then((code) => assert.fail(`it ended with ${code}: ${err()}`)),
    ]);
  const url = new URL('v1/batches', /page: (http:[^#\s]+)/.exec(out())?.[1]);
  const headers = {
    ...ordinary,
    'user-agent': `${ordinary['user-agent']} ZanyCanary/7`,
    'x-forwarded-for': '198.51.100.237',
  };
  for (let visitor = 0; visitor < 12; visitor++)
    assert.equal((await fetch(url, { method: 'POST', headers, body: JSON.stringify(batch()) })).status, 204);
  child.kill('SIGKILL');
  await ended;
  const forms = [...formsOf('ZanyCanary/7'), ...formsOf('198.51.100.237')];
  assert.ok(
    (await findIn(data, formsOf('Firefox'))).length > 0,
    'the family is in the log, so the search finds what is there',
  );
  assert.deepEqual(await findIn(data, forms), []);
  assert.ok(!forms.some((form) => Buffer.from(out() + err()).includes(form)));
});

test('a setting that is bad ends with 2 and one line', async (t) => {
  const { ended, out, err } = start(t, ['collect'], { KELISIM_PROT: '1' });
  assert.equal(await ended, 2);
  assert.equal(out(), '');
  assert.equal(err(), 'kelisim: KELISIM_PROT (environment) is not a setting; did you mean KELISIM_PORT?\n');
});

test('verify finds a receipt that was changed, removed or moved', async (t) => {
  const { folder, post, close } = await openCollector(t);
  const receipts = [receipt(), receipt(), receipt()];
  for (const one of receipts) assert.equal((await post('v1/receipts', one)).status, 201);
  await close();
  const path = join(folder, 'receipts', 'chain.ndjson');
  const lines = (await readFile(path, 'utf8')).trim().split('\n');
  const [first = '', second = '', third = ''] = lines;
  assert.equal((await runCommand(verify, [folder])).code, 0);
  assert.equal((await runCommand(verify, [folder, '--receipt', receipts[1]?.id ?? ''])).code, 0);
  assert.equal((await runCommand(verify, [folder, '--receipt', 'nobody'])).code, 1);
  const cases: readonly (readonly [string, readonly string[], number])[] = [
    ['changed', [first, second.replace('"search":false', '"search":true'), third], 2],
    ['removed', [first, third], 2],
    ['moved', [second, first, third], 1],
    ['cut', [first, second.slice(0, 40), third], 2],
  ];
  for (const [name, changed, line] of cases) {
    await writeFile(path, `${changed.join('\n')}\n`);
    const { code, out } = await runCommand(verify, [folder, '--json']);
    assert.equal(code, 1, name);
    assert.equal((JSON.parse(out) as { broken: { line: number } }).broken.line, line, name);
  }
});

test('verify --counts: acknowledged = released + pending; export and backup hold what is released', async (t) => {
  const { url, folder, post, ledger, close } = await openCollector(t);
  for (let visitor = 0; visitor < 25; visitor++)
    assert.equal((await post('v1/batches', batch({ events: [view({ first: firstEver(Date.now()) })] }))).status, 204);
  await post('v1/receipts', receipt());
  await ledger.release();
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Almaty' }).format();
  const environment = { KELISIM_TOKEN: token };
  const asked = ['pages', '--site', 'clinic.kz', '--from', today, '--to', today, '--url', url];
  const exported = await runCommand(exportReport, asked, { environment });
  assert.equal(exported.code, 0, exported.err);
  assert.ok([10, 20].includes((JSON.parse(exported.out) as { readers: number }).readers));
  assert.match(
    (await runCommand(exportReport, [...asked, '--format', 'csv'], { environment })).out,
    /^\ufeffpath,readers,views,exits,engagedSeconds,scroll25,scroll50,scroll75,scroll100\r\n/,
  );
  const file = join(await makeFolder(t), 'pages.parquet');
  const toFile = (path: string) =>
    runCommand(exportReport, [...asked, '--format', 'parquet', '--out', path], { environment });
  assert.equal((await toFile(file)).code, 0);
  assert.equal((await readFile(file)).subarray(0, 4).toString(), 'PAR1');
  assert.match((await toFile(file)).err, /is there already/);
  const shown = await runCommand(exportReport, [...asked, '--format', 'parquet'], { environment });
  assert.deepEqual([shown.code, shown.out], [2, ''], 'not at a terminal');
  const refused = await runCommand(exportReport, ['nonsense', '--site', 'clinic.kz', '--url', url], { environment });
  assert.equal(refused.code, 2);
  assert.match(refused.err, /404/);
  const copy = join(await makeFolder(t), 'copy');
  assert.equal((await runCommand(backup, [copy, '--data', folder])).code, 0, 'while the collector runs');
  assert.deepEqual((await readdir(copy)).sort(), ['manifest.json', 'receipts', 'released']);
  assert.equal(
    (await runCommand(backup, [copy, '--data', folder])).code,
    2,
    'never into a folder with something in it',
  );
  await close();
  const counts = await runCommand(verify, [folder, '--counts', '--json'], {
    environment: { KELISIM_RELEASE_SECONDS: '5', KELISIM_SITES: '{"clinic.kz":{"origins":["https://clinic.kz"]}}' },
  });
  assert.equal(counts.code, 0);
  const { totals } = JSON.parse(counts.out) as { totals: Record<string, { acknowledged: number }> };
  assert.equal(totals.pages?.acknowledged, 150, '25 readers of one page, alone and with each of five dimensions');
  assert.equal((await runCommand(verify, [copy])).code, 0);
});

test('R-10: the sample fills every panel, so that “a full page” is one', async (t) => {
  const data = await makeFolder(t);
  const made = await runCommand(sample, ['--data', data, '--days', '14', '--visits', '450', '--json']);
  assert.equal(made.code, 0);
  const { get } = await openCollector(t, { KELISIM_DATA: data });
  for (const name of Object.keys(reportRows)) {
    const { rows } = (await (await get(`v1/reports/${name}?site=sample`)).json()) as { rows: object[] };
    assert.ok(rows.length > 0, `${name} is empty`);
  }
});

test('R-10: a sample stands beside the data, marked wherever it is shown', async (t) => {
  const data = await makeFolder(t);
  const made = await runCommand(sample, ['--data', data, '--days', '4', '--visits', '60', '--json']);
  assert.equal(made.code, 0);
  assert.deepEqual(await readdir(data), ['sample']);
  const { get, post } = await openCollector(t, { KELISIM_DATA: data });
  const { sites } = (await (await get('v1/sites')).json()) as {
    sites: { name: string; since: string | null; sample?: boolean }[];
  };
  const { since = null, ...itself } = sites.find(({ name }) => name === 'sample') ?? {};
  assert.deepEqual(itself, { name: 'sample', zone: 'Asia/Almaty', sample: true });
  assert.match(since ?? '', /^\d{4}-\d\d-\d\d$/);
  assert.equal(sites.find(({ name }) => name === 'clinic.kz')?.since, null);
  const report = (await (await get('v1/reports/views?site=sample')).json()) as {
    sample?: boolean;
    rows: { visitors: number }[];
  };
  assert.equal(report.sample, true);
  assert.ok(report.rows.filter(({ visitors }) => visitors > 0).length >= 4);
  assert.equal((await post('v1/batches', batch({ site: 'sample' }))).status, 403, 'nothing arrives at it');
  const real = (await (await get('v1/reports/summary?site=clinic.kz')).json()) as {
    sample?: boolean;
    rows: { visits: number }[];
  };
  assert.equal(real.sample, undefined);
  assert.equal(real.rows[0]?.visits, 0);
});
