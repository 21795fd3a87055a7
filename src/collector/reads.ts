import type { FastifyInstance, FastifyRequest } from 'fastify';
import { formatDay, parseDay } from '../wire/calendar.ts';
import { reportRows } from '../wire/report.ts';
import type { AccessLog } from './access-log.ts';
import type { ArrivalBook } from './arrivals.ts';
import { takeErasures } from './erasure.ts';
import { giveExports } from './exports.ts';
import { createFeed } from './feed.ts';
import type { Journal } from './journal.ts';
import type { Ledger } from './ledger.ts';
import type { LiveBook } from './live.ts';
import { openApi } from './openapi.ts';
import { Refusal } from './problems.ts';
import { isReportName, readQuery } from './query.ts';
import type { ReceiptBook } from './receipts.ts';
import { giveReleases } from './releases.ts';
import { makeReport, type ReportSource } from './report.ts';
import type { Doorkeeper } from './session.ts';
import type { Settings } from './settings.ts';
import type { Site } from './sites.ts';

export interface ReadParts {
  readonly settings: Settings;
  readonly ledger: Ledger;
  readonly sample: { readonly site: Site; readonly ledger: Ledger } | null;
  readonly arrivals: ArrivalBook;
  readonly live: LiveBook;
  readonly receipts: ReceiptBook;
  readonly doorkeeper: Doorkeeper;
  readonly accessLog: AccessLog;
  /** Of this package, for the OpenAPI document. */
  readonly version: string;
  readonly journal: Journal;
  /** Path under which all of this lives; ends with `/`. */
  readonly base: string;
  readonly now: () => number;
}

type Asked = { Params: { name: string }; Querystring: Record<string, unknown> };

/** What owners and analysts read; no CORS header on any of it. */
export function giveOut(app: FastifyInstance, parts: ReadParts): void {
  const { settings, ledger, sample, arrivals, live, receipts, doorkeeper, accessLog, version, journal, base, now } =
    parts;
  const signedIn = (request: FastifyRequest) => doorkeeper.admit(request, ['owner', 'analyst']);
  const siteOf = (query: Readonly<Record<string, unknown>>): Site => {
    const name = query.site;
    if (typeof name !== 'string' || name === '')
      throw new Refusal('bad-query', { path: '/site', detail: 'Name the site, like ?site=example.kz.' });
    const site =
      sample?.site.name === name ? sample.site : Object.hasOwn(settings.sites, name) ? settings.sites[name] : undefined;
    if (!site) throw new Refusal('unknown-site', { path: '/site' });
    return site;
  };
  const report = (name: string, query: Readonly<Record<string, unknown>>) => {
    if (!isReportName(name))
      throw new Refusal('not-found', { detail: `Reports are ${Object.keys(reportRows).join(', ')}.` });
    const site = siteOf(query);
    const from = site.sample && sample ? sample.ledger : ledger;
    const released = () => from.status().released;
    const source: ReportSource = { store: from.store, site, released, k: settings.k, searchK: settings.searchK };
    return makeReport(source, { site: site.name, ...readQuery(name, query, site.zone, released() ?? now()) });
  };

  app.get<Asked>('/v1/reports/:name', async (request, reply) => {
    signedIn(request);
    const answer = await report(request.params.name, request.query);
    return reply.type('application/json; charset=utf-8').send(JSON.stringify(answer));
  });

  giveExports(app, { store: ledger.store, accessLog, signedIn, report });
  const owner = (request: FastifyRequest) => doorkeeper.admit(request, ['owner']);
  const warn = (line: string) => journal('warn', line);
  takeErasures(app, { ledger, accessLog, owner, warn });

  const feed = createFeed(ledger, now);
  const sampleFeed = sample && { feed: createFeed(sample.ledger, now), sites: [sample.site] };
  const feedOf = (site: Site | null) =>
    site?.sample && sampleFeed ? sampleFeed : { feed, sites: site ? [site] : Object.values(settings.sites) };
  giveReleases(app, { feedOf, accessLog, signedIn, siteOf, warn });

  app.get('/v1/receipts/verify', async (request, reply) => {
    await accessLog(doorkeeper.admit(request, ['owner']), 'receipts verify');
    return reply.send(await receipts.verify());
  });

  app.get<{ Params: { id: string } }>('/v1/receipts/:id', async (request, reply) => {
    const role = doorkeeper.admit(request, ['owner']);
    const link = await receipts.find(request.params.id);
    if (!link) throw new Refusal('not-found');
    await accessLog(role, `receipt ${link.receipt.id}`);
    return reply.send(link);
  });

  app.get('/v1/sites', async (request, reply) => {
    const role = signedIn(request);
    const known = [...Object.values(settings.sites), ...(sample ? [sample.site] : [])];
    const since = new Map(
      await Promise.all(
        known.map(
          async ({ name, sample: made }) =>
            [name, await firstDay(made && sample ? sample.ledger : ledger, name)] as const,
        ),
      ),
    );
    return reply.send({
      role,
      k: settings.k,
      searchK: settings.searchK,
      retentionMonths: settings.retentionMonths,
      sites: known.map(({ name, zone, sample: made }) => ({
        name,
        zone,
        since: since.get(name) ?? null,
        ...(made ? { sample: true } : {}),
      })),
    });
  });

  app.get<Asked>('/v1/arrivals', async (request, reply) => {
    signedIn(request);
    return reply.send(arrivals.read(siteOf(request.query).name, ledger.status().nextRelease));
  });

  app.get<Asked>('/v1/live', async (request, reply) => {
    signedIn(request);
    return reply.send(live.read(siteOf(request.query).name));
  });

  app.get('/openapi.json', async (_request, reply) => reply.send(openApi(version, base)));
}

/** The first day with a released visit, as text; null before it. */
async function firstDay({ store }: Ledger, site: string): Promise<string | null> {
  const days = await store.sum({ site, table: 'visits', dimensions: [], from: 0, to: endOfTime, step: 'day' });
  const first = Math.min(...days.flatMap(({ day }) => (day === undefined ? [] : [day])));
  return Number.isFinite(first) ? formatDay(first) : null;
}

/** The year 9999: later than any day that is asked for. */
const endOfTime = parseDay('9999-12-31');
