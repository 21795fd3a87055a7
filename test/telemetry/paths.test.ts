import assert from 'node:assert/strict';
import { test } from 'node:test';
import { referrerOf } from '../../src/telemetry/arrival.ts';
import { campaignOf } from '../../src/telemetry/campaign.ts';
import { createPaths } from '../../src/telemetry/paths.ts';

const url = (path: string) => new URL(path, 'https://example.kz');
const paths = createPaths({
  routes: ['/doctors/:slug', '/blog/*', '/catalog?kind&page'],
  sensitive: ['/hiv/*', '/hiv', '/tests/:kind/results', '/вич/*'],
});

const cases: [address: string, path: string][] = [
  ['/', '/'],
  ['/doctors', '/doctors'],
  ['/doctors/', '/doctors/'],
  ['/doctors/aigul-ospanova?from=mail#reviews', '/doctors/:slug'],
  ['/doctors/aigul/reviews', '/doctors/aigul/reviews'],
  ['/blog/2026/flu', '/blog/*'],
  ['/orders/12345', '/orders/:id'],
  ['/orders/2026-11-22', '/orders/:id'],
  ['/u/871008401427', '/u/:id'],
  ['/u/8-701-123-45-67', '/u/:id'],
  ['/u/ivan.petrov@mail.ru', '/u/:id'],
  ['/u/ivan.petrov%40mail.ru', '/u/:id'],
  ['/u/ivan.petrov＠mail.ru', '/u/:id'],
  ['/f/3f2504e0-4f89-11d3-9a0c-0305e82c3301', '/f/:id'],
  ['/f/9f86d081884c7d65', '/f/:id'],
  ['/u/٨٧١٠٠٨٤٠١٤٢٧', '/u/:id'],
  ['/u/８７１-００８-４０１-４２７', '/u/:id'],
  ['/u/8\u200b7\u200b0\u200b1\u200b1\u200b2\u200b3', '/u/:id'],
  ['/u/900101-и-300123', '/u/:id'],
  ['/u/8-701-доб-1-2-3', '/u/:id'],
  ['/u/900а101б300в123', '/u/:id'],
  ['/pay/KZ86125KZT5004100100', '/pay/:id'],
  ['/top-10-vrachey-2026', '/top-10-vrachey-2026'],
  ['/hiv/test', '/:sensitive'],
  ['/hiv', '/:sensitive'],
  ['/tests/blood/results', '/:sensitive'],
  ['/врачи/терапевт', '/врачи/терапевт'],
  ['/a%20b/%E0%A4%A', '/a_b/:id'],
  ['/%E0/ivan%40mail.ru', '/:id/:id'],
  ['/вич/анализ', '/:sensitive'],
  ['/search/кардиолог/2', '/search/:words/:id'],
  ['/\u202egnp.exe/a\u200bb', '/_gnp.exe/a_b'],
  ['/😀', '/_'],
  ['/__proto__/constructor', '/__proto__/constructor'],
  ['/covid-19', '/covid-19'],
];

for (const [address, path] of cases)
  test(`T-14: ${address} is sent as ${path}`, () => assert.equal(paths.of(url(address)), path));

test('T-14: a path is at most 200 characters', () => {
  assert.equal(paths.of(url(`/${'long-'.repeat(100)}`)).length, 200);
});

test('T-14: with hash routes the hash is the path, and its query is cut', () => {
  const hash = createPaths({ hashRoutes: true, routes: ['/doctors/:slug'] });
  assert.equal(hash.of(url('/app#/doctors/aigul?q=words')), '/doctors/:slug');
  assert.equal(hash.of(url('/app#!/slots')), '/slots');
  assert.equal(hash.of(url('/app#contacts')), '/app');
});

test('T-05: only a query parameter that a route names makes another page', () => {
  assert.equal(paths.key(url('/catalog?kind=a')), paths.key(url('/catalog?kind=a&utm_source=x')));
  assert.notEqual(paths.key(url('/catalog?kind=a')), paths.key(url('/catalog?kind=b')));
  assert.equal(paths.key(url('/doctors?q=a')), paths.key(url('/doctors?q=b#c')));
  assert.equal(paths.of(url('/catalog?kind=a')), '/catalog');
});

test('T-14: the referrer is a host, and the site itself is none', () => {
  const from = (referrer: string) => referrerOf(referrer, 'www.example.kz');
  assert.equal(from('https://www.google.com/search?q=secret'), 'google.com');
  assert.equal(from('https://user:secret@mail.example.org:8443/inbox'), 'mail.example.org');
  assert.equal(from('android-app://com.google.android.gm'), 'com.google.android.gm');
  assert.equal(from('https://www.example.kz/doctors'), undefined);
  assert.equal(from(''), undefined);
});

test('T-14: a path of a megabyte is cut, before anything else looks at it', () => {
  for (const part of ['1', 'a', '1-', '/a', '%E0', '%40', '😀']) {
    const start = performance.now();
    assert.ok(paths.of(url(`/${part.repeat(1_000_000 / part.length)}`)).length <= 200);
    // Far from what a path of this length takes, and far from what a busy machine needs for a short one.
    assert.ok(performance.now() - start < 5000, `${part}: ${performance.now() - start} ms`);
  }
});

test('T-14: three campaign labels, 40 characters, scrubbed, and nothing else of the query', () => {
  const of = (query: string) => campaignOf(new URLSearchParams(query));
  assert.deepEqual(
    of('utm_source=News&utm_medium=ivan@mail.ru&utm_campaign=%D0%BE%D1%81%D0%B5%D0%BD%D1%8C&utm_term=x&gclid=y'),
    { source: 'news', medium: '[email]', name: 'осень' },
  );
  assert.equal(of('utm_term=x&utm_content=y'), undefined);
  assert.equal(of(`utm_source=${'a'.repeat(90)}`)?.source, 'a'.repeat(40));
});
