import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Value } from 'typebox/value';
import { Batch, kindsOf } from '../../src/wire/batch.ts';

const golden: Batch[] = JSON.parse(readFileSync(new URL('golden/batch-v1.json', import.meta.url), 'utf8'));
const plain = () => structuredClone(golden[0] ?? assert.fail());

test('every batch of version 1 that was ever valid is still read', () => {
  for (const batch of golden) assert.deepEqual([...Value.Errors(Batch, batch)], [], batch.id);
});

test('the golden batches hold every kind of event there is', () => {
  const kinds = new Set(golden.flatMap(({ events }) => events.map(({ kind }) => kind)));
  assert.deepEqual([...kinds].sort(), Object.values(kindsOf).flat().sort());
});

const faults: [what: string, spoil: (batch: Record<string, unknown>) => void][] = [
  ['an unknown field', (batch) => Object.assign(batch, { visitor: 'x' })],
  ['an unknown field in an event', (batch) => Object.assign((batch.events as object[])[0] ?? {}, { title: 'Анализ' })],
  ['a visitor’s id in the surroundings', (batch) => Object.assign(batch.env as object, { id: 'x' })],
  ['another version', (batch) => Object.assign(batch, { v: 2 })],
  ['a path with a query', (batch) => Object.assign((batch.events as object[])[0] ?? {}, { path: '/a?q=secret' })],
  ['a fraction of a minute', (batch) => Object.assign((batch.events as object[])[0] ?? {}, { ageMinutes: 0.5 })],
  ['a view beyond 50', (batch) => Object.assign((batch.events as object[])[0] ?? {}, { nth: 51 })],
  ['a depth between the quarters', (batch) => Object.assign((batch.events as object[])[1] ?? {}, { scroll: 60 })],
  [
    'a hundred and one events',
    (batch) => Object.assign(batch, { events: Array(101).fill((batch.events as object[])[0]) }),
  ],
];

for (const [what, spoil] of faults)
  test(`${what} is refused`, () => {
    const batch = plain() as unknown as Record<string, unknown>;
    spoil(batch);
    assert.equal(Value.Check(Batch, batch), false);
  });
