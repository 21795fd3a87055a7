import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CannotRun, type Command } from './command.ts';
import { settingsHere } from './settings-here.ts';

export const exportReport: Command = {
  name: 'export',
  summary: 'a report as NDJSON, CSV or Parquet, from a running collector',
  help: `kelisim export <report> --site example.kz [--from 2026-11-01] [--to 2026-11-21]
                [--by browser] [--filter device:phone] [--step week] [--format ndjson] [--out FILE] [--url …]

Prints a report of a running collector: the same released rows as the analyst's page and the API.

  --format ndjson|csv|parquet|json
                             ndjson: one row a line; csv: for a spreadsheet; parquet: for DuckDB, pandas, Polars,
                             with --out; json (or --json): the whole answer
  --out FILE                 writes a new file instead of printing
  --url ADDRESS              the collector; default: this machine, at KELISIM_PORT and KELISIM_BASE
  KELISIM_TOKEN or KELISIM_ANALYST_TOKEN in the environment signs in.

Exit codes: 0 printed or written, 2 could not run, or the collector refused.`,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        site: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
        by: { type: 'string', multiple: true },
        filter: { type: 'string', multiple: true },
        step: { type: 'string' },
        format: { type: 'string' },
        json: { type: 'boolean', default: false },
        out: { type: 'string' },
        url: { type: 'string' },
      },
      allowPositionals: true,
    });
    const [report] = positionals;
    if (report === undefined || positionals.length > 1)
      throw new CannotRun('name one report: kelisim export pages --site example.kz');
    const settings = settingsHere(io);
    const token = settings.analystToken ?? settings.token;
    if (token === null) throw new CannotRun('no token: set KELISIM_ANALYST_TOKEN (or KELISIM_TOKEN)');
    const format = values.json ? 'json' : (values.format ?? 'ndjson');
    if (!['ndjson', 'csv', 'parquet', 'json'].includes(format))
      throw new CannotRun('--format is ndjson, csv, parquet or json');
    if (format === 'parquet' && values.out === undefined)
      throw new CannotRun('a terminal shows no Parquet; name a file: --out pages.parquet');
    const site = values.site ?? onlyOne(Object.keys(settings.sites));
    const base = values.url ?? `http://localhost:${settings.port}${settings.base}`;
    if (!URL.canParse(base)) throw new CannotRun('--url is an address like http://localhost:8090/');
    const name = encodeURIComponent(report);
    const url = new URL(
      format === 'json' ? `v1/reports/${name}` : `v1/exports/${name}.${format}`,
      base.endsWith('/') ? base : `${base}/`,
    );
    for (const key of ['from', 'to', 'step'] as const)
      if (values[key] !== undefined) url.searchParams.set(key, values[key]);
    for (const key of ['by', 'filter'] as const)
      for (const value of values[key] ?? []) url.searchParams.append(key, value);
    url.searchParams.set('site', site);
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } }).catch((error: unknown) => {
      throw new CannotRun(
        `no collector answers at ${base} (${error instanceof Error ? String(error.cause ?? error.message) : 'unknown'}); start it or give --url`,
      );
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    // `text()` would cut off the mark by which a spreadsheet knows UTF-8.
    const text = bytes.toString('utf8');
    if (!answer.ok) throw new CannotRun(`the collector refused (${answer.status}): ${reasonIn(text)}`);
    if (values.out !== undefined) {
      await writeNew(resolve(io.folder, values.out), bytes);
      return 0;
    }
    // `out` ends each line itself.
    if (text !== '') io.out(text.replace(/\r?\n$/, ''));
    return 0;
  },
};

function onlyOne(sites: readonly string[]): string {
  const [site] = sites;
  if (site === undefined || sites.length > 1) throw new CannotRun('name the site: --site example.kz');
  return site;
}

async function writeNew(path: string, bytes: Uint8Array): Promise<void> {
  await writeFile(path, bytes, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    throw new CannotRun(
      error.code === 'EEXIST'
        ? `${path} is there already; name a new file`
        : `${path} cannot be written (${error.code})`,
    );
  });
}

function reasonIn(text: string): string {
  try {
    const { title = '', detail = '' } = JSON.parse(text) as { title?: string; detail?: string };
    return `${title} ${detail}`.trim();
  } catch {
    // Not a collector's answer; its own words are the best there is.
    return text.slice(0, 200);
  }
}
