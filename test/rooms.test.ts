import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';

const src = new URL('../src', import.meta.url).pathname;

/** Who may import whom; `(types)` is what may be imported as types only. The same map stands in the README. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  wire: [],
  words: [],
  consent: ['wire'],
  ask: ['wire', 'words', 'consent'],
  receipts: ['wire', 'consent'],
  services: ['wire', 'words', 'consent'],
  ui: ['wire', 'words', 'consent', 'receipts'],
  telemetry: ['wire', 'consent'],
  collector: ['wire', 'words'],
  dashboard: ['wire', 'words'],
  // The checker reads an owner's words beside our own.
  tools: ['wire', 'words', 'collector'],
};

/** What a visitor's browser must not carry: the schemas and all that reads them. */
const schemaFree = ['consent', 'ask', 'receipts', 'ui', 'telemetry'];
const schemas = ['batch', 'receipt', 'report', 'problem', 'config'].map((name) => join(src, 'wire', `${name}.ts`));

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => join(src, name));

const imports: Import[] = files.flatMap((from) =>
  [...readFileSync(from, 'utf8').matchAll(/^(?:import|export)\s+(type\s+)?[^;]*?from\s+'(\.[^']+)'/gm)].map(
    (found) => ({
      from,
      to: resolve(dirname(from), found[2] ?? ''),
      typeOnly: found[1] !== undefined,
    }),
  ),
);

const roomOf = (file: string) => {
  const [first = '', second] = relative(src, file).split('/');
  return second === undefined ? null : first;
};

test('every import between rooms stands in the map', () => {
  const forbidden = imports.filter(({ from, to }) => {
    const [room, other] = [roomOf(from), roomOf(to)];
    return room && room !== other && !(other && rooms[room]?.includes(other));
  });
  assert.deepEqual(forbidden, []);
  assert.deepEqual(
    [...new Set(files.map(roomOf))].filter((room) => room && !rooms[room]),
    [],
  );
});

test('nobody imports a door, and only doors join in the hall', () => {
  const doors = imports.filter(({ to }) => roomOf(to) === null);
  const joined = doors.map(({ from, to }) => `${relative(src, from)} → ${relative(src, to)}`);
  assert.deepEqual([...new Set(joined)].sort(), [
    'after.ts → start.ts',
    'index.ts → start.ts',
    'returning.ts → after.ts',
    'widget.ts → start.ts',
  ]);
});

test('no visitor downloads a schema: the treaty reaches the browser as types', () => {
  const carried = imports.filter(
    ({ from, to, typeOnly }) => schemaFree.includes(roomOf(from) ?? '') && schemas.includes(to) && !typeOnly,
  );
  assert.deepEqual(carried, []);
});

test('there is no cycle', () => {
  const next = new Map<string, string[]>();
  for (const { from, to, typeOnly } of imports) if (!typeOnly) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): void => {
    assert.ok(!path.includes(file), `cycle: ${[...path, file].map((f) => relative(src, f)).join(' → ')}`);
    if (done.has(file)) return;
    for (const to of next.get(file) ?? []) walk(to, [...path, file]);
    done.add(file);
  };
  for (const file of files) walk(file, []);
});
