import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Report, type ReportName, reportRows } from '../../../src/wire/report.ts';
import { busyCollector, day } from './busy-collector.ts';

const run = promisify(execFile);
const python = process.env.PYTHON_PATH || 'python3';
const skip =
  spawnSync(python, ['-c', 'import pandas, pyarrow, polars']).status === 0
    ? false
    : 'pandas with pyarrow, and polars, are not here: pip install pandas pyarrow polars, or set PYTHON_PATH to a Python that has them';

/** Reads every Parquet file of a folder by both, and prints what it held: columns by name, lists of values. */
const reader = `
import glob, json, os, sys
import pandas, polars
held = {}
for file in sorted(glob.glob(sys.argv[1] + "/*.parquet")):
    name = os.path.basename(file)[:-8]
    frame = pandas.read_parquet(file, dtype_backend="numpy_nullable")
    held[name] = {
        "pandas": {column: [None if pandas.isna(value) else value for value in frame[column].tolist()] for column in frame},
        "polars": polars.read_parquet(file).to_dict(as_series=False),
    }
print(json.dumps(held, ensure_ascii=False))
`;

test('R-08: pandas and Polars read the Parquet of every report, and the released files as demo/released.py does', {
  skip,
}, async (t) => {
  const { get, folder } = await busyCollector(t);
  const files = await mkdtemp(join(tmpdir(), 'kelisim-python-'));
  t.after(() => rm(files, { recursive: true, force: true }));
  const names = Object.keys(reportRows) as ReportName[];
  for (const name of names) {
    const answer = await get(`v1/exports/${name}.parquet?site=clinic.kz&${day}`);
    await writeFile(join(files, `${name}.parquet`), Buffer.from(await answer.arrayBuffer()));
  }
  const { stdout } = await run(python, ['-c', reader, files], { maxBuffer: 1e8 });
  const held = JSON.parse(stdout) as Record<ReportName, Record<'pandas' | 'polars', Record<string, unknown[]>>>;
  for (const name of names) {
    const { rows } = (await (await get(`v1/reports/${name}?site=clinic.kz&${day}`)).json()) as Report;
    const wanted = rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).flatMap(([key, value]) =>
          value !== null && typeof value === 'object'
            ? Object.entries(value).map(([inner, own]) => [`${key}${inner}`, own])
            : [[key, value]],
        ),
      ),
    );
    for (const by of ['pandas', 'polars'] as const) {
      const columns = Object.entries(held[name][by]);
      const read = wanted.map((_, at) => Object.fromEntries(columns.map(([column, values]) => [column, values[at]])));
      assert.deepEqual(read, wanted, `${name} by ${by}`);
    }
  }

  const script = fileURLToPath(new URL('../../../demo/released.py', import.meta.url));
  const { stdout: said } = await run(python, [script, join(folder, 'released')]);
  assert.match(said, /visitors +visits +bounces\s+day\s+2026-11-22 +[56]0 +[56]0 +0/);
  assert.match(said, /\/ +┆ [56]0 +┆ [56]0/);
});
