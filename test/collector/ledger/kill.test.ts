import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openLedger } from '../../../src/collector/ledger.ts';
import { numbered, perBatch, settingsFor } from './numbered.ts';
import { engine, temporaryFolder } from './support.ts';

/** 100 for the full proof (K-02); 12 keep the ordinary run short. */
const kills = Number(process.env.KELISIM_KILLS ?? 12);
const child = fileURLToPath(new URL('./loaded-child.ts', import.meta.url));

test(`K-02: killed with -9 ${kills} times under load and in the middle of releases: nothing lost, nothing doubled`, async (t) => {
  const folder = await temporaryFolder(t);
  const kept = new Set<number>();
  let sent = 0;
  let releases = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    const running = spawn(process.execPath, ['--import', 'tsx', child, folder, String(sent + 1)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    // Two of three are killed at a random moment after a release, that is in the middle of the next; one before any.
    const releasesBefore = kill % 3 === 0 ? 0 : 1 + Math.floor(Math.random() * 3);
    let enough = Number.POSITIVE_INFINITY;
    let released = 0;
    const arm = () => {
      if (released >= releasesBefore) enough = Math.min(enough, kept.size + 20 + Math.floor(Math.random() * 400));
    };
    for await (const line of createInterface({ input: running.stdout })) {
      const [word, number] = line.split(' ');
      if (word === 'open') arm();
      if (word === 'sent') sent = Math.max(sent, Number(number));
      if (word === 'kept') kept.add(Number(number));
      if (word === 'released') {
        released += 1;
        arm();
      }
      if (kept.size >= enough && !running.killed) running.kill('SIGKILL');
    }
    releases += released;
    if (running.exitCode === null && running.signalCode === null) await once(running, 'exit');
    assert.equal(running.signalCode, 'SIGKILL');
  }
  assert.ok(releases > 0, 'no release was made between the kills');

  const ledger = await openLedger({ ...settingsFor(folder, ''), engine });
  t.after(() => ledger.close());
  const balanced = async () => {
    const totals = await ledger.totals();
    for (const [table, { acknowledged, released, pending }] of Object.entries(totals))
      assert.equal(released + pending, acknowledged, table);
    return totals;
  };
  const totals = await balanced();
  // What was written but not yet answered when the kill came may be there as well; nothing else may.
  for (const [table, each] of Object.entries(perBatch)) {
    const count = (totals[table]?.acknowledged ?? 0) / each;
    assert.ok(
      Number.isInteger(count) && count >= kept.size && count <= sent,
      `${table}: ${count} of ${kept.size} to ${sent}`,
    );
  }
  for (const number of kept)
    assert.equal(await ledger.accept(numbered(number)), 'repeated', `batch ${number} was lost`);
  for (let number = 1; number <= sent; number += 1) await ledger.accept(numbered(number));
  await ledger.release();
  const after = await balanced();
  for (const [table, each] of Object.entries(perBatch)) assert.equal(after[table]?.acknowledged, sent * each, table);
  const engaged = after.totals?.measures.engagedSeconds;
  let expected = 0;
  for (let number = 1; number <= sent; number += 1) expected += number % 50;
  assert.equal((engaged?.released ?? 0) + (engaged?.pending ?? 0), expected * 6);
  t.diagnostic(`${kept.size} acknowledged of ${sent} sent, ${releases} releases`);
});
