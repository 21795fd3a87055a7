import { parseArgs } from 'node:util';
import { CannotRun, type Command } from './command.ts';
import { settingsHere } from './settings-here.ts';

export const exportReport: Command = {
  name: 'export',
  summary: 'a report as NDJSON or CSV, from a running collector',
  help: `kelisim export <report> --site example.kz [--from 2026-11-01] [--to 2026-11-21]
                [--by browser] [--filter device:phone] [--step week] [--format ndjson] [--url …]

Prints a report of a running collector: the same released rows as the analyst's page and the API.

  --format ndjson|csv|json   ndjson: one row a line; csv: for a spreadsheet; json (or --json): the whole answer
  --url ADDRESS              the collector; default: this machine, at KELISIM_PORT and KELISIM_BASE
  KELISIM_TOKEN or KELISIM_ANALYST_TOKEN in the environment signs in.`,
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
    if (!['ndjson', 'csv', 'json'].includes(format)) throw new CannotRun('--format is ndjson, csv or json');
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
    // `text()` would cut off the mark by which a spreadsheet knows UTF-8.
    const text = Buffer.from(await answer.arrayBuffer()).toString('utf8');
    if (!answer.ok) throw new CannotRun(`the collector refused (${answer.status}): ${reasonIn(text)}`);
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

function reasonIn(text: string): string {
  try {
    const { title = '', detail = '' } = JSON.parse(text) as { title?: string; detail?: string };
    return `${title} ${detail}`.trim();
  } catch {
    // Not a collector's answer; its own words are the best there is.
    return text.slice(0, 200);
  }
}
