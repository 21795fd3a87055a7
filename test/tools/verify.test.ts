import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeRecord } from '../../src/receipts/record.ts';
import { verify } from '../../src/tools/verify.ts';
import { openCollector } from '../collector/http/open-collector.ts';
import { decision, form } from '../receipts/copies.ts';
import { runCommand } from './run-command.ts';

async function folderOf(t: { after(work: () => unknown): void }) {
  const folder = await mkdtemp(join(tmpdir(), 'kelisim-verify-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('C-28: verify checks a visitor’s copy offline, and one changed byte fails', async (t) => {
  const file = join(await folderOf(t), 'receipt.json');
  for (const kept of [decision, form]) {
    const bytes = Buffer.from(await writeRecord(kept));
    await writeFile(file, bytes);
    assert.equal((await runCommand(verify, [file])).code, 0);
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await writeFile(file, changed);
      assert.equal((await runCommand(verify, [file])).code, 1, `byte ${at}: ${changed.subarray(at - 20, at + 20)}`);
    }
  }
});

test('C-28: a copy whose words were changed and sealed anew bears other words than were posted', async (t) => {
  const file = join(await folderOf(t), 'receipt.json');
  await writeFile(file, await writeRecord({ ...decision, words: 'Что-то другое' }));
  const { code, out } = await runCommand(verify, [file, '--json']);
  assert.equal(code, 1);
  assert.match(JSON.parse(out).faults[0], /other words/);
});

test('C-28: a copy is compared with the chain where one is at hand', async (t) => {
  const { folder, post } = await openCollector(t);
  assert.equal((await post('v1/receipts', decision.receipt)).status, 201);
  const file = join(await folderOf(t), 'receipt.json');
  await writeFile(file, await writeRecord(decision));
  assert.equal((await runCommand(verify, [file, '--data', folder])).code, 0);
  await writeFile(
    file,
    await writeRecord({ ...decision, receipt: { ...decision.receipt, purposes: { search: true } } }),
  );
  assert.match((await runCommand(verify, [file, '--data', folder])).out, /with other contents/);
  await writeFile(file, await writeRecord({ ...decision, receipt: { ...decision.receipt, id: 'x'.repeat(22) } }));
  assert.match((await runCommand(verify, [file, '--data', folder])).out, /not in the chain/);
});

test('verify says what it cannot do', async (t) => {
  const folder = await folderOf(t);
  await writeFile(join(folder, 'not.json'), 'no');
  assert.equal((await runCommand(verify, [join(folder, 'not.json')])).code, 1);
  assert.equal((await runCommand(verify, [join(folder, 'missing.json')])).code, 2);
  assert.equal((await runCommand(verify, [folder, '--data', folder])).code, 2);
});
