import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);
const files = readdirSync(dist);

/** Bytes after brotli at its highest level. Raising one is a commit of its own, with the reason. */
const budgets: Readonly<Record<string, number>> = {
  kelisim: 7_800,
  agreement: 3_000,
  seal: 1_700,
  digest: 600,
  erase: 1_500,
  // With the style that keeps a shut gate shut, which only pages with gates need.
  gates: 3_500,
  // With the check that a yes is believed, and what follows an answer: neither is needed before somebody clicks.
  after: 2_750,
  // `after` and `telemetry` in one request, for who agreed on an earlier page.
  returning: 6_900,
  receipts: 1_500,
  preact: 5_400,
  preferences: 3_200,
  data: 6_500,
  declaration: 2_500,
  services: 4_000,
  rest: 1_000,
  written: 3_200,
  telemetry: 4_500,
  // With what finds a name and an e-mail that are written letter by letter.
  extras: 4_150,
  vitals: 3_100,
  vocabulary: 600,
  place: 400,
};

const fileOf = (name: string) =>
  files.find((file) => file === `${name}.js` || (file.startsWith(`${name}-`) && file.endsWith('.js')));

for (const [name, budget] of Object.entries(budgets))
  test(`${name} weighs at most ${budget} bytes`, (t) => {
    const file = fileOf(name);
    assert.ok(file, `${name} was not built`);
    const bytes = brotliCompressSync(readFileSync(new URL(file, dist))).length;
    t.diagnostic(`${bytes} bytes`);
    assert.ok(bytes <= budget, `${file} weighs ${bytes} bytes, ${bytes - budget} over`);
  });

test('the README gives these sizes as they are measured', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const said = new Map(
    [...readme.matchAll(/^\| `?([a-z]+)(?:\.js)?`?[^|]*\| ([\d.]+) KB \|$/gm)].map(([, name, size]) => [
      name,
      Number(size),
    ]),
  );
  for (const name of Object.keys(budgets)) {
    const file = fileOf(name);
    const kilobytes = brotliCompressSync(readFileSync(new URL(`${file}`, dist))).length / 1000;
    assert.ok(
      Math.abs((said.get(name) ?? 0) - kilobytes) <= 0.1,
      `${name}: ${said.get(name)} KB said, ${kilobytes} measured`,
    );
  }
});

// What reads searches, goals and places is fetched beside these where a page has them.
const weigh = (...names: readonly string[]) =>
  names.reduce((sum, name) => sum + brotliCompressSync(readFileSync(new URL(`${fileOf(name)}`, dist))).length, 0);

test('core and counting weigh at most 12,000 bytes together', () => {
  const bytes = weigh('kelisim', 'telemetry');
  assert.ok(bytes <= 12_000, `${bytes} bytes`);
});

test('the README says what a returning visitor who agreed fetches in all', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, said = 0] = /`kelisim\.js` and returning: ([\d.]+) KB/.exec(readme) ?? [];
  const kilobytes = weigh('kelisim', 'returning') / 1000;
  assert.ok(Math.abs(Number(said) - kilobytes) <= 0.1, `${said} KB said, ${kilobytes} measured`);
});

test('C-42: every chunk is named after its digest, and integrity.json says so', () => {
  const { files: named } = JSON.parse(readFileSync(new URL('integrity.json', dist), 'utf8'));
  for (const [file, integrity] of Object.entries<string>(named)) {
    const sum = createHash('sha256')
      .update(readFileSync(new URL(file, dist)))
      .digest('base64');
    assert.equal(integrity, `sha256-${sum}`, file);
    if (file !== 'kelisim.js') assert.ok(file.includes(sum.slice(0, 8).replace(/\W/g, '_')), file);
  }
});
