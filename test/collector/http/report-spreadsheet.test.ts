import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { columnsOf } from '../../../src/collector/columns.ts';
import { toCsv } from '../../../src/collector/spreadsheet.ts';

const office = process.env.SOFFICE_PATH || '/usr/bin/soffice';
const skip = existsSync(office)
  ? false
  : 'LibreOffice is not here: apt-get install --no-install-recommends libreoffice-calc, or set SOFFICE_PATH';

test('R-08: LibreOffice opens the CSV right: Cyrillic and all, numbers as numbers, and no formula', {
  skip,
}, async () => {
  const words = ['кардиолог', 'балалар дәрігері', '"кавычки", и запятая', '; точка с запятой'];
  const formulas = [
    '=HYPERLINK("http://evil.kz")',
    '+1+1',
    '-2+3',
    '@SUM(1;2)',
    "=cmd|'/c calc'!A1",
    ' =1+1',
    'a;=1+1',
  ];
  const rows = [...words, ...formulas].map((text, index) => ({ words: text, browsers: 20 * (index + 1) }));
  const folder = await mkdtemp(join(tmpdir(), 'kelisim-office-'));
  try {
    await writeFile(join(folder, 'searches.csv'), toCsv(columnsOf('searches', rows)));
    await promisify(execFile)(
      office,
      [
        `-env:UserInstallation=file://${folder}/profile`,
        // What its dialog proposes for a file with our byte order mark; without a window it asks nobody and takes Latin 1.
        '--infilter=CSV:44,34,76,1',
        ...['--headless', '--norestore', '--convert-to', 'fods', '--outdir', folder, join(folder, 'searches.csv')],
      ],
      { env: { ...process.env, HOME: folder } },
    );
    const sheet = await readFile(join(folder, 'searches.fods'), 'utf8');
    assert.doesNotMatch(sheet, /table:formula|text:a /);
    const cells = [...sheet.matchAll(/office:value-type="(string|float)"[^>]*>\s*<text:p>(.*?)<\/text:p>/g)].map(
      ([, type, text = '']) => [type, text.replace(/&(apos|quot);/g, (_, name) => (name === 'apos' ? "'" : '"'))],
    );
    assert.deepEqual(cells.slice(0, 2), [
      ['string', 'words'],
      ['string', 'browsers'],
    ]);
    const read = cells.slice(2);
    for (const [index, text] of words.entries())
      assert.deepEqual(read.slice(2 * index, 2 * index + 2), [
        ['string', text],
        ['float', String(20 * (index + 1))],
      ]);
    assert.equal(read.length, 2 * rows.length, 'no cell was parted');
    for (const [index, formula] of formulas.entries()) {
      const [type, text = ''] = read[2 * (words.length + index)] ?? [];
      assert.equal(type, 'string', `${formula} became ${text}`);
      assert.equal(text.replaceAll("'", '').trim(), formula.replaceAll("'", '').trim());
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
