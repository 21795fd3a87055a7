import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ensureFirefox } from '../../../demo/setup.js';
import { parseEngines } from './names.js';

for (const [text, expected] of [
  [undefined, ['chromium']],
  ['', ['chromium']],
  ['webkit', ['webkit']],
  ['chromium,firefox,webkit', ['chromium', 'firefox', 'webkit']],
  [' firefox , firefox,', ['firefox']],
] as const)
  test(`ENGINES=${text ?? '(unset)'} means ${expected.join(', then ')}`, () => {
    assert.deepEqual(parseEngines(text), expected);
  });

test('an engine that nobody knows is refused, and the known ones are named', () => {
  assert.throws(() => parseEngines('chromium,opera'), /"opera".*chromium, firefox, webkit/);
  assert.throws(() => parseEngines('Firefox'), /"Firefox"/);
});

test('Firefox is the one that FIREFOX_PATH names, and one that is not there is said', async () => {
  assert.equal(await ensureFirefox({ env: { FIREFOX_PATH: process.execPath } }), process.execPath);
  await assert.rejects(ensureFirefox({ env: { FIREFOX_PATH: '/none' } }), /FIREFOX_PATH=\/none is not there/);
});
