import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { check, examine } from '../../src/tools/check.ts';
import { linesIn } from '../../src/tools/json-lines.ts';
import { runCommand } from './run-command.ts';

const whole = {
  site: 'clinic.kz',
  policy: { url: '/policy', version: '2026-11-01' },
  operator: { name: 'Клиника', bin: '061211600012', email: 'a@clinic.kz', country: 'KZ' },
};
const told = (config: unknown) =>
  examine(JSON.stringify(config, null, 1)).map(({ line, level, path }) => `${line} ${level} ${path}`);

test('a whole configuration has nothing to be told', () => {
  assert.deepEqual(told(whole), []);
});

test('each gap is named by its line', () => {
  const text = `{
  "site": "clinic.kz",
  "policy": { "url": "/policy", "version": "2026-11-01" },
  "operator": {
    "name": "Клиника",
    "bin": "061211600013",
    "country": "KZ"
  },
  "languages": ["ru", "en"],
  "services": [
    { "id": "meet", "purpose": "video", "name": "Meet", "country": "US" }
  ],
  "forms": { "data": "имя", "term": "бессрочно" }
}`;
  assert.deepEqual(
    examine(text).map(({ line, level, path }) => `${line} ${level} ${path}`),
    [
      '4 law /operator/email',
      '6 law /operator/bin',
      '9 law /languages',
      '11 law /services/0/purpose',
      '11 law /services/0/country',
      '11 law /services/0/data',
      '11 advice /services/0/origins',
      '13 law /forms/purposes',
      '13 law /forms/nameField',
      '13 law /forms/term',
    ],
  );
});

test('what does not fit the schema is said before the law is read', () => {
  assert.deepEqual(told({ ...whole, reaskDays: 30, polcy: {} }), ['13 schema /reaskDays', '14 schema /polcy']);
});

test('a text with a missing comma is told by its line', () => {
  const [finding] = examine('{\n  "site": "a.kz"\n  "zone": "Asia/Almaty"\n}');
  assert.deepEqual([finding?.line, finding?.level], [3, 'schema']);
});

test('lines are found for every value of any JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value, null, 2);
      const lines = linesIn(text);
      const walk = (inner: unknown, pointer: string): void => {
        assert.ok(lines.has(pointer), pointer);
        if (typeof inner === 'object' && inner !== null)
          for (const [key, more] of Object.entries(inner)) walk(more, `${pointer}/${key}`);
      };
      walk(value, '');
      assert.ok([...lines.values()].every((line) => line >= 1 && line <= text.split('\n').length));
    }),
  );
});

test('exit codes: 0 fine, 1 found something, 2 could not run; and JSON for machines', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'kelisim-'));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'good.json'), JSON.stringify(whole));
  await writeFile(join(folder, 'bad.json'), '{ "reaskDays": 1 }');
  assert.deepEqual(await runCommand(check, ['good.json'], { folder }), {
    code: 0,
    out: 'good.json: nothing is missing',
    err: '',
  });
  const bad = await runCommand(check, ['bad.json', '--json'], { folder });
  assert.equal(bad.code, 1);
  assert.deepEqual(
    (JSON.parse(bad.out) as { path: string }[]).map(({ path }) => path),
    ['/reaskDays'],
  );
  const absent = await runCommand(check, ['absent.json'], { folder });
  assert.equal(absent.code, 2);
  assert.match(absent.err, /absent.json cannot be read/);
});
