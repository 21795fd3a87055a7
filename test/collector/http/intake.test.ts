import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { LogUnavailable } from '../../../src/collector/ledger.ts';
import { batch, openCollector, origin, receipt, token, view } from './open-collector.ts';

interface Problem {
  status: number;
  type: string;
  path?: string;
}
const problemIn = async (answer: Response): Promise<Problem> => {
  assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
  return (await answer.json()) as Problem;
};

test('a batch of a listed page is 204, as text/plain and as application/json', async (t) => {
  const { post } = await openCollector(t);
  assert.equal((await post('v1/batches', batch())).status, 204);
  assert.equal((await post('v1/batches', batch(), { 'content-type': 'application/json' })).status, 204);
});

test('K-01: while the log cannot be written a post is 503 with Retry-After, and service returns by itself', async (t) => {
  const { post, get, ledger } = await openCollector(t);
  const { accept } = ledger;
  Object.assign(ledger, { accept: () => Promise.reject(new LogUnavailable('the log cannot be written')) });
  const sent = batch();
  const refused = await post('v1/batches', sent);
  assert.equal(refused.status, 503);
  assert.ok(Number(refused.headers.get('retry-after')) > 0);
  assert.equal(refused.headers.get('access-control-allow-origin'), origin, 'the page can read it');
  assert.equal((await problemIn(refused)).type, 'about:blank#cannot-write');
  const arrivals = async () => (await (await get('v1/arrivals?site=clinic.kz')).json()) as Record<string, unknown>;
  assert.equal((await arrivals()).accepted, null);
  Object.assign(ledger, { accept });
  assert.equal((await post('v1/batches', sent)).status, 204);
  assert.equal((await ledger.totals()).pages?.acknowledged, 6, 'once: alone and in five dimensions');
});

test('K-12: what does not fit is refused with the path of the fault and without its value', async (t) => {
  const { post } = await openCollector(t);
  const secret = 'Ахметов-871008401427';
  const bad: readonly (readonly [name: string, body: unknown, status: number, path: string | undefined])[] = [
    ['unknown field', batch({ visitor: secret }), 400, '/visitor'],
    ['unknown field of an event', batch({ events: [view({ user: secret })] }), 400, '/events/0/user'],
    ['no coercion', batch({ events: [view({ nth: '1' })] }), 400, '/events/0/nth'],
    ['missing field', batch({ events: [{ kind: 'view', ageMinutes: 0, path: '/' }] }), 400, '/events/0/nth'],
    ['second event', batch({ events: [view(), view({ path: secret })] }), 400, '/events/1/path'],
    ['unknown kind', batch({ events: [{ kind: secret, ageMinutes: 0 }] }), 400, '/events/0/kind'],
    ['no kind', batch({ events: [{}] }), 400, '/events/0/kind'],
    ['event is a text', batch({ events: [secret] }), 400, '/events/0'],
    ['wrong version', batch({ v: 2 }), 400, '/v'],
    ['query in a path', batch({ events: [view({ path: `/a?q=${secret}` })] }), 400, '/events/0/path'],
    ['bad id', batch({ id: secret }), 400, '/id'],
    ['nested', batch({ env: { language: 'ru', zone: 'Asia/Almaty', width: secret } }), 400, '/env/width'],
    ['prototype', `${JSON.stringify(batch()).slice(0, -1)},"__proto__":{"admin":true}}`, 400, '/__proto__'],
    ['prototype property', batch({ purpose: 'statistics', events: [{ kind: '__proto__' }] }), 400, '/events/0/kind'],
    ['NaN', JSON.stringify(batch()).replace('"nth":1', '"nth":NaN'), 400, ''],
    ['infinity', JSON.stringify(batch()).replace('"nth":1', '"nth":1e999'), 400, '/events/0/nth'],
    ['not JSON', `{"v":1, "${secret}"`, 400, ''],
    ['empty', '', 400, undefined],
    ['null', 'null', 400, ''],
    ['deep', '['.repeat(30_000), 400, ''],
    ['deep and closed', `${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}`, 400, ''],
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), 400, undefined],
    [
      'lone surrogate',
      JSON.stringify(
        batch({ purpose: 'search', events: [{ kind: 'search', ageMinutes: 0, words: 'a\ud800', results: 'some' }] }),
      ),
      400,
      '/events/0/words',
    ],
    ['gzip', gzipSync(JSON.stringify(batch())), 400, undefined],
    ['101 events', batch({ events: Array.from({ length: 101 }, () => view()) }), 413, '/events'],
    ['65 KiB', `"${'a'.repeat(65_536)}"`, 413, undefined],
  ];
  for (const [name, body, status, path] of bad) {
    const answer = await post('v1/batches', body);
    const text = await answer.text();
    assert.equal(answer.status, status, `${name}: ${text}`);
    assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/, name);
    assert.ok(!text.includes('Ахметов') && !text.includes('871008401427'), `${name} echoes: ${text}`);
    assert.equal((JSON.parse(text) as Problem).path, path, `${name}: ${text}`);
  }
  assert.equal(
    (await post('v1/batches', gzipSync(JSON.stringify(batch())), { 'content-encoding': 'gzip' })).status,
    400,
  );
  assert.equal((await post('v1/batches', batch(), { 'content-type': 'text/xml' })).status, 400);
  assert.equal((await post('v1/batches', batch())).status, 204, 'and an honest batch still passes');
});

test('an owner may name an event "constructor" or "toString"', async (t) => {
  const { post } = await openCollector(t);
  const events = ['constructor', 'toString', 'valueOf'].map((name) => ({
    kind: 'event',
    ageMinutes: 0,
    name,
    new: 'period',
    props: { constructor: 'a', hasOwnProperty: true },
  }));
  assert.equal((await post('v1/batches', batch({ events }))).status, 204);
});

test('T-02: an event that the purpose does not cover is 409', async (t) => {
  const { post } = await openCollector(t);
  const search = { kind: 'search', ageMinutes: 0, words: 'узи', results: 'some' };
  for (const [purpose, event] of [
    ['statistics', search],
    ['search', view()],
    ['location', view()],
    ['statistics', { kind: 'place', ageMinutes: 0, name: 'Алматы' }],
  ] as const) {
    const answer = await post('v1/batches', batch({ purpose, events: [event] }));
    assert.equal(answer.status, 409);
    assert.equal((await problemIn(answer)).path, '/events/0/kind');
  }
  assert.equal((await post('v1/batches', batch({ purpose: 'search', events: [search] }))).status, 204);
});

test('K-13: only exact origins of the site may post, and CORS answers only them', async (t) => {
  const { url, post } = await openCollector(t);
  const send = async (from: string | null, site = 'clinic.kz') => {
    // `fetch` would put in an origin of its own making; a raw request sends what is said here.
    const headers: Record<string, string> = { 'user-agent': 'Mozilla/5.0 Firefox/128.0', 'content-type': 'text/plain' };
    if (from !== null) headers.origin = from;
    return new Promise<{ status: number; allowed: string | undefined; credentials: unknown }>((resolve, reject) => {
      const out = request(new URL('v1/batches', url), { method: 'POST', headers }, (answer) => {
        answer.resume();
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            allowed: answer.headers['access-control-allow-origin'],
            credentials: answer.headers['access-control-allow-credentials'],
          }),
        );
      });
      out.on('error', reject);
      out.end(JSON.stringify(batch({ site })));
    });
  };
  for (const good of [origin, 'https://www.clinic.kz'])
    assert.deepEqual(await send(good), { status: 204, allowed: good, credentials: undefined });
  for (const bad of [
    null,
    'null',
    'http://clinic.kz',
    'https://clinic.kz:8443',
    'https://clinic.kz.evil.com',
    'https://evil.com',
    'https://evilclinic.kz',
    'https://clinic.kz/',
    '',
  ])
    assert.deepEqual(await send(bad), { status: 403, allowed: undefined, credentials: undefined }, String(bad));
  for (const local of ['http://localhost:5173', 'http://localhost'])
    assert.deepEqual(await send(local, 'localhost'), { status: 204, allowed: local, credentials: undefined });
  for (const bad of [
    'https://localhost:5173',
    'http://localhost:5173.evil.com',
    'http://127.0.0.1:5173',
    'http://localhost:evil',
  ])
    assert.equal((await send(bad, 'localhost')).status, 403, bad);
  const listedElsewhere = await send('http://localhost:5173', 'clinic.kz');
  assert.equal(listedElsewhere.status, 403, 'an origin of another site of this collector');
  const unknown = await post('v1/batches', batch({ site: 'other.kz' }));
  assert.equal(unknown.status, 403);
  assert.equal((await problemIn(unknown)).path, '/site');
});

test('K-13: a preflight is answered to listed origins only', async (t) => {
  const { url } = await openCollector(t);
  for (const path of ['v1/batches', 'v1/receipts']) {
    const ask = (from: string) =>
      fetch(new URL(path, url), {
        method: 'OPTIONS',
        headers: { origin: from, 'access-control-request-method': 'POST' },
      });
    const listed = await ask(origin);
    assert.equal(listed.headers.get('access-control-allow-origin'), origin);
    assert.equal(listed.headers.get('access-control-allow-methods'), 'POST');
    assert.equal(listed.headers.get('access-control-allow-credentials'), null);
    assert.equal((await ask('https://evil.com')).headers.get('access-control-allow-origin'), null);
  }
});

test('K-15: bots, prefetches and referrer spam are counted by reason, not as visits', async (t) => {
  const { post, get, ledger } = await openCollector(t);
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Almaty' }).format();
  assert.equal(
    (await post('v1/batches', batch(), { 'user-agent': 'Googlebot/2.1 (+http://www.google.com/bot.html)' })).status,
    204,
  );
  assert.equal(
    (await post('v1/batches', batch(), { 'user-agent': 'Mozilla/5.0 HeadlessChrome/130.0.0.0 Safari/537.36' })).status,
    204,
  );
  assert.equal((await post('v1/batches', batch(), { 'sec-purpose': 'prefetch;prerender' })).status, 204);
  assert.equal(
    (await post('v1/batches', batch({ events: [view({ entry: { path: '/', referrer: 'www.semalt.com' } })] }))).status,
    204,
  );
  await ledger.release();
  const answer = await get(`v1/reports/quality?site=clinic.kz&from=${today}&to=${today}`);
  const { rows } = (await answer.json()) as { rows: { reason: string; count: number }[] };
  assert.deepEqual(rows, [
    { reason: 'bot', count: 2 },
    { reason: 'prefetch', count: 1 },
    { reason: 'spam', count: 1 },
  ]);
  assert.equal((await ledger.totals()).visits?.acknowledged ?? 0, 0);
});

test('K-15: KELISIM_BOTS=count keeps them', async (t) => {
  const { post, ledger } = await openCollector(t, { KELISIM_BOTS: 'count' });
  const first = { on: new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Almaty' }).format(), day: true, period: true };
  assert.equal(
    (await post('v1/batches', batch({ events: [view({ first })] }), { 'user-agent': 'HeadlessChrome' })).status,
    204,
  );
  assert.ok(((await ledger.totals()).visits?.pending ?? 0) > 0);
});

test('K-16: Sec-GPC is a refusal only where it is exactly 1, and an override is believed', async (t) => {
  const { url, post } = await openCollector(t);
  const vectors = JSON.parse(await readFile(new URL('vectors.json', import.meta.url), 'utf8')) as {
    secGpc: (readonly [string | string[], boolean])[];
  };
  for (const [value, refuses] of vectors.secGpc) {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const out = request(
        new URL('v1/batches', url),
        {
          method: 'POST',
          headers: { origin, 'user-agent': 'Mozilla/5.0 Firefox/128.0', 'content-type': 'text/plain' },
        },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        },
      );
      out.on('error', reject);
      out.setHeader('Sec-GPC', value);
      out.end(JSON.stringify(batch()));
    });
    assert.equal(status, refuses ? 409 : 204, JSON.stringify(value));
  }
  assert.equal((await post('v1/batches', batch({ signal: 'overridden' }), { 'sec-gpc': '1' })).status, 204);
});

test('receipts are kept once, chained, and another with the same id is 409', async (t) => {
  const { post, folder } = await openCollector(t);
  const one = receipt();
  assert.equal((await post('v1/receipts', one)).status, 201);
  assert.equal((await post('v1/receipts', one)).status, 201);
  assert.equal((await post('v1/receipts', { ...one, onDay: '2026-11-23' })).status, 409);
  assert.equal((await post('v1/receipts', receipt({ act: 'withdrawn', of: one.id }))).status, 201);
  assert.equal((await post('v1/receipts', receipt({ surface: 'form' }))).status, 400);
  assert.equal((await post('v1/receipts', receipt(), { origin: 'https://evil.com' })).status, 403);
  const chain = (await readFile(`${folder}/receipts/chain.ndjson`, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, string>);
  assert.equal(chain.length, 2);
  assert.equal(chain[1]?.previous, chain[0]?.hash);
});

test('K-18: the owner reads a receipt and its chain, an analyst does not, and each read is noted without an address', async (t) => {
  const { folder, post, get } = await openCollector(t);
  const one = receipt();
  await post('v1/receipts', one);
  const owner = { authorization: `Bearer ${token}`, 'x-forwarded-for': '198.51.100.7' };
  assert.equal((await get(`v1/receipts/${one.id}`)).status, 403);
  assert.equal((await get(`v1/receipts/${one.id}`, {})).status, 401);
  const link = (await (await get(`v1/receipts/${one.id}`, owner)).json()) as { receipt: unknown };
  assert.deepEqual(link.receipt, one);
  assert.equal((await get('v1/receipts/nobody', owner)).status, 404);
  assert.deepEqual(await (await get('v1/receipts/verify', owner)).json(), {
    receipts: 1,
    broken: null,
    unknownTexts: 1,
  });
  await get('v1/exports/pages.csv?site=clinic.kz&from=2026-11-01&to=2026-11-02');
  const noted = (await readFile(`${folder}/access.ndjson`, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, string>);
  assert.deepEqual(
    noted.map(({ role, what }) => [role, what]),
    [
      ['owner', `receipt ${one.id}`],
      ['owner', 'receipts verify'],
      ['analyst', 'export pages.csv of clinic.kz from 2026-11-01 to 2026-11-02'],
    ],
  );
  assert.deepEqual(Object.keys(noted[0] ?? {}), ['at', 'role', 'what']);
});

test('K-24: the collector says by itself when the first batch of a site arrives, and why one was refused, once each', async (t) => {
  const clock = { at: Date.parse('2026-11-22T09:05:42.123Z') };
  const { post, lines } = await openCollector(t, {}, clock);
  const said = () => lines.filter((line) => line.includes('clinic.kz:'));
  for (let time = 0; time < 3; time += 1) {
    await post('v1/batches', batch(), { origin: 'https://evil.com' });
    await post('v1/batches', batch());
    await post('v1/batches', batch({ events: [view({ nth: 'x' })] }));
    clock.at += 90_000;
  }
  assert.deepEqual(
    said().map((line) => {
      const { at, message } = JSON.parse(line) as { at: string; message: string };
      return [at, message];
    }),
    [
      ['2026-11-22T09:05:00.000Z', 'clinic.kz: a post was refused: unknown-origin'],
      ['2026-11-22T09:05:00.000Z', 'clinic.kz: the first batch is here'],
      ['2026-11-22T09:05:00.000Z', 'clinic.kz: a post was refused: bad-shape'],
    ],
  );
});

test('K-24: the owner sees the first and last acceptance and the last refusal with its reason, to the minute', async (t) => {
  const clock = { at: Date.parse('2026-11-22T09:05:42.123Z') };
  const { post, get } = await openCollector(t, {}, clock);
  const read = async () => (await (await get('v1/arrivals?site=clinic.kz')).json()) as Record<string, unknown>;
  const before = await read();
  assert.equal(before.accepted, null);
  assert.equal(before.refused, null);
  assert.equal(before.since, '2026-11-22T09:05:00.000Z');
  await post('v1/batches', batch({ events: [view({ nth: 'x' })] }));
  assert.deepEqual((await read()).refused, { at: '2026-11-22T09:05:00.000Z', reason: 'bad-shape' });
  clock.at += 90_000;
  await post('v1/batches', batch(), { origin: 'https://evil.com' });
  assert.deepEqual((await read()).refused, { at: '2026-11-22T09:07:00.000Z', reason: 'unknown-origin' });
  await post('v1/batches', batch());
  const first = '2026-11-22T09:07:00.000Z';
  assert.deepEqual((await read()).accepted, { since: first, at: first });
  clock.at += 120_000;
  await post('v1/batches', batch());
  assert.deepEqual((await read()).accepted, { since: first, at: '2026-11-22T09:09:00.000Z' });
  await post('v1/batches', batch(), { 'user-agent': 'curl/8' });
  assert.deepEqual((await read()).refused, { at: '2026-11-22T09:09:00.000Z', reason: 'bot' });
});

test('K-14: a flood from one network is 429 with Retry-After, and others pass', async (t) => {
  const clock = { at: Date.parse('2026-11-22T09:00:00Z') };
  const { post } = await openCollector(t, {}, clock, { rate: { perSecond: 1, burst: 5 } });
  const from = (address: string) => post('v1/batches', batch(), { 'x-forwarded-for': address });
  for (let visitor = 0; visitor < 5; visitor++) assert.equal((await from('198.51.100.7')).status, 204);
  const flooded = await from('198.51.100.8');
  assert.equal(flooded.status, 429);
  assert.equal(flooded.headers.get('retry-after'), '1');
  assert.equal(flooded.headers.get('access-control-allow-origin'), origin, 'the page can read it');
  assert.equal(flooded.headers.get('access-control-expose-headers'), 'retry-after', 'also how long to wait');
  const foreign = await post('v1/batches', batch(), { origin: 'https://evil.com' });
  assert.equal(foreign.headers.get('access-control-expose-headers'), null);
  assert.equal((await from('203.0.113.9')).status, 204);
  clock.at += 1000;
  assert.equal((await from('198.51.100.7')).status, 204);
});
