import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The README's snippet in `language` that speaks of `word`. */
function snippetOf(language: string, word: string): string {
  const all = [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([^\`]+)\`\`\``, 'g'))].map(([, text = '']) => text);
  const found = all.find((text) => text.includes(word));
  assert.ok(found, `the README has no ${language} for ${word}`);
  return found;
}

/** What a form may send as its receipt, and whether an owner's server takes it. */
const sent: readonly (readonly [receipt: string | undefined, isTaken: boolean])[] = [
  ['AbCdEfGhIjKlMnOpQrSt-_', true],
  [undefined, false],
  ['', false],
  ['short', false],
  ['AbCdEfGhIjKlMnOpQrSt-_x', false],
  ['AbCdEfGhIjKlMnOpQrSt-_\n', false],
  ["' OR 1=1 --           ", false],
];

test('C-36: the README’s lines for Node refuse a form without its receipt', () => {
  const answer = new Function('form', `${snippetOf('js', 'kelisim-receipt')}\nreturn null;`);
  for (const [receipt, isTaken] of sent) {
    const form = new FormData();
    if (receipt !== undefined) form.set('kelisim-receipt', receipt);
    const refusal = answer(form) as Response | null;
    assert.equal(refusal === null, isTaken, JSON.stringify(receipt));
    if (refusal) assert.equal(refusal.status, 422);
  }
});

test('C-36: the README’s lines for PHP refuse a form without its receipt', (t) => {
  try {
    execFileSync('php', ['-v'], { stdio: 'ignore' });
  } catch {
    return t.skip('there is no php here');
  }
  const code = `${snippetOf('php', 'kelisim-receipt')}\necho 'taken';`;
  for (const [receipt, isTaken] of sent) {
    const post =
      receipt === undefined
        ? '[]'
        : `['kelisim-receipt' => json_decode('${JSON.stringify(receipt).replace(/['\\]/g, '\\$&')}')]`;
    const out = execFileSync('php', ['-r', `$_POST = ${post};\n${code}`], { encoding: 'utf8' });
    assert.equal(out === 'taken', isTaken, JSON.stringify(receipt));
  }
});
