import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { readTotals } from '../../../src/collector/conservation.ts';
import { whyNotOnlyInMemory } from '../../../src/collector/words.ts';
import { verify } from '../../../src/tools/verify.ts';
import { buildCollector } from '../../support/built-collector.ts';
import { runCommand } from '../../tools/run-command.ts';
import { batchNumber, engagedIn, isSearch, perBatch, segmentsOf, startCollecting, wasReleasing } from './process.ts';
import { temporaryFolder } from './support.ts';

/** 100 for the full proof (`npm run test:crash`); a few keep the ordinary run short. */
const kills = Number(process.env.KELISIM_KILLS ?? 6);
const senders = 12;

/** A folder in memory, where a key may be kept; null where this machine has no such place. */
function folderInMemory(): string | null {
  try {
    const folder = mkdtempSync('/dev/shm/kelisim-');
    return whyNotOnlyInMemory(folder) === null ? folder : null;
  } catch {
    // No such place (macOS): the key then stays in memory, as it does for an owner there.
    return null;
  }
}

test(`K-02: the whole collector, killed with -9 ${kills} times under load: nothing lost, nothing doubled`, async (t) => {
  const folder = await temporaryFolder(t);
  const runFolder = folderInMemory();
  if (runFolder) t.after(() => rmSync(runFolder, { recursive: true, force: true }));
  const { cli, remove } = await buildCollector();
  t.after(remove);
  const acknowledged = new Set<number>();
  let sent = 0;
  let inside = 0;

  for (let kill = 0; kill < kills; kill += 1) {
    // Every fourth time without the key of the time before: what it covered goes to (other), and is not lost.
    const collecting = await startCollecting(cli, folder, runFolder === null || kill % 4 === 3 ? '' : runFolder);
    const enough = acknowledged.size + 40;
    let isOver = false;
    const send = async () => {
      while (!isOver) {
        sent += 1;
        const number = sent;
        const status = await collecting.post(batchNumber(number));
        if (status === 204) acknowledged.add(number);
        // Nothing but an answer or an end.
        else assert.equal(status, null, `batch ${number}`);
        await pause(2);
      }
    };
    const sending = Promise.all(Array.from({ length: senders }, send));
    while (acknowledged.size < enough) await pause(5);
    const before = segmentsOf(folder);
    if (kill % 3 === 0) await pause(Math.random() * 400);
    else {
      // A release begins with a new segment.
      while (segmentsOf(folder).every((name) => before.includes(name))) await pause(1);
      await pause(Math.random() * 25);
    }
    isOver = true;
    const ended = await collecting.stop('SIGKILL');
    assert.equal(ended.signal, 'SIGKILL');
    await sending;
    if (wasReleasing(folder, before.slice(0, -1))) inside += 1;
  }
  t.diagnostic(`${acknowledged.size} of ${sent} batches acknowledged, ${inside} of ${kills} kills inside a release`);
  // Where a kill lands is chance; over many it is not.
  if (kills >= 30) assert.ok(inside >= kills / 3, `only ${inside} of ${kills} kills were inside a release`);

  const numbers = Array.from({ length: sent }, (_, at) => at + 1);
  const expected = { statistics: numbers.filter((number) => !isSearch(number)), search: numbers.filter(isSearch) };
  const balanced = async () => {
    const totals = await readTotals(folder);
    for (const [table, { acknowledged, released, pending }] of Object.entries(totals))
      assert.equal(released + pending, acknowledged, table);
    return totals;
  };
  const dead = await balanced();
  // What was written but not yet answered when the kill came may be there as well; nothing else may.
  for (const [kind, each] of Object.entries(perBatch) as [keyof typeof perBatch, Record<string, number>][]) {
    const kept = expected[kind].filter((number) => acknowledged.has(number)).length;
    for (const [table, times] of Object.entries(each)) {
      const count = (dead[table]?.acknowledged ?? 0) / times;
      assert.ok(
        Number.isInteger(count) && count >= kept && count <= expected[kind].length,
        `${table}: ${count} of ${kept} to ${expected[kind].length}`,
      );
    }
  }

  const collecting = await startCollecting(cli, folder, '');
  for (let at = 0; at < sent; at += senders) {
    const statuses = await Promise.all(
      numbers.slice(at, at + senders).map((number) => collecting.post(batchNumber(number))),
    );
    assert.deepEqual(new Set(statuses), new Set([204]));
  }
  // While it runs, and with a release each second.
  const live = await runCommand(verify, [folder, '--counts', '--json']);
  assert.equal(live.code, 0, live.err + live.out);
  assert.deepEqual(await collecting.stop('SIGTERM'), { code: 0, signal: null });
  const totals = await balanced();
  for (const [kind, each] of Object.entries(perBatch) as [keyof typeof perBatch, Record<string, number>][])
    for (const [table, times] of Object.entries(each))
      assert.equal(totals[table]?.acknowledged, expected[kind].length * times, table);
  const engaged = totals.totals?.measures.engagedSeconds;
  assert.equal(
    (engaged?.released ?? 0) + (engaged?.pending ?? 0),
    6 * numbers.reduce((sum, number) => sum + engagedIn(number), 0),
  );
  assert.equal((await runCommand(verify, [join(folder, 'nothing'), '--counts'])).code, 2);
});
