import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analystToken, openCollector, token } from './open-collector.ts';

const reading = 'v1/reports/summary?site=clinic.kz&from=2026-11-22&to=2026-11-22';

test('K-17: reports need a token or a session', async (t) => {
  const { url, get } = await openCollector(t);
  for (const path of [
    reading,
    'v1/sites',
    'v1/arrivals?site=clinic.kz',
    'v1/live?site=clinic.kz',
    'v1/exports/pages.ndjson?site=clinic.kz',
  ]) {
    assert.equal((await get(path, {})).status, 401, path);
    assert.equal((await get(path)).status, 200, path);
    assert.equal((await get(path, { authorization: `Bearer ${token}` })).status, 200, path);
  }
  const page = new URL(url).origin;
  const signedIn = await fetch(new URL('v1/session', url), {
    method: 'POST',
    headers: { origin: page },
    body: JSON.stringify({ token: analystToken }),
  });
  assert.equal(signedIn.status, 204);
  const cookie = signedIn.headers.get('set-cookie') ?? '';
  assert.match(cookie, /HttpOnly/);
  assert.match(cookie, /SameSite=Strict/);
  assert.ok(!cookie.includes(analystToken));
  const session = cookie.split(';')[0] ?? '';
  assert.equal((await get(reading, { cookie: session })).status, 200);
  assert.equal((await get(reading, { cookie: `${session}x` })).status, 401);
  const out = await fetch(new URL('v1/session', url), { method: 'DELETE', headers: { origin: page, cookie: session } });
  assert.equal(out.status, 204);
  assert.equal((await get(reading, { cookie: session })).status, 401);
});

test('K-13: no foreign page signs anybody in, and reads send no CORS header', async (t) => {
  const { url, get } = await openCollector(t);
  for (const origin of ['https://evil.com', 'null', 'https://clinic.kz']) {
    const answer = await fetch(new URL('v1/session', url), {
      method: 'POST',
      headers: { origin },
      body: JSON.stringify({ token }),
    });
    assert.equal(answer.status, 403, origin);
    assert.equal(answer.headers.get('set-cookie'), null);
  }
  const sign = (headers: Readonly<Record<string, string>>) =>
    fetch(new URL('v1/session', url), { method: 'POST', headers, body: JSON.stringify({ token }) });
  const page = new URL(url).origin;
  assert.equal((await sign({ origin: page, 'sec-fetch-site': 'cross-site' })).status, 403);
  assert.equal((await sign({ origin: page, 'sec-fetch-site': 'same-site' })).status, 403);
  assert.equal(
    (await sign({ origin: 'https://stats.clinic.kz', 'sec-fetch-site': 'same-origin' })).status,
    204,
    'behind a proxy that changes the host',
  );
  const answer = await get(reading, { authorization: `Bearer ${token}`, origin: 'https://clinic.kz' });
  assert.equal(answer.headers.get('access-control-allow-origin'), null);
});

test('K-17: failed sign-ins slow down, and a right one afterwards passes', async (t) => {
  const clock = { at: Date.now() };
  const { get } = await openCollector(t, {}, clock);
  for (let tries = 0; tries < 5; tries++)
    assert.equal((await get(reading, { authorization: `Bearer wrong-${tries}` })).status, 401);
  const slowed = await get(reading, { authorization: `Bearer ${token}` });
  assert.equal(slowed.status, 429);
  const wait = Number(slowed.headers.get('retry-after'));
  assert.ok(wait >= 1);
  clock.at += wait * 1000;
  assert.equal((await get(reading, { authorization: `Bearer ${token}` })).status, 200);
});
