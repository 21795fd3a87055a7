import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { disk } from '../../../src/collector/disk.ts';
import { openSeen } from '../../../src/collector/seen.ts';
import { temporaryFolder } from './support.ts';

const idOf = () => randomBytes(17).toString('base64url').slice(0, 22);
const today = 20_779;

test('K-03: an id that was saved is known after a restart, others are not', async (t) => {
  const folder = await temporaryFolder(t);
  const seen = await openSeen(disk, folder, []);
  const ids = Array.from({ length: 20_000 }, idOf);
  for (const id of ids) seen.add(id, today);
  const { files } = await seen.save(seen.mark(), 1, today);
  const again = await openSeen(disk, folder, files);
  assert.ok(ids.every((id) => again.has(id)));
  assert.equal(Array.from({ length: 2000 }, idOf).filter((id) => again.has(id)).length, 0);
});

test('K-03: ids lie sorted, with a day and nothing else', async (t) => {
  const folder = await temporaryFolder(t);
  const seen = await openSeen(disk, folder, []);
  const ids = Array.from({ length: 5000 }, idOf);
  for (const id of ids) seen.add(id, today);
  await seen.save(seen.mark(), 7, today);
  assert.deepEqual(await readdir(folder), [`${today}.7.ids`]);
  const text = await readFile(join(folder, `${today}.7.ids`), 'latin1');
  assert.match(text, /^([A-Za-z0-9_-]{22}\n)+$/);
  const lines = text.trim().split('\n');
  assert.deepEqual([...lines].sort(), [...ids].sort());
  // The order is the alphabet's of base64url, in which nothing tells which came first.
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const firstTwo = lines.map((line) => alphabet.indexOf(line[0] ?? '') * 64 + alphabet.indexOf(line[1] ?? ''));
  assert.deepEqual(
    firstTwo,
    [...firstTwo].sort((a, b) => a - b),
  );
});

test('K-03: an id is known for 8 whole days and forgotten then, on disk too', async (t) => {
  const folder = await temporaryFolder(t);
  const seen = await openSeen(disk, folder, []);
  const id = idOf();
  seen.add(id, today);
  seen.keep(await seen.save(seen.mark(), 1, today), today);
  const eighth = await seen.save(seen.mark(), 2, today + 8);
  seen.keep(eighth, today + 8);
  assert.ok(seen.has(id));
  assert.deepEqual(eighth.files, [`${today}.1.ids`]);
  const ninth = await seen.save(seen.mark(), 3, today + 9);
  seen.keep(ninth, today + 9);
  assert.deepEqual(ninth.files, []);
  assert.equal(seen.has(id), false);
});

test('K-03: ids that come while the files are written are in the next ones', async (t) => {
  const folder = await temporaryFolder(t);
  const seen = await openSeen(disk, folder, []);
  const [first, second] = [idOf(), idOf()];
  seen.add(first, today);
  const mark = seen.mark();
  seen.add(second, today);
  const saved = await seen.save(mark, 1, today);
  seen.keep(saved, today);
  const meanwhile = await openSeen(disk, folder, saved.files);
  assert.ok(meanwhile.has(first) && !meanwhile.has(second));
  const next = await seen.save(seen.mark(), 2, today);
  const after = await openSeen(disk, folder, next.files);
  assert.ok(after.has(first) && after.has(second));
});

test('a missing file of ids is an error, not a doubled batch', async (t) => {
  const folder = await temporaryFolder(t);
  await assert.rejects(openSeen(disk, folder, [`${today}.1.ids`]), /missing/);
});

test('ids that somebody chose, one like the other, are found as fast as drawn ones', async (t) => {
  const folder = await temporaryFolder(t);
  const timeOf = async (ids: readonly string[]) => {
    const seen = await openSeen(disk, folder, []);
    const { user } = process.cpuUsage();
    for (const id of ids) seen.add(id, today);
    assert.ok(ids.every((id) => seen.has(id)));
    return process.cpuUsage().user - user;
  };
  const count = 60_000;
  const drawn = await timeOf(Array.from({ length: count }, idOf));
  // All in one place they took a thousand times as long.
  for (const chosen of [
    Array.from({ length: count }, (_, at) => String(at).padStart(22, 'A')),
    Array.from({ length: count }, (_, at) => String(at).padEnd(22, 'A')),
    Array.from({ length: count }, (_, at) => `AAAAAAAAAA${String(at).padStart(5, '0')}AAAAAAA`),
  ])
    assert.ok((await timeOf(chosen)) < 20 * drawn + 200_000);
});
