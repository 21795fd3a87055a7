import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { scrubLabel } from '../../../src/collector/labels.ts';
import { scrub } from '../../../src/wire/scrub.ts';

const agree = (text: string) => assert.equal(scrubLabel(text), scrub(text), text);

test('T-19: a label is scrubbed exactly as any text, whether or not the scrubber had to be asked', () => {
  for (const text of [
    'news',
    'mail',
    'w31',
    'spring_2026',
    'ivanovich',
    'sergeevna',
    'aybekuly',
    'nurqyzy',
    'july',
    'tel12345',
    '870808',
  ])
    agree(text);
  const months = ['jan', 'may', 'dec', 'янв', 'мая'];
  const likely = fc.oneof(
    fc.stringMatching(/^[a-z]{1,12}$/),
    fc.stringMatching(/^[a-z\d]{1,7}$/),
    fc.stringMatching(/^[a-z]{0,6}(ovich|evna|qyzy|uly|vich|yzy)[a-z]{0,3}$/),
    fc.tuple(fc.constantFrom(...months), fc.nat(9999)).map(([month, number]) => `${month}${number}`),
    fc.string({ unit: 'grapheme', maxLength: 20 }),
  );
  fc.assert(fc.property(likely, agree), { numRuns: 3000 });
});
