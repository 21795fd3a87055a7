import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createVocabulary } from '../../src/telemetry/vocabulary.ts';

const terms = ['Кардиолог', 'Детский кардиолог', 'УЗИ', 'Жүрек ауруы', 'Елка', 'Анализ крови', 'Құлақ ауруы'];
const cases: [words: string, term: number][] = [
  ['кардиолог', 0],
  ['кардиолог алматы', 0],
  ['детский кардиолог', 1],
  ['карди', 0],
  ['ка', -1],
  ['узи', 2],
  ['узист', -1],
  ['журек ауруы', 3],
  ['ЖҮРЕК АУРУЫ', 3],
  ['жүр', 3],
  ['кулак ауруы', 6],
  ['куллак', -1],
  ['ёлка', 4],
  ['анализ', 5],
  ['хирург', -1],
  ['', -1],
];

for (const [words, term] of cases)
  test(`T-21: "${words}" is ${term < 0 ? 'no term' : `"${terms[term]}"`}`, async () => {
    const termOf = await createVocabulary(terms);
    assert.equal(termOf(words), term);
  });
