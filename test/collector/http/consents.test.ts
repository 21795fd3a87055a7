import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { consentsIn } from '../../../src/collector/consents.ts';
import type { Receipt } from '../../../src/wire/receipt.ts';
import { openCollector, receipt } from './open-collector.ts';

const policy = '2026-11-01';
const read = (act: Receipt['act'], purposes: Receipt['purposes'], before: Receipt['purposes'] | null) =>
  consentsIn(receipt({ act, purposes }) as Receipt, before).map((one) => `${one.act} ${one.purpose} ${one.policy}`);

test('a receipt adds each purpose newly said yes to, or taken back', () => {
  assert.deepEqual(read('given', { statistics: true, search: false }, null), [`given statistics ${policy}`]);
  assert.deepEqual(read('changed', { statistics: true, search: true }, { statistics: true, search: false }), [
    `given search ${policy}`,
  ]);
  assert.deepEqual(read('changed', { statistics: false, search: true }, { statistics: true }), [
    `given search ${policy}`,
    `withdrawn statistics ${policy}`,
  ]);
  assert.deepEqual(read('withdrawn', { statistics: false, search: false }, { statistics: true, search: false }), [
    `withdrawn statistics ${policy}`,
  ]);
  assert.deepEqual(
    read('withdrawn', { statistics: false }, null),
    [`withdrawn statistics ${policy}`],
    'of one that never arrived',
  );
  assert.deepEqual(read('changed', { statistics: false }, null), []);
  assert.deepEqual(read('given', { constructor: true }, {}), [`given constructor ${policy}`]);
});

test('R-04: consents given and withdrawn show per purpose and policy version, ten at a time; K-20: no file shares an id', async (t) => {
  const { folder, post, get, ledger } = await openCollector(t);
  const given = Array.from({ length: 21 }, () => receipt());
  for (const one of given) {
    assert.equal((await post('v1/receipts', one)).status, 201);
    assert.equal((await post('v1/receipts', one)).status, 201, 'a repeat is harmless');
  }
  for (const { id } of given.slice(0, 9))
    await post('v1/receipts', receipt({ act: 'withdrawn', of: id, purposes: { statistics: false, search: false } }));
  const { given: counted, withdrawn } = await ledger.totals();
  assert.deepEqual([counted?.acknowledged, withdrawn?.acknowledged], [21, 9]);
  const ids = given.map(({ id }) => id);
  const shared = await filesWith(folder, ids);
  assert.deepEqual(shared, [join('receipts', 'chain.ndjson')]);
  await ledger.release();
  assert.deepEqual(await filesWith(folder, ids), shared);
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Almaty' }).format();
  const answer = await get(`v1/reports/consents?site=clinic.kz&from=${today}&to=${today}`);
  const { rows } = (await answer.json()) as {
    rows: { policy: string; purpose: string; given: number; withdrawn: number | null }[];
  };
  assert.equal(rows.length, 1);
  assert.deepEqual(
    [rows[0]?.policy, rows[0]?.purpose, rows[0]?.withdrawn],
    [policy, 'statistics', null],
    'nine withdrawals show nowhere, and not as a 0',
  );
  assert.ok([10, 20].includes(rows[0]?.given ?? 0));
});

async function filesWith(folder: string, texts: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const text = (await readFile(path)).toString('latin1');
    if (texts.some((one) => text.includes(one))) found.push(path.slice(folder.length + 1));
  }
  return found;
}
