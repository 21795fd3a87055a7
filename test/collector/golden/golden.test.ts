import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { batch, openCollector, token } from '../http/open-collector.ts';
import { answersOf, noon } from './golden.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const versions = (await readdir(here, { withFileTypes: true })).filter((entry) => entry.isDirectory());

test('K-23: there is a golden folder of every version', async () => {
  const root = new URL('../../../package.json', import.meta.url);
  const { version } = JSON.parse(await readFile(root, 'utf8')) as { version: string };
  assert.ok(
    versions.some(({ name }) => name === version),
    `make it: ${version}`,
  );
});

for (const { name } of versions)
  test(`K-23: the data folder that ${name} wrote is read: released, pending, log, ids, receipts and their words`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'kelisim-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    await cp(join(here, name, 'data'), folder, { recursive: true });
    const { logged, said, ...expected } = JSON.parse(
      await readFile(join(here, name, 'expected.json'), 'utf8'),
    ) as Awaited<ReturnType<typeof answersOf>> & { logged: object; said: { id: string; words: string } };
    const clock = { at: noon + 15_000 };
    const collector = await openCollector(t, { KELISIM_DATA: folder }, clock);
    assert.deepEqual(await answersOf(collector, token), expected);
    const proof = await collector.get(`v1/receipts/${said.id}`, { authorization: `Bearer ${token}` });
    assert.equal(((await proof.json()) as { words: string }).words, said.words, 'the words that were shown then');
    assert.equal((await collector.post('v1/batches', logged)).status, 204);
    assert.deepEqual((await answersOf(collector, token)).totals, expected.totals, 'a batch of then is counted once');
    assert.equal((await collector.post('v1/batches', batch())).status, 204);
    await collector.ledger.release();
    const { totals } = await answersOf(collector, token);
    for (const [table, { acknowledged, released, pending }] of Object.entries(totals))
      assert.equal(acknowledged, released + pending, table);
    assert.equal(
      totals.pages?.acknowledged,
      (expected.totals.pages?.acknowledged ?? 0) + 6,
      'and it goes on from there',
    );
  });
