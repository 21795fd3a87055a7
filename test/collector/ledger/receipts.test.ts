import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { findBreak, openReceipts } from '../../../src/collector/receipts.ts';
import type { Receipt } from '../../../src/wire/receipt.ts';
import { receipt as anyReceipt } from '../http/open-collector.ts';

const receipt = (more: Partial<Receipt> = {}) => anyReceipt(more) as Receipt;
const bytesOf = (one: Receipt) => Buffer.from(JSON.stringify(one));
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

async function folderOf(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'kelisim-receipts-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return { folder, chain: join(folder, 'receipts', 'chain.ndjson'), texts: join(folder, 'receipts', 'texts.ndjson') };
}

/** A book of one receipt a day of November, from the first on. */
async function bookOf(t: TestContext, days: number) {
  const place = await folderOf(t);
  const book = await openReceipts(place.folder);
  t.after(() => book.close());
  const receipts = Array.from({ length: days }, (_, day) =>
    receipt({ onDay: `2026-11-${String(day + 1).padStart(2, '0')}` }),
  );
  for (const one of receipts) await book.keep(one, bytesOf(one));
  return { ...place, book, receipts };
}

const linesOf = async (path: string) => (await readFile(path, 'utf8')).split('\n').filter(Boolean);

test('K-19: a changed, removed or reordered receipt is found', async (t) => {
  const { chain, book } = await bookOf(t, 4);
  const lines = await linesOf(chain);
  assert.equal((await book.verify()).broken, null);
  const [one = '', two = '', three = '', four = ''] = lines;
  for (const [name, changed, line] of [
    ['changed', [one, two.replace('"search":false', '"search":true'), three, four], 2],
    ['removed', [one, three, four], 2],
    ['removed first', [two, three, four], 1],
    ['reordered', [one, three, two, four], 2],
    ['doubled', [one, two, two, three], 3],
  ] as const)
    assert.equal(findBreak(changed.join('\n'))?.line, line, name);
});

test('K-19: verification goes across a pruned part, whose head is kept', async (t) => {
  const { folder, chain, book, receipts } = await bookOf(t, 5);
  const before = await linesOf(chain);
  await book.prune('2026-11-03');
  const [head = '', ...rest] = await linesOf(chain);
  assert.deepEqual(JSON.parse(head), { pruned: 2, head: JSON.parse(before[1] ?? '').hash });
  assert.deepEqual(rest, before.slice(2), 'what stays is untouched');
  assert.deepEqual(await book.verify(), { receipts: 3, broken: null, unknownTexts: 3 });
  assert.equal(await book.find(receipts[0]?.id ?? ''), null);
  assert.equal(findBreak([head, ...rest.slice(1)].join('\n'))?.line, 2, 'the first one after the head is missing');
  assert.equal(findBreak(rest.join('\n'))?.line, 1, 'the head is missing');
  await book.prune('2026-11-03');
  assert.deepEqual(await linesOf(chain), [head, ...rest], 'twice is once');
  await book.prune('2026-11-04');
  const more = receipt({ onDay: '2026-11-06' });
  await book.keep(more, bytesOf(more));
  await book.close();
  const again = await openReceipts(folder);
  t.after(() => again.close());
  assert.deepEqual(await again.verify(), { receipts: 3, broken: null, unknownTexts: 3 });
  assert.equal(JSON.parse((await linesOf(chain))[0] ?? '').pruned, 3);
  await again.prune('2027-01-01');
  assert.deepEqual(await again.verify(), { receipts: 0, broken: null, unknownTexts: 0 });
  await again.keep(more, bytesOf(more));
  assert.deepEqual(await again.verify(), { receipts: 1, broken: null, unknownTexts: 1 });
});

test('K-19: a receipt of a later day among older ones is not pruned with them', async (t) => {
  const { folder, chain } = await folderOf(t);
  const book = await openReceipts(folder);
  t.after(() => book.close());
  for (const onDay of ['2026-11-01', '2099-01-01', '2026-11-02']) {
    const one = receipt({ onDay });
    await book.keep(one, bytesOf(one));
  }
  await book.prune('2026-11-10');
  assert.equal((await linesOf(chain)).length, 3, 'the head and what follows it');
});

test('K-19: texts are stored once by hash, and the words come back with the receipt', async (t) => {
  const { folder, texts } = await folderOf(t);
  const words = 'Можно вести статистику посещений?';
  const book = await openReceipts(folder, () => ['Another text', words]);
  t.after(() => book.close());
  const known = [receipt({ text: sha256(words) }), receipt({ text: sha256(words) })];
  const unknown = receipt({ text: sha256('Translated by a browser') });
  for (const one of [...known, unknown]) await book.keep(one, bytesOf(one));
  assert.deepEqual(await linesOf(texts), [JSON.stringify({ hash: sha256(words), words })]);
  assert.equal((await book.find(known[1]?.id ?? ''))?.words, words);
  assert.equal((await book.find(unknown.id))?.words, null, 'kept all the same');
  assert.deepEqual(await book.verify(), { receipts: 3, broken: null, unknownTexts: 1 });
});

test('K-19: the words outlive the configuration that said them, and a later one tells what was unknown', async (t) => {
  const { folder } = await folderOf(t);
  const one = receipt({ text: sha256('Old words') });
  const open = async (...said: string[]) => {
    const book = await openReceipts(folder, () => said);
    const words = (await book.find(one.id))?.words;
    return { book, words };
  };
  const first = await open();
  await first.book.keep(one, bytesOf(one));
  await first.book.close();
  const second = await open('Old words');
  await second.book.close();
  const third = await open('New words');
  await third.book.close();
  assert.deepEqual([first.words, second.words, third.words], [undefined, 'Old words', 'Old words']);
});

test('K-19: a half-written line, of a receipt or a text, is cut off and the chain goes on', async (t) => {
  const { folder, chain, texts, book } = await bookOf(t, 2);
  await book.close();
  await appendFile(chain, '{"previous":"');
  await appendFile(texts, '{"hash"');
  const again = await openReceipts(folder);
  t.after(() => again.close());
  const next = receipt();
  await again.keep(next, bytesOf(next));
  assert.deepEqual(await again.verify(), { receipts: 3, broken: null, unknownTexts: 3 });
});

test('K-19: a withdrawal refers to its receipt and repeats harmlessly', async (t) => {
  const { chain, book, receipts } = await bookOf(t, 1);
  const withdrawal = receipt({ act: 'withdrawn', of: receipts[0]?.id ?? '', purposes: { statistics: false } });
  for (let times = 0; times < 3; times += 1) await book.keep(withdrawal, bytesOf(withdrawal));
  assert.equal((await linesOf(chain)).length, 2);
  assert.equal((await book.find(withdrawal.id))?.receipt.of, receipts[0]?.id);
});

test('K-20: a link holds the day and nothing finer, of when it was said or when it came', async (t) => {
  const { chain } = await bookOf(t, 1);
  const text = await readFile(chain, 'utf8');
  assert.doesNotMatch(text, /\d\d:\d\d|"at"|"time"|\b1[67]\d{8,11}\b/);
  assert.deepEqual(Object.keys(JSON.parse(text)), ['previous', 'bytes', 'receipt', 'hash']);
});

test('a chain that is no JSON is said, and not overwritten', async (t) => {
  const { folder, chain, book } = await bookOf(t, 1);
  await book.close();
  await writeFile(chain, 'nonsense\n');
  await assert.rejects(openReceipts(folder), /is no receipt/);
  assert.equal(await readFile(chain, 'utf8'), 'nonsense\n');
});
