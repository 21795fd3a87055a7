import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { createLimit } from '../../../src/collector/limits.ts';
import { createNetworkReader } from '../../../src/collector/network.ts';
import { batch, openCollector, ordinary, receipt, view } from './open-collector.ts';
import { speak } from './speak.ts';

const line = (name: string, value: string) => `${name}: ${value}\r\n`;
/** A post as bytes: headers in the order given, doubled where they are given twice. */
const posted = (headers: readonly (readonly [string, string])[], body: string, path = '/v1/batches') =>
  `POST ${path} HTTP/1.1\r\n${[['Host', 'localhost'] as const, ['Connection', 'close'] as const, ...headers]
    .map(([name, value]) => line(name, value))
    .join('')}\r\n${body}`;
const length = (body: string) => ['Content-Length', String(Buffer.byteLength(body))] as const;
const agent = ['User-Agent', ordinary['user-agent']] as const;
const origin = ['Origin', ordinary.origin] as const;
const statusOf = (heard: string) => Number(/^HTTP\/1\.1 (?:100 Continue\r\n\r\nHTTP\/1\.1 )?(\d+)/.exec(heard)?.[1]);

test('K-12: nothing packed is unpacked, whatever it calls itself, and a bomb costs nothing', async (t) => {
  const { post } = await openCollector(t);
  const bomb = gzipSync(Buffer.alloc(40 << 20));
  const packed = gzipSync(JSON.stringify(batch()));
  const cases: readonly (readonly [name: string, body: Uint8Array, headers: Record<string, string>])[] = [
    ['a bomb', bomb, { 'content-encoding': 'gzip' }],
    ['a bomb that says nothing', bomb, {}],
    ['gzip', packed, { 'content-encoding': 'gzip' }],
    ['x-gzip', packed, { 'content-encoding': 'x-gzip' }],
    ['twice', gzipSync(packed), { 'content-encoding': 'gzip, gzip' }],
    ['brotli', brotliCompressSync(JSON.stringify(batch())), { 'content-encoding': 'br' }],
    ['a coding that is none', packed, { 'content-encoding': 'identity, gzip' }],
  ];
  for (const [name, body, headers] of cases)
    for (const path of ['v1/batches', 'v1/receipts']) {
      const { status } = await post(path, body, headers);
      assert.equal(status, 400, `${name}: ${path}`);
    }
});

test('K-12: a body is JSON whatever its length is said to be, and no type but the two is taken', async (t) => {
  const { url, post } = await openCollector(t);
  const good = () => JSON.stringify(batch());
  for (const type of ['text/plain', 'TEXT/PLAIN;charset=utf-8', 'application/json', 'application/json ; charset=UTF-8'])
    assert.equal((await post('v1/batches', batch(), { 'content-type': type })).status, 204, type);
  for (const type of [
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/html',
    'text/plainly',
    'application/json+evil',
    'x',
    'text/plain, text/html',
  ])
    assert.equal((await post('v1/batches', batch(), { 'content-type': type })).status, 400, type);
  const chunked = (body: string) => `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`;
  const transfer = ['Transfer-Encoding', 'chunked'] as const;
  assert.equal(statusOf(await speak(url, posted([origin, agent, transfer], chunked(good())))), 204, 'in chunks');
  const endless = chunked(`"${'a'.repeat(70_000)}"`);
  assert.equal(statusOf(await speak(url, posted([origin, agent, transfer], endless))), 413, 'chunks without an end');
  const huge = posted([origin, agent, ['Content-Length', '9999999999'], ['Expect', '100-continue']], '');
  assert.equal(statusOf(await speak(url, huge)), 413, 'refused before it is sent');
});

test('K-13: look-alikes, doubled and dressed-up origins are refused at both calls', async (t) => {
  const { url } = await openCollector(t);
  const bad = [
    'null',
    '*',
    'https://clinic.kz.',
    'https://clinic.kz:443',
    'HTTPS://CLINIC.KZ',
    'https://clinic.kz/',
    'https://clinic.kz?',
    'https://user@clinic.kz',
    'https://clinic.kz@evil.com',
    'https://clinic.kz.evil.com',
    'https://evil.com/clinic.kz',
    'https://evil.com#https://clinic.kz',
    'https://clinic-kz.com',
    'https://xclinic.kz',
    'https://booking.clinic.kz',
    'http://clinic.kz',
    'ws://clinic.kz',
    'file://',
    'chrome-extension://abc',
    'https://clinic.kz https://evil.com',
    'https://clinic.kz,https://evil.com',
    // с is Cyrillic here.
    'https://\u0441linic.kz',
    'https://xn--linic-h4e.kz',
    'http://localhost:5173',
  ];
  for (const [path, body, good] of [
    ['/v1/batches', () => JSON.stringify(batch()), 204],
    ['/v1/receipts', () => JSON.stringify(receipt()), 201],
  ] as const) {
    const send = (origins: readonly string[]) => {
      const text = body();
      const named = origins.map((value) => ['Origin', value] as const);
      return speak(url, posted([...named, agent, length(text)], text, path));
    };
    for (const value of bad) {
      const heard = await send([value]);
      assert.equal(statusOf(heard), 403, value);
      if (value !== 'http://localhost:5173') assert.doesNotMatch(heard, /access-control-allow-origin/i, value);
      assert.doesNotMatch(heard, /allow-credentials|allow-origin: \*/i);
    }
    assert.equal(statusOf(await send([])), 403, 'none');
    assert.equal(statusOf(await send(['https://evil.com', ordinary.origin])), 403, 'the listed one second');
    assert.equal(statusOf(await send([ordinary.origin])), good);
  }
});

test('K-14: a limiter that fails refuses whom it cannot judge, and nobody else', async (t) => {
  const usual = createLimit({ perSecond: 1000, burst: 1000 });
  const limit = (prefix: string) => {
    if (prefix === '203.0.113') throw new Error('out of memory');
    return prefix === '198.51.100' ? Number.NaN : usual(prefix);
  };
  const { post } = await openCollector(t, {}, undefined, { limit });
  const from = (address: string) => post('v1/batches', batch(), { 'x-forwarded-for': address });
  for (const address of ['203.0.113.7', '198.51.100.7']) {
    const answer = await from(address);
    assert.deepEqual([answer.status, answer.headers.get('retry-after')], [429, '60'], address);
  }
  assert.equal((await from('192.0.2.7')).status, 204);
});

test('K-14: limits are by /24 and /48, and a clock that is set back limits nobody', async (t) => {
  const { post } = await openCollector(t, {}, { at: Date.now() }, { rate: { perSecond: 0.01, burst: 1 } });
  const from = async (address: string) => (await post('v1/batches', batch(), { 'x-forwarded-for': address })).status;
  assert.equal(await from('2001:db8:1:2::1'), 204);
  assert.equal(await from('2001:db8:1:ffff::9'), 429, 'the same /48');
  assert.equal(await from('2001:0DB8:0001::7'), 429, 'written otherwise');
  assert.equal(await from('2001:db8:2::1'), 204, 'the next /48');
  assert.equal(await from('::ffff:192.0.2.1'), 204);
  assert.equal(await from('192.0.2.200'), 429, 'the same /24, written as IPv4');
  assert.equal(await from('192.0.3.1'), 204);
  let at = 10_000_000;
  const limit = createLimit({ perSecond: 1, burst: 5, now: () => at });
  assert.equal(limit('192.0.2'), 0);
  at -= 3_600_000;
  assert.equal(limit('192.0.2'), 0);
});

test('K-14: with so many proxies the last address but those counts, whatever a visitor put before it', () => {
  const warned: string[] = [];
  const prefix = (proxies: number | null, peer: string, forwarded: string) =>
    createNetworkReader(proxies, (text) => void warned.push(text))(peer, forwarded).prefix;
  assert.equal(prefix(1, '192.0.2.1', '6.6.6.6, 198.51.100.7'), '198.51.100');
  assert.equal(prefix(2, '192.0.2.1', '6.6.6.6, 198.51.100.7, 192.0.2.9'), '198.51.100');
  assert.equal(prefix(null, '127.0.0.1', '6.6.6.6, 198.51.100.7'), '198.51.100');
  assert.equal(prefix(null, '192.0.2.1', '6.6.6.6'), '192.0.2', 'an untrusted peer');
  assert.equal(prefix(0, '127.0.0.1', '6.6.6.6'), '127.0.0', 'no proxy at all');
  assert.equal(warned.length, 2, 'each reader once');
  assert.match(warned[0] ?? '', /KELISIM_TRUST_PROXY/);
});

test('K-15: a page that is fetched ahead is counted by its reason, under every name browsers gave it', async (t) => {
  const { post, get, ledger } = await openCollector(t);
  const ahead = [
    { 'sec-purpose': 'prefetch' },
    { 'sec-purpose': 'prefetch;prerender' },
    { 'sec-purpose': 'prefetch;anonymous-client-ip' },
    { purpose: 'prefetch' },
    { 'x-purpose': 'preview' },
    { 'x-moz': 'prefetch' },
  ];
  for (const headers of ahead) assert.equal((await post('v1/batches', batch(), headers)).status, 204);
  const referrer = (host: string) => batch({ events: [view({ entry: { path: '/', referrer: host } })] });
  for (const host of ['semalt.com', 'SEMALT.com', 'x.y.semalt.com'])
    assert.equal((await post('v1/batches', referrer(host))).status, 204);
  for (const host of ['notsemalt.com', 'semalt.com.kz'])
    assert.equal((await post('v1/batches', referrer(host))).status, 204);
  await ledger.release();
  const { rows } = (await (await get('v1/reports/quality?site=clinic.kz')).json()) as { rows: unknown[] };
  assert.deepEqual(rows, [
    { reason: 'prefetch', count: 6 },
    { reason: 'spam', count: 3 },
  ]);
});
