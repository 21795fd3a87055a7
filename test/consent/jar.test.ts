import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatAnswer, readAnswer } from '../../src/consent/jar.ts';
import { answerable, answerWith } from '../../src/consent/rules.ts';
import { builtInPurposes } from '../../src/wire/purposes.ts';
import { answerOf, configOf, meet } from './world.ts';

const now = Date.UTC(2026, 10, 22, 12);
const whole = formatAnswer(answerOf({ granted: ['functional', 'crossborder:meet'], refused: ['search'], over: [] }));

test('C-32: what was written is read again', () => {
  const id = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}(:[a-z][a-z0-9-]{0,8})?$/);
  const ids = fc.uniqueArray(id, { maxLength: 5 });
  const fields = {
    policy: fc.constantFrom('2026-11-01', '1', '1.2.10', '0.1'),
    on: fc.constantFrom('2026-11-22', '2026-11-23', '2024-02-29', '1999-12-31'),
    ...{ granted: ids, refused: ids, over: ids },
  };
  const answer = fc.record(fields, { noNullPrototype: true });
  fc.assert(fc.property(answer, (given) => assert.deepEqual(readAnswer(formatAnswer(given), now), given)));
});

test('C-32: nothing that comes out of a cookie throws; what is no record of ours is no consent', () => {
  const shaped = /^policy=[\d.-]+&on=\d{4}-\d\d-\d\d&granted=[a-z0-9:.-]*&refused=[a-z0-9:.-]*(&over=[a-z0-9:.-]*)?$/;
  const bitten = fc
    .tuple(fc.nat(whole.length), fc.nat(whole.length), fc.string())
    .map(([from, to, between]) => whole.slice(0, from) + between + whole.slice(to));
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), bitten), (text) => {
      const answer = readAnswer(text, now);
      if (!shaped.test(text)) assert.equal(answer, null);
      else if (answer) assert.equal(readAnswer(formatAnswer(answer), now)?.on, answer.on);
    }),
    { numRuns: 1000 },
  );
});

test('C-32: broken in any of the known ways is null', () => {
  const table: readonly [string, string][] = [
    ['nothing', ''],
    ['cut short', whole.slice(0, 40)],
    ['cut in front', whole.slice(3)],
    ['JSON', '{"granted":["statistics"]}'],
    ['a wrong type', whole.replace('2026-11-22', 'true')],
    ['a month that is none', whole.replace('2026-11-22', '2026-13-01')],
    ['a day that is none', whole.replace('2026-11-22', '2026-11-99')],
    ['from the future', whole.replace('2026-11-22', '2026-11-25')],
    ['hostile keys', whole.replace('functional', '__proto__')],
    ['upper case', whole.replace('functional', 'Functional')],
    ['markup', whole.replace('functional', '<img>')],
    ['percent-encoded', encodeURIComponent(whole)],
    ['twice', `${whole}&${whole}`],
    ['a foreign field', `${whole}&id=42`],
    ['a line end', `${whole}\n`],
    ['513 bytes', whole.replace('functional', 'x'.repeat(513 - whole.length + 'functional'.length))],
    ['a megabyte', whole.replace('functional', 'x'.repeat(1_000_000))],
  ];
  for (const [title, text] of table) assert.equal(readAnswer(text, now), null, title);
  assert.ok(readAnswer(whole, now), 'the whole one is read');
});

test('a record of tomorrow is believed where clocks and zones differ by a day', () => {
  assert.ok(readAnswer(whole.replace('2026-11-22', '2026-11-23'), now));
});

test('C-27: every built-in purpose, answered in any way, fits into 512 bytes and names no person', () => {
  const config = configOf({
    policy: { url: '/p', version: '2026-11-01' },
    purposes: builtInPurposes.map((id) => ({ id })),
    services: [meet, { ...meet, id: 'analytics-abroad', purpose: 'external' }],
  });
  for (const said of [true, false])
    for (const signals of [{}, { refuses: true }]) {
      const choices = Object.fromEntries(answerable(config).map((id) => [id, said]));
      const text = formatAnswer(answerWith(choices, null, config, signals, '2026-11-22'));
      assert.ok(new TextEncoder().encode(text).length <= 512, `${text.length}`);
      assert.ok(readAnswer(text, now));
      assert.equal(encodeURI(text), text, 'nothing in it needs escaping in a cookie');
    }
});
