import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { backup } from '../../src/tools/backup.ts';
import { verify } from '../../src/tools/verify.ts';
import { findIn, formsOf } from '../collector/http/canaries.ts';
import { batch, openCollector, ordinary, receipt, view } from '../collector/http/open-collector.ts';
import { sendVisits } from '../collector/http/visits.ts';
import { runCommand } from './run-command.ts';

const noon = Date.parse('2026-11-22T07:00:00Z');
const sites = '{"clinic.kz":{"origins":["https://clinic.kz"]}}';

async function makeFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kelisim-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const reports = ['summary', 'pages', 'browsers', 'referrers', 'events', 'searches', 'vitals', 'consents'];
async function readAll({ get }: Awaited<ReturnType<typeof openCollector>>) {
  const answers = reports.map(async (name) =>
    (await get(`v1/reports/${name}?site=clinic.kz&from=2026-11-01&to=2026-11-30`)).json(),
  );
  return (await Promise.all(answers)) as { rows: unknown[] }[];
}

test('K-23: a backup of a running collector has what is released and the receipts, and never log, pending or keys', async (t) => {
  const clock = { at: noon };
  const collector = await openCollector(t, {}, clock);
  await sendVisits(collector, 45, clock.at);
  clock.at += 5000;
  await collector.ledger.release();
  const before = await readAll(collector);
  assert.ok((before[1]?.rows.length ?? 0) > 0);
  // Below k and not yet released: in the log and in pending, and in no backup.
  await sendVisits(collector, 3, clock.at, '/canary-below-k');
  clock.at += 5000;
  await collector.ledger.release();
  await collector.post('v1/batches', batch({ events: [view({ path: '/canary-in-log' })] }));
  const released = await readAll(collector);

  const copy = join(await makeFolder(t), 'copy');
  const made = await runCommand(backup, [copy, '--data', collector.folder, '--json']);
  assert.equal(made.code, 0, made.err);
  assert.equal((JSON.parse(made.out) as { receipts: number }).receipts, 48);
  assert.deepEqual((await readdir(copy)).sort(), ['manifest.json', 'receipts', 'released']);
  const searched = ['/canary-below-k', '/canary-in-log', ordinary['user-agent'], '127.0.0.1'].flatMap(formsOf);
  assert.deepEqual(await findIn(copy, searched), []);
  assert.ok((await findIn(copy, formsOf('/doctors'))).length > 0, 'the search finds what is there');
  for (const name of ['manifest.json', 'receipts/chain.ndjson'])
    assert.equal((await stat(join(copy, name))).mode & 0o077, 0, `${name} is for its owner only`);
  assert.equal((await runCommand(verify, [copy])).code, 0, 'the chain is whole');

  const restored = await openCollector(t, { KELISIM_DATA: copy }, clock);
  assert.deepEqual(await readAll(restored), released, 'a collector on the copy says the same');
  await sendVisits(restored, 1, clock.at);
  await restored.close();
  const counts = await runCommand(verify, [copy, '--counts'], { environment: { KELISIM_SITES: sites } });
  assert.equal(counts.code, 0, counts.out);
});

test('K-23: backups while releases run are each whole and of one moment', async (t) => {
  const clock = { at: noon };
  const collector = await openCollector(t, {}, clock);
  const folder = await makeFolder(t);
  const copies: string[] = [];
  let ends = false;
  const backing = (async () => {
    while (!ends) {
      const copy = join(folder, String(copies.length));
      assert.equal((await runCommand(backup, [copy, '--data', collector.folder])).code, 0);
      copies.push(copy);
    }
  })();
  for (let release = 0; release < 4; release++) {
    await sendVisits(collector, 20, clock.at);
    clock.at += 5000;
    await collector.ledger.release();
  }
  ends = true;
  await backing;
  for (const copy of copies) {
    const manifest = await readFile(join(copy, 'manifest.json'), 'utf8').catch(() => null);
    const named = manifest === null ? [] : (JSON.parse(manifest) as { released: string[] }).released;
    assert.deepEqual((await readdir(join(copy, 'released'))).sort(), [...named].sort());
    assert.equal((await runCommand(verify, [copy])).code, 0);
  }
});

test('K-23: a folder of a newer version, or none, is not backed up, and says so', async (t) => {
  const folder = await makeFolder(t);
  const none = await runCommand(backup, [join(folder, 'copy'), '--data', folder]);
  assert.deepEqual([none.code, /is no data folder/.test(none.err)], [2, true]);
  const { folder: data, close, post } = await openCollector(t);
  await post('v1/receipts', receipt());
  await close();
  const newer = join(folder, 'newer');
  await cp(data, newer, { recursive: true });
  await writeFile(join(newer, 'manifest.json'), '{"version":99}');
  const refused = await runCommand(backup, [join(folder, 'copy'), '--data', newer]);
  assert.deepEqual([refused.code, /newer Kelisim/.test(refused.err)], [2, true], refused.err);
});
