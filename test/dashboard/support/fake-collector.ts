import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { formatDay } from '../../../src/wire/calendar.ts';
import type { ReportName } from '../../../src/wire/report.ts';
import { answer, type MadeUp, type Rows } from './made-up.ts';
import { pageFiles } from './page-files.ts';

/** How the stand-in behaves; a test changes it while the page is open. */
export interface Behaviour {
  sites: Record<string, MadeUp>;
  arrivals: {
    since: string;
    accepted: { since: string; at: string } | null;
    refused: { at: string; reason: string } | null;
  };
  nextRelease: string;
  present: number;
  pages?: readonly { path: string; present: number }[];
  /** Instead of the made-up rows. */
  rows: Rows;
  /** Reports that fail, and with what: a status, or `hang` for no answer. */
  failing: Partial<Record<ReportName | 'sites' | 'news', number | 'hang'>>;
  signedIn: boolean;
  role?: 'owner' | 'analyst';
  /** What `v1/receipts/…` and an erasure answer; a status, or a body. */
  owner?: Record<string, unknown>;
}

export interface FakeCollector {
  /** Where the page is, with a path prefix, as behind a proxy. */
  readonly address: string;
  readonly behaviour: Behaviour;
  /** Every question asked, path and query, without the prefix. */
  readonly asked: string[];
  close(): Promise<void>;
}

export const goodToken = 'a-token-of-the-test-that-is-long-enough';

/**
 * A stand-in for the collector that shows the page states a real one reaches only by time or failure: the first day, an
 * hour without answers, hostile words. Its rows fit the treaty's schemas (made-up.test.ts); the real one serves the journeys.
 */
export async function startFakeCollector(behaviour: Behaviour, prefix = '/stats/'): Promise<FakeCollector> {
  const files = await pageFiles();
  const { 'style-src': styles } = JSON.parse(
    await readFile(new URL('../../../src/dashboard/csp.json', import.meta.url), 'utf8'),
  ) as { 'style-src': string[] };
  const policy = `default-src 'none'; script-src 'self'; style-src 'self' ${styles.join(' ')}; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'`;
  const asked: string[] = [];

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://here');
    if (!url.pathname.startsWith(prefix)) return send(response, 404, 'text/plain', '');
    const path = url.pathname.slice(prefix.length);
    const file = files[path === '' ? 'index.html' : path];
    if (file) {
      response.setHeader('content-security-policy', policy);
      return send(response, 200, file.type, file.body);
    }
    asked.push(`${path}${url.search}`);
    void reply(request, response, path, url.searchParams);
  });

  async function reply(request: IncomingMessage, response: ServerResponse, path: string, query: URLSearchParams) {
    const json = (status: number, body: unknown) => send(response, status, 'application/json', JSON.stringify(body));
    if (path === 'v1/session') {
      behaviour.signedIn = request.method === 'POST' && JSON.parse(await textOf(request)).token === goodToken;
      return request.method === 'DELETE' || behaviour.signedIn ? json(204, undefined) : json(401, { title: 'Sign in' });
    }
    if (!behaviour.signedIn) return json(401, { title: 'Sign in' });
    const site = query.get('site') ?? '';
    const name = path.replace('v1/reports/', '') as ReportName;
    const failing =
      behaviour.failing[path === 'v1/sites' ? 'sites' : path === 'v1/arrivals' || path === 'v1/live' ? 'news' : name];
    if (failing === 'hang') return;
    if (failing)
      return json(failing, {
        type: `about:blank#${failing < 500 ? 'bad-query' : 'broken'}`,
        title: 'The collector made a mistake; it is in its log.',
      });
    if (path === 'v1/sites') {
      const sites = Object.entries(behaviour.sites).map(([key, { zone, since, sample }]) => ({
        name: key,
        zone,
        since: since === null ? null : formatDay(since),
        ...(sample ? { sample } : {}),
      }));
      return json(200, { role: behaviour.role ?? 'analyst', k: 10, searchK: 20, retentionMonths: 25, sites });
    }
    if (path === 'v1/arrivals') return json(200, { site, ...behaviour.arrivals, nextRelease: behaviour.nextRelease });
    if (path === 'v1/live')
      return json(200, {
        site,
        at: new Date().toISOString(),
        present: behaviour.present,
        pages: behaviour.pages ?? [],
      });
    if (path.startsWith('v1/receipts/') || request.method === 'DELETE') {
      const said = behaviour.owner?.[path];
      if (typeof said === 'number') return json(said, said === 204 ? undefined : { title: 'No.' });
      return said === undefined ? json(404, { title: 'There is nothing here.' }) : json(200, said);
    }
    const made = behaviour.sites[site];
    if (!path.startsWith('v1/reports/') || !made) return json(404, { title: 'There is nothing here.' });
    return json(200, answer(made, name, query, behaviour.rows));
  }

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}${prefix}`,
    behaviour,
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function send(response: ServerResponse, status: number, type: string, body: string | Uint8Array | undefined) {
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' });
  response.end(body);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
