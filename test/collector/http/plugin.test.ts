import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import Fastify from 'fastify';
import { type CollectorOptions, collector } from '../../../src/collector/plugin.ts';
import { SettingsError } from '../../../src/collector/settings.ts';
import { analystToken, batch, ordinary, origin, token } from './open-collector.ts';

/** An owner's own server, with a page and error answers of its own, in which the collector lives. */
async function openServer(test: TestContext, more: Readonly<Record<string, unknown>> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'kelisim-'));
  const app = Fastify();
  app.get('/', async () => 'the clinic');
  app.post('/echo', async (request) => request.body);
  const options: CollectorOptions = {
    prefix: '/kelisim',
    folder,
    settings: { data: 'data', token, analystToken, sites: { 'clinic.kz': { origins: [origin] } }, ...more },
  };
  test.after(async () => {
    await app.close();
    await rm(folder, { recursive: true, force: true });
  });
  const mount = async () => app.register(collector, options);
  return { app, folder, mount };
}

test('K-22: a collector mounted in an existing server takes a batch and leaves the rest of the server alone', async (t) => {
  const { app, mount } = await openServer(t);
  await mount();
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    fetch(address + path, { method: 'POST', headers: { ...ordinary, ...headers }, body: JSON.stringify(body) });
  const taken = await post('/kelisim/v1/batches', batch());
  assert.equal(taken.status, 204);
  assert.equal(taken.headers.get('access-control-allow-origin'), origin);
  assert.equal((await post('/kelisim/v1/batches', batch({ user: 1 }))).status, 400);
  assert.equal((await post('/v1/batches', batch())).status, 404, 'only under its prefix');

  const read = { authorization: `Bearer ${analystToken}` };
  const report = await fetch(`${address}/kelisim/v1/reports/summary?site=clinic.kz`, { headers: read });
  assert.equal(report.status, 200);
  const openApi = (await (await fetch(`${address}/kelisim/openapi.json`)).json()) as { servers: unknown };
  assert.deepEqual(openApi.servers, [{ url: '/kelisim/' }]);
  const signedIn = await post('/kelisim/v1/session', { token: analystToken }, { origin: address });
  assert.match(signedIn.headers.get('set-cookie') ?? '', /; Path=\/kelisim\/;/);

  const own = await fetch(address);
  assert.equal(await own.text(), 'the clinic');
  assert.equal(own.headers.get('content-security-policy'), null);
  assert.deepEqual(await (await post('/echo', { a: 1 }, { 'content-type': 'application/json' })).json(), { a: 1 });
  const absent = await fetch(`${address}/absent`);
  assert.match(absent.headers.get('content-type') ?? '', /^application\/json/, 'the server’s own words');
});

test('K-22: the page’s address without its slash leads to the one with it', async (t) => {
  const { app, mount } = await openServer(t);
  await mount();
  const answer = await app.inject('/kelisim?a=/b');
  assert.equal(answer.statusCode, 308);
  assert.equal(answer.headers.location, 'kelisim/');
  assert.equal((await app.inject('/kelisim/')).headers.location, undefined);
});

test('K-22: closing the server closes the collector, and what was acknowledged is there for the next', async (t) => {
  const first = await openServer(t);
  await first.mount();
  const sent = batch();
  const send = (app: typeof first.app) =>
    app.inject({ method: 'POST', url: '/kelisim/v1/batches', headers: ordinary, payload: JSON.stringify(sent) });
  assert.equal((await send(first.app)).statusCode, 204);
  await first.app.close();
  const second = Fastify();
  t.after(() => second.close());
  await second.register(collector, {
    prefix: '/kelisim',
    folder: first.folder,
    settings: { data: 'data', token, sites: { 'clinic.kz': { origins: [origin] } } },
  });
  assert.equal((await send(second)).statusCode, 204, 'the folder was let go of');
});

test('K-22: bad settings, or no token, stop the server from starting and name the cure', async (t) => {
  for (const [more, cure] of [
    [{ sites: { 'clinic.kz': {} } }, /needs "origins"/],
    [{ colour: 1 }, /colour/],
    [{ token: undefined }, /settings\.token is missing/],
  ] as const) {
    const { app, folder } = await openServer(t);
    const good = { data: 'data', sites: { 'clinic.kz': { origins: [origin] } }, token };
    const bad = Object.fromEntries(Object.entries({ ...good, ...more }).filter(([, value]) => value !== undefined));
    await assert.rejects(
      async () => app.register(collector, { prefix: '/kelisim', folder, settings: bad }),
      (error) => error instanceof SettingsError && cure.test(error.message),
    );
    const next = Fastify();
    await next.register(collector, { prefix: '/kelisim', folder, settings: good });
    await next.close();
  }
});
