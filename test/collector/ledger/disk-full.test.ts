import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, open, rmdir, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Ledger, LogUnavailable } from '../../../src/collector/ledger.ts';
import { batchOf, firstView, openFor } from './support.ts';

/** A file system of a few megabytes that goes with the test; null where this machine does not let us mount one. */
async function mountSmall(t: TestContext): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), 'kelisim-small-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', folder]);
  t.after(async () => {
    // Lazily: the ledger is closed only after this.
    if (mounted.status === 0) spawnSync('umount', ['-l', folder]);
    await rmdir(folder);
  });
  return mounted.status === 0 ? folder : null;
}

/** Fills what is left of a file system. */
async function fill(path: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (;;) await file.write(Buffer.alloc(4096));
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
  } finally {
    await file.close();
  }
}

async function assertCounted(ledger: Ledger, batches: number): Promise<void> {
  const totals = await ledger.totals();
  assert.equal(totals.visits?.acknowledged, batches * 37);
  for (const [table, { acknowledged, released, pending }] of Object.entries(totals))
    assert.equal(released + pending, acknowledged, table);
}

test('K-01: on a disk that is really full nothing is acknowledged, nothing is lost, and service returns by itself', async (t) => {
  const disk = await mountSmall(t);
  if (disk === null) return t.skip('this machine does not let us mount a small file system (that takes root on Linux)');
  const folder = join(disk, 'data');
  const filler = join(disk, 'filler');
  const ledger = await openFor(t, { folder, releaseSeconds: 5 });
  let stored = 0;
  const accept = async (times: number) => {
    for (let time = 0; time < times; time += 1) {
      assert.equal(await ledger.accept(batchOf([firstView(`/page/${stored % 5}`)])), 'stored');
      stored += 1;
    }
  };
  await accept(40);
  await ledger.release();
  await accept(5);
  await fill(filler);
  // What is left of the last page of the log may still take a few.
  await assert.rejects(accept(1000), LogUnavailable);
  assert.equal(ledger.status().ready, false);
  await assert.rejects(ledger.release());
  await assertCounted(ledger, stored);

  await unlink(filler);
  await accept(20);
  assert.equal(ledger.status().ready, true);
  await ledger.release();
  await assertCounted(ledger, stored);
  await ledger.close();
  await assertCounted(await openFor(t, { folder, releaseSeconds: 5 }), stored);
});
