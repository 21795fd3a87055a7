import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { sha256 } from '../../src/receipts/sha256.ts';

const theirs = (text: string) => createHash('sha256').update(text).digest('hex');

test('C-51: without `crypto.subtle` the same words have the same hash, whatever their length', () => {
  for (let length = 0; length < 200; length++) {
    const text = 'я'.repeat(length >> 1) + 'a'.repeat(length & 1);
    assert.equal(sha256(text), theirs(text), `${length} bytes`);
  }
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 3000 }), (text) => assert.equal(sha256(text), theirs(text))),
  );
});
