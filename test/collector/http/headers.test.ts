import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batch, openCollector, ordinary, receipt, token } from './open-collector.ts';
import { speak } from './speak.ts';

const canary = '<script>alert(871008401427)</script>';
const line = (name: string, value: string | number) => `${name}: ${value}\r\n`;

/** A request as bytes, so that no client makes it better than it is. */
function raw(method: string, target: string, more: Readonly<Record<string, string>> = {}, body = '', version = '1.1') {
  const headers = { Host: 'localhost', Connection: 'close', ...more };
  const lines = Object.entries(headers).map(([name, value]) => line(name, value));
  const length = body === '' ? '' : line('Content-Length', Buffer.byteLength(body));
  return `${method} ${target} HTTP/${version}\r\n${lines.join('')}${length}\r\n${body}`;
}

/** Status and headers of an answer, and its body. */
function parse(heard: string) {
  const [head = '', ...rest] = heard.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '').split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = new Map(
    lines.map((text) => [text.slice(0, text.indexOf(':')).toLowerCase(), text.slice(text.indexOf(':') + 1).trim()]),
  );
  return { status: Number(first.split(' ')[1]), headers, body: rest.join('\r\n\r\n') };
}

test('K-17: every answer has a strict policy, nosniff and frame denial, names no server and repeats nothing', async (t) => {
  const { url } = await openCollector(t);
  const signedIn = { Authorization: `Bearer ${token}` };
  const page = { Origin: ordinary.origin, 'User-Agent': ordinary['user-agent'] };
  const good = JSON.stringify(batch());
  const requests: readonly (readonly [name: string, status: number, bytes: string])[] = [
    ['a report', 200, raw('GET', '/v1/reports/pages?site=clinic.kz', signedIn)],
    ['an export', 200, raw('GET', '/v1/exports/pages.csv?site=clinic.kz', signedIn)],
    ['a report for a stranger', 401, raw('GET', '/v1/reports/pages?site=clinic.kz')],
    ['a report that is none', 404, raw('GET', `/v1/reports/${encodeURIComponent(canary)}?site=clinic.kz`, signedIn)],
    ['a wrong question', 400, raw('GET', `/v1/reports/pages?site=clinic.kz&${encodeURIComponent(canary)}=1`, signedIn)],
    ['a site that is none', 403, raw('GET', `/v1/live?site=${encodeURIComponent(canary)}`, signedIn)],
    [
      'an export that is none',
      404,
      raw('GET', `/v1/exports/${encodeURIComponent(canary)}.csv?site=clinic.kz`, signedIn),
    ],
    ['a receipt that is none', 404, raw('GET', `/v1/receipts/${encodeURIComponent(canary)}`, signedIn)],
    ['nothing there', 404, raw('GET', `/${encodeURIComponent(canary)}/here`)],
    ['a very long name', 400, raw('GET', `/v1/reports/${'a'.repeat(5000)}`, signedIn)],
    ['a folder up', 404, raw('GET', '/../../etc/passwd')],
    ['a folder up, in disguise', 404, raw('GET', '/dashboard/..%2f..%2fpackage.json')],
    ['no address', 400, raw('GET', '/%zz%E0%A4%A')],
    ['no address, and markup', 400, raw('GET', '/<script>alert(871008401427)</script>%')],
    ['another method', 405, raw('PUT', '/v1/batches', page, good)],
    ['a method that is none', 400, raw('BREW', '/v1/batches')],
    ['options of something', 405, raw('OPTIONS', '/v1/reports/pages')],
    ['a preflight', 204, raw('OPTIONS', '/v1/batches', { ...page, 'Access-Control-Request-Method': 'POST' })],
    ['a trace', 405, raw('TRACE', '/')],
    ['health', 200, raw('GET', '/healthz')],
    ['readiness', 200, raw('GET', '/readyz')],
    ['metrics', 200, raw('GET', '/metrics', { Host: 'localhost' })],
    ['OpenAPI', 200, raw('GET', '/openapi.json')],
    ['a batch', 204, raw('POST', '/v1/batches', page, good)],
    ['a receipt', 201, raw('POST', '/v1/receipts', page, JSON.stringify(receipt()))],
    ['a batch of nonsense', 400, raw('POST', '/v1/batches', page, canary)],
    ['a batch of a foreign page', 403, raw('POST', '/v1/batches', { Origin: 'https://evil.com' }, good)],
    ['a batch that is too large', 413, raw('POST', '/v1/batches', page, `"${'a'.repeat(70_000)}"`)],
    ['a wrong token', 401, raw('POST', '/v1/session', {}, JSON.stringify({ token: canary }))],
    ['a foreign page’s sign-in', 403, raw('POST', '/v1/session', { Origin: 'https://evil.com' }, '{}')],
    ['no HTTP', 400, `${canary}\r\n\r\n`],
    ['large headers', 431, raw('GET', '/healthz', { 'X-Large': 'a'.repeat(20_000) })],
    [
      'two lengths',
      400,
      raw('POST', '/v1/batches', { ...page, 'Content-Length': '1', 'Transfer-Encoding': 'chunked' }),
    ],
    ['no host', 400, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['a version that is none', 400, raw('GET', '/', {}, '', '7.5')],
  ];
  for (const [name, status, bytes] of requests) {
    const heard = parse(await speak(url, bytes));
    const header = (field: string) => heard.headers.get(field) ?? '';
    assert.equal(heard.status, status, name);
    assert.match(header('content-security-policy'), /default-src 'none'.*frame-ancestors 'none'/, name);
    assert.equal(header('x-content-type-options'), 'nosniff', name);
    assert.equal(header('x-frame-options'), 'DENY', name);
    assert.equal(header('referrer-policy'), 'no-referrer', name);
    assert.deepEqual([heard.headers.has('server'), heard.headers.has('x-powered-by')], [false, false], name);
    if (status >= 400) assert.match(header('content-type'), /^application\/problem\+json/, `${name}: ${heard.body}`);
    if (status === 405) assert.match(header('allow'), /^[A-Z]+(, [A-Z]+)*$/, name);
    if (status >= 400) assert.equal((JSON.parse(heard.body) as { status: number }).status, status, name);
    assert.doesNotMatch(JSON.stringify([...heard.headers]) + heard.body, /871008401427|passwd/, name);
  }
});

test('K-12: an expectation that nobody knows does not change the answer', async (t) => {
  const { url } = await openCollector(t);
  const headers = { Origin: ordinary.origin, 'User-Agent': ordinary['user-agent'] };
  const send = async (expect: string, body: string) =>
    parse(await speak(url, raw('POST', '/v1/batches', { ...headers, Expect: expect }, body))).status;
  assert.equal(await send('100-continue', JSON.stringify(batch())), 204);
  assert.equal(await send('a-miracle', JSON.stringify(batch())), 204);
  assert.equal(await send('a-miracle', '{}'), 400);
});

test('K-12: a method that an address does not take is 405 and names those it takes; where nothing is, it is 404', async (t) => {
  const { url } = await openCollector(t);
  for (const [method, path, status, allow] of [
    ['GET', '/v1/batches', 405, 'OPTIONS, POST'],
    ['DELETE', '/v1/receipts', 405, 'OPTIONS, POST'],
    ['POST', '/v1/reports/pages?site=clinic.kz', 405, 'GET, HEAD'],
    ['PUT', '/v1/session', 405, 'DELETE, POST'],
    ['POST', '/healthz', 405, 'GET, HEAD'],
    ['POST', '/kelisim.js', 405, 'GET, HEAD'],
    ['POST', '/', 405, 'GET, HEAD'],
    ['POST', '/nothing', 404, undefined],
    ['POST', '/v1/reports/pages/more', 404, undefined],
  ] as const) {
    const { headers, status: answered } = await fetch(new URL(path.slice(1), url), { method });
    assert.deepEqual([answered, headers.get('allow') ?? undefined], [status, allow], `${method} ${path}`);
  }
});
