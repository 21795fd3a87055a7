import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDeclared } from '../../../src/collector/declared.ts';
import { createSiteLattice } from '../../../src/collector/lattice.ts';
import { createNearby } from '../../../src/collector/nearby.ts';
import { remember } from '../../../src/collector/remember.ts';
import { nothingDeclared } from '../../../src/collector/sites.ts';

test('what comes again is worked out once; made-up and endless texts do not fill the memory', () => {
  const asked: string[] = [];
  const lengthOf = remember(3, (text) => asked.push(text) && text.length);
  for (const text of ['a', 'bb', 'a', 'bb', 'ccc']) assert.equal(lengthOf(text), text.length);
  assert.deepEqual(asked, ['a', 'bb', 'ccc']);
  assert.equal(lengthOf('dddd'), 4);
  assert.equal(lengthOf('a'), 1);
  assert.deepEqual(asked, ['a', 'bb', 'ccc', 'dddd', 'a'], 'with three known it began anew');
  const endless = 'x'.repeat(3000);
  assert.deepEqual([lengthOf(endless), lengthOf(endless)], [3000, 3000]);
  assert.equal(asked.filter((text) => text === endless).length, 2);
});

test('cells that were found are forgotten when some are taken out, and when they are too many', () => {
  const lattice = createSiteLattice('clinic.kz', readDeclared(nothingDeclared));
  let begun = 0;
  const nearby = createNearby(lattice, () => {
    begun += 1;
    return begun;
  });
  const here = { browser: 'Firefox', system: 'Linux', device: 'computer', language: 'ru', country: 'KZ' };
  assert.deepEqual([nearby.of(here), nearby.of({ ...here }), nearby.of({ ...here, language: 'kk' })], [1, 1, 2]);
  lattice.generation += 1;
  assert.equal(nearby.of(here), 3);
  for (let set = 0; set <= 100_000; set += 1) nearby.note();
  assert.equal(nearby.of(here), 4);
});
