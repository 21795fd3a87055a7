import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import {
  dimensions,
  environment,
  type Report,
  type ReportName,
  reportRows,
  reportSchema,
} from '../../../src/wire/report.ts';
import { at, busyCollector, day } from './busy-collector.ts';

/** What INTERFACE.md says of each report: its columns, and what it may be broken down and filtered by. */
interface Line {
  readonly columns: readonly string[];
  /** The dimension it keeps apart by itself. */
  readonly own?: string;
  readonly more?: readonly string[];
}
const totals = ['visitors', 'visits', 'bounces', 'views', 'engagedSeconds'];
const list = (own: string): Line => ({ own, columns: [own, 'visits', 'bounces', 'visitors'], more: dimensions });
const page: Line = {
  own: 'path',
  columns: ['path', 'readers', 'views', 'exits', 'engagedSeconds', 'scroll'],
  more: environment,
};
const table: Readonly<Record<ReportName, Line>> = {
  summary: { columns: totals, more: dimensions },
  views: { columns: ['at', ...totals], more: dimensions },
  entries: list('entry'),
  referrers: list('referrer'),
  campaigns: list('campaign'),
  browsers: list('browser'),
  systems: list('system'),
  devices: list('device'),
  languages: list('language'),
  countries: list('country'),
  pages: page,
  exits: page,
  flows: { columns: ['from', 'to', 'movers'] },
  vitals: {
    own: 'metric',
    columns: ['metric', 'contributions', 'p75', 'good', 'needsWork', 'poor'],
    more: ['path', 'device'],
  },
  hours: { columns: ['weekday', 'hour', 'visitors'] },
  retention: { columns: ['week', 'offset', 'visitors'] },
  funnels: { columns: ['funnel', 'step', 'browsers', 'visits'] },
  places: { columns: ['name', 'browsers'] },
  quality: { columns: ['reason', 'count'] },
  searches: { columns: ['words', 'browsers'] },
  'searches-without-results': { columns: ['words', 'browsers'] },
  events: { columns: ['name', 'browsers', 'times'] },
  goals: { own: 'goal', columns: ['goal', 'visits', 'share'], more: dimensions },
  consents: { columns: ['policy', 'purpose', 'given', 'withdrawn'] },
};
const names = Object.keys(table) as ReportName[];

const pairs = (own: string | undefined, more: readonly string[]) =>
  own === undefined
    ? more.flatMap((one, index) => more.slice(index + 1).map((two) => [one, two]))
    : more.filter((name) => name !== own).map((name) => [name]);

/** The value that all sixty have of a dimension. */
const held: Readonly<Record<string, string>> = {
  entry: '/',
  referrer: 'google.com',
  campaign: 'news / mail / spring',
  browser: 'Firefox',
  system: 'Linux',
  device: 'computer',
  language: 'ru',
  country: 'KZ',
  path: '/',
};

test('R-01, R-04: each report has INTERFACE.md’s columns, dimensions and refusals, asked of a real collector', async (t) => {
  const { ask, rows, get } = await busyCollector(t);
  const ajv = new Ajv({ formats: { 'date-time': true } });

  await t.test('every report has its columns, in the treaty’s form, and counts people in steps of k', async () => {
    assert.deepEqual(names.toSorted(), Object.keys(reportRows).toSorted());
    for (const name of names) {
      const answer = await ask(name);
      assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
      const report = (await answer.json()) as Report;
      const validate = ajv.compile(reportSchema(name));
      assert.ok(validate(report), `${name}: ${ajv.errorsText(validate.errors)}`);
      assert.deepEqual(Object.keys(report).slice(0, 9), [
        ...['report', 'site', 'from', 'to', 'zone', 'k', 'released', 'unfinished', 'filters'],
      ]);
      assert.deepEqual(
        [report.report, report.site, report.from, report.to, report.zone, report.k, report.released],
        [name, 'clinic.kz', '2026-11-22', '2026-11-22', 'Asia/Almaty', 10, new Date(at + 5000).toISOString()],
      );
      assert.ok(report.rows.length > 0, `${name} lists nothing`);
      for (const row of report.rows as readonly Readonly<Record<string, unknown>>[]) {
        assert.deepEqual(Object.keys(row).toSorted(), table[name].columns.toSorted(), name);
        for (const people of ['visitors', 'readers', 'movers', 'browsers', 'contributions', 'given', 'withdrawn'])
          if (typeof row[people] === 'number') assert.equal(row[people] % 10, 0, `${name}.${people}: ${row[people]}`);
      }
    }
  });

  await t.test('each report takes each of its dimensions, and each pair, as `by` and as filter', async () => {
    for (const name of names) {
      const { own, more = [] } = table[name];
      const alone = own === undefined ? more.map((one) => [one]) : [];
      for (const asked of [...alone, ...pairs(own, more)]) {
        const apart = await rows(name, asked.map((one) => `&by=${one}`).join(''));
        assert.ok(apart.length > 0, `${name} by ${asked}`);
        for (const one of asked)
          assert.ok(
            apart.every((row) => typeof row[one] === 'string'),
            `${name} by ${one}`,
          );
        const filtered = asked.map((one) => `&filter=${encodeURIComponent(`${one}:${held[one]}`)}`).join('');
        const only = await rows(name, filtered);
        assert.ok(only.length > 0, `${name} filtered by ${asked}`);
        if (asked.length > 1) continue;
        assert.deepEqual(await rows(name, filtered.replaceAll('%3A', '%3Anobody')), [], `${name}: a value nobody has`);
      }
    }
  });

  await t.test('what is not in its line is a 400 that names the parameter', async () => {
    const every = [...dimensions, 'path', 'metric', 'goal', 'constructor', '__proto__'];
    const refused = async (name: ReportName, query: string, path: string) => {
      const answer = await ask(name, query);
      const problem = (await answer.json()) as { status: number; path?: string; detail?: string };
      assert.deepEqual([answer.status, problem.path], [400, path], `${name}${query}`);
      assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
      assert.ok(problem.detail, 'and says the cure');
      assert.doesNotMatch(JSON.stringify(problem), /hostile/, 'the value is not echoed');
    };
    for (const name of names) {
      if (name === 'events') continue;
      const { own, more = [] } = table[name];
      for (const alien of every.filter((one) => one !== own && !more.includes(one))) {
        await refused(name, `&by=${alien}`, '/by');
        await refused(name, `&filter=${alien}:hostile`, '/filter');
      }
      if (more.length > 2) await refused(name, `&by=${more.slice(0, 3)}`, '/by');
      if (more.length > 2)
        await refused(
          name,
          more
            .slice(0, 3)
            .map((one) => `&filter=${one}:hostile`)
            .join(''),
          '/filter',
        );
      await refused(name, ['views', 'vitals', 'consents'].includes(name) ? '&step=decade' : '&step=week', '/step');
      if (name === 'vitals' || name === 'consents') await refused(name, '&step=hour', '/step');
      await refused(name, '&order=hostile', '/order');
    }
    await refused('views', '&step=hostile', '/step');
    await refused('views', '&step=hour&by=browser', '/step');
    await refused('views', '&step=hour&filter=browser:hostile', '/step');
    await refused('events', '&by=place&by=size', '/by');
    await refused('events', '&by=size&filter=place:hostile', '/by');
    await refused('events', '&filter=hostile', '/filter');
  });

  await t.test('impossible ranges and strange years are refused or empty, never a fault', async () => {
    const range = async (query: string) => (await get(`v1/reports/views?site=clinic.kz&${query}`)).status;
    for (const bad of [
      'from=2026-11-23&to=2026-11-22',
      'from=2026-02-31&to=2026-03-01',
      'from=22.11.2026',
      'to=tomorrow',
      'from=2026-11-22&from=2026-11-21',
      'from=10000-01-01',
      'from=2026-11-01&to=9999-12-31',
    ])
      assert.equal(await range(bad), 400, bad);
    const years = await get('v1/reports/views?site=clinic.kz&from=9999-01-01&to=9999-12-31');
    assert.deepEqual([years.status, ((await years.json()) as Report).rows], [200, []]);
    assert.equal(await range('from=0001-01-01&to=9999-12-31'), 200, 'all there is');
    for (const site of ['', 'site=', 'site=clinic.kz&site=localhost'])
      assert.equal((await get(`v1/reports/views?${site}`)).status, 400, site);
    assert.equal((await get('v1/reports/views?site=other.kz')).status, 403);
    for (const name of ['nothing', 'constructor', '__proto__'])
      assert.equal((await get(`v1/reports/${name}?site=clinic.kz`)).status, 404, name);
  });

  await t.test('views and engaged time are null for entry, referrer, campaign and two dimensions', async () => {
    const views = async (query: string) => (await rows('summary', query)).map((row) => [row.views, row.engagedSeconds]);
    for (const one of environment)
      for (const [count, seconds] of await views(`&by=${one}`))
        assert.ok(typeof count === 'number' && typeof seconds === 'number', one);
    for (const query of [
      '&by=entry',
      '&filter=referrer:google.com',
      '&by=campaign',
      '&by=browser&filter=device:computer',
    ])
      for (const both of await views(query)) assert.deepEqual(both, [null, null], query);
  });

  await t.test('events by one of their properties, and filtered by one', async () => {
    const [call] = await rows('events');
    assert.deepEqual([call?.name, Number(call?.times) >= Number(call?.browsers)], ['call', true]);
    for (const query of [
      '&by=place',
      '&filter=place:header',
      '&by=place&filter=name:call',
      '&filter=name:call&filter=place:header',
    ]) {
      const [only, ...others] = await rows('events', query);
      assert.deepEqual([only?.name, only?.value, others], ['call', 'header', []], query);
    }
    assert.deepEqual(await rows('events', '&filter=place:footer'), []);
    assert.deepEqual(await rows('events', '&by=colour'), []);
  });

  await t.test(
    'R-03: between releases every answer is byte-identical, and the exports hold the same rows',
    async () => {
      for (const name of names) {
        const [one, two] = await Promise.all([ask(name), ask(name)].map(async (answer) => (await answer).text()));
        assert.equal(one, two, name);
        const { rows: listed } = JSON.parse(one ?? '') as Report;
        const lines = await (await get(`v1/exports/${name}.ndjson?site=clinic.kz&${day}`)).text();
        assert.deepEqual(
          lines
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line)),
          listed,
          name,
        );
      }
    },
  );
});
