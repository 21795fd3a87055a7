import assert from 'node:assert/strict';
import { appendFile, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { crc32, crc32ByHand } from '../../../src/collector/crc32.ts';
import { disk } from '../../../src/collector/disk.ts';
import { LogUnavailable, openLog, replay } from '../../../src/collector/log.ts';
import { createFaultyDisk, errorOf, type Faults } from './faulty.ts';
import { temporaryFolder } from './support.ts';

const nothing = () => undefined;

async function recordsIn(folder: string, from = 1): Promise<readonly string[]> {
  const records: string[] = [];
  await replay(disk, folder, from, (bytes) => void records.push(bytes.toString()));
  return records;
}

test('crc32 is the one of zip, by hand as well', () => {
  assert.equal(crc32(Buffer.from('123456789')), 0xcbf43926);
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => crc32(bytes) === crc32ByHand(bytes)));
});

test('a record of any text is read back as it was, however many share a commit', async (t) => {
  const folder = await temporaryFolder(t);
  const log = openLog(disk, folder, 1);
  const texts = [
    ...fc.sample(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 400 }), 200),
    'ә'.repeat(70_000),
    'a'.repeat(3_000_000),
    '€'.repeat(900_000),
  ];
  await Promise.all(texts.map((text) => log.append(text, nothing)));
  await log.append('last', nothing);
  await log.close();
  assert.deepEqual(await recordsIn(folder), [...texts, 'last']);
});

test('K-01: when append resolves, the bytes are in a file that only its owner may read', async (t) => {
  const folder = await temporaryFolder(t);
  const log = openLog(disk, folder, 1);
  await log.append('first', nothing);
  const [name = ''] = await readdir(folder);
  assert.match((await readFile(join(folder, name))).toString('latin1'), /first/);
  assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600);
  await log.close();
});

test('K-01: nothing is acknowledged before its sync returned, and all that waited share the next one', async (t) => {
  const folder = await temporaryFolder(t);
  let syncs = 0;
  const open: (() => void)[] = [];
  const held = { ...disk, grow: async (path: string) => ({ ...(await disk.grow(path)), append: () => hold() }) };
  const hold = () => {
    syncs += 1;
    return new Promise<void>((resolve) => open.push(resolve));
  };
  const log = openLog(held, folder, 1);
  const acknowledged: string[] = [];
  const append = (text: string) => log.append(text, nothing).then(() => void acknowledged.push(text));
  const first = append('a');
  await until(() => open.length === 1);
  const rest = ['b', 'c', 'd'].map(append);
  assert.deepEqual(acknowledged, []);
  open.shift()?.();
  await first;
  assert.deepEqual(acknowledged, ['a']);
  await until(() => open.length === 1);
  open.shift()?.();
  await Promise.all(rest);
  assert.deepEqual(acknowledged, ['a', 'b', 'c', 'd']);
  assert.equal(syncs, 2);
  await log.close();
});

test('records are counted in the order of the log', async (t) => {
  const folder = await temporaryFolder(t);
  const log = openLog(disk, folder, 1);
  const order: number[] = [];
  await Promise.all(Array.from({ length: 300 }, (_, at) => log.append(String(at), () => order.push(at))));
  await log.close();
  assert.deepEqual((await recordsIn(folder)).map(Number), order);
});

for (const [what, fails, when] of [
  ['the disk is full', 'append', 'before'],
  ['the disk fills up in the middle of a record', 'append', 'half'],
  ['the sync fails', 'append', 'after'],
] as const)
  test(`K-01: ${what}: no acknowledgement, and service returns by itself`, async (t) => {
    const folder = await temporaryFolder(t);
    let failing = false;
    const faults: Faults = {
      steps: [],
      fault: (_, name) => (failing && name === fails ? { when, error: errorOf('ENOSPC') } : null),
    };
    const log = openLog(createFaultyDisk(faults), folder, 1);
    const counted: string[] = [];
    const append = (text: string) => log.append(text, () => counted.push(text));
    await append('before');
    failing = true;
    await assert.rejects(append('lost'), LogUnavailable);
    await assert.rejects(append('lost too'), LogUnavailable);
    failing = false;
    await append('after');
    await log.close();
    assert.deepEqual(counted, ['before', 'after']);
    assert.deepEqual(await recordsIn(folder), ['before', 'after']);
  });

test('K-01: after a failed sync its segment is not used again, even if it cannot be cut back', async (t) => {
  const folder = await temporaryFolder(t);
  let failing = false;
  const faults: Faults = {
    steps: [],
    fault: (_, name) =>
      failing && (name === 'append' || name === 'cut')
        ? { when: name === 'append' ? 'after' : 'before', error: errorOf('EIO') }
        : null,
  };
  const log = openLog(createFaultyDisk(faults), folder, 1);
  await log.append('kept', nothing);
  failing = true;
  await assert.rejects(log.append('doubtful', nothing), LogUnavailable);
  failing = false;
  await log.append('later', nothing);
  await log.close();
  assert.equal((await readdir(folder)).length, 2);
  // The doubtful record may come back: it was not acknowledged, and its id makes a second post harmless.
  const records = (await recordsIn(folder)).filter((record) => record !== 'doubtful');
  assert.deepEqual(records, ['kept', 'later']);
});

test('a turn puts everything before it into older segments', async (t) => {
  const folder = await temporaryFolder(t);
  const log = openLog(disk, folder, 1);
  const before = log.append('before', nothing);
  let segment = 0;
  const turned = log.turn((number) => {
    segment = number;
  });
  const after = log.append('after', nothing);
  await Promise.all([before, turned, after]);
  await log.close();
  const kept = await recordsIn(folder, segment);
  const all = await recordsIn(folder);
  assert.deepEqual([...all].sort(), ['after', 'before']);
  assert.ok(kept.length <= 2 && all.length === 2);
});

test('K-02: a torn tail is cut, whatever byte it is torn at', async (t) => {
  const texts = ['one', 'two two', 'три три три'];
  const whole = await segmentOf(t, texts);
  const ends = texts.map(
    (_, at) => 8 * (at + 1) + texts.slice(0, at + 1).reduce((sum, text) => sum + Buffer.byteLength(text), 0),
  );
  const folder = await temporaryFolder(t);
  const path = join(folder, '000000000001.log');
  for (let length = 0; length <= whole.length; length += 1) {
    await writeFile(path, whole.subarray(0, length));
    const there = ends.filter((end) => end <= length).length;
    assert.deepEqual(await recordsIn(folder), texts.slice(0, there));
    assert.equal((await stat(path)).size, ends[there - 1] ?? 0);
  }
});

test('K-02: rubbish after the last record is cut and never read as one', async (t) => {
  const whole = await segmentOf(t, ['kept']);
  const folder = await temporaryFolder(t);
  const path = join(folder, '000000000001.log');
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 60 }), async (rubbish) => {
      await writeFile(path, whole);
      await appendFile(path, rubbish);
      assert.deepEqual(await recordsIn(folder), ['kept']);
      assert.equal((await stat(path)).size, whole.length);
    }),
    { numRuns: 60 },
  );
});

test('a flipped bit in a record ends its segment, and the next segment is read', async (t) => {
  const folder = await temporaryFolder(t);
  const log = openLog(disk, folder, 1);
  await log.append('first', nothing);
  await log.append('second', nothing);
  await log.turn(nothing);
  await log.append('third', nothing);
  await log.close();
  const path = join(folder, '000000000001.log');
  const bytes = await readFile(path);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  await writeFile(path, bytes);
  assert.deepEqual(await recordsIn(folder), ['first', 'third']);
  await truncate(path, 0);
});

async function segmentOf(t: TestContext, texts: readonly string[]): Promise<Buffer> {
  const folder = await temporaryFolder(t);
  const log = openLog(disk, folder, 1);
  for (const text of texts) await log.append(text, nothing);
  await log.close();
  return readFile(join(folder, '000000000001.log'));
}

/** Waits for a condition that other work brings about. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(setImmediate);
}
