import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const root = new URL('..', import.meta.url).pathname;

/** Slips of the pen that would hurt a visitor, each in the room where it could be made, and what the compiler says. */
const mistakes: Readonly<Record<string, { readonly code: string; readonly says: RegExp }>> = {
  'consent/forbidden-import.ts': {
    code: `import { element } from '../ask/element.ts';\nexport const x = element;`,
    says: /TS6307|not listed within the file list/,
  },
  'collector/wrong-global.ts': { code: 'export const title = document.title;', says: /Cannot find name 'document'/ },
  'telemetry/wrong-runtime.ts': {
    code: `import { readFileSync } from 'node:fs';\nexport const x = readFileSync;`,
    says: /node:fs/,
  },
  'telemetry/unknown-field.ts': {
    code: `import type { View } from '../wire/batch.ts';\nexport const view: View = { kind: 'view', ageMinutes: 0, path: '/', nth: 1, visitor: 'x' };`,
    says: /'visitor' does not exist/,
  },
  'collector/forged-fact.ts': {
    code: `import type { PlaceFact } from './fact.ts';\nexport const fact: PlaceFact = { kind: 'place', name: 'x', day: 1, hour: 1 };`,
    says: /anonymous/,
  },
  'words/no-kazakh.ts': {
    code: `import type { Words } from './texts.ts';\nimport * as ru from './ru.ts';\nconst { accept, ...banner } = ru.banner;\nexport const kk: Words = { ...ru, banner };`,
    says: /accept/,
  },
};

test('what would hurt a visitor does not compile', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'kelisim-mistakes-'));
  try {
    cpSync(join(root, 'src'), join(folder, 'src'), { recursive: true });
    cpSync(join(root, 'tsconfig.json'), join(folder, 'tsconfig.json'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const [file, { code }] of Object.entries(mistakes)) writeFileSync(join(folder, 'src', file), `${code}\n`);
    const rooms = [...new Set(Object.keys(mistakes).map((file) => `src/${file.split('/')[0]}`))];
    const { stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-b', ...rooms], {
      cwd: folder,
      encoding: 'utf8',
    });
    for (const [file, { says }] of Object.entries(mistakes)) {
      const about = stdout.split('\n').filter((line) => line.includes(file) || /^ /.test(line));
      assert.match(about.join('\n'), says, file);
      assert.ok(stdout.includes(`src/${file}`), `${file} compiled`);
    }
    const others = stdout
      .split('\n')
      .filter((line) => /^\S+\(\d/.test(line) && !Object.keys(mistakes).some((file) => line.includes(file)));
    assert.deepEqual(others, []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
