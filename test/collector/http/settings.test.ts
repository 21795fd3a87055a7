import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createJournal } from '../../../src/collector/journal.ts';
import { serve } from '../../../src/collector/serve.ts';
import { parseSettings, SettingsError } from '../../../src/collector/settings.ts';

const world = { folder: '/tmp' };
const journal = createJournal(() => undefined, true);

test('settings have the defaults of the interface', () => {
  const settings = parseSettings({ PATH: '/bin', KELISIM_PORT: '' }, undefined, world);
  assert.deepEqual(settings, {
    port: 8090,
    host: 'localhost',
    data: '/tmp/.data',
    base: '/',
    token: null,
    analystToken: null,
    sites: {},
    trustProxy: null,
    k: 10,
    searchK: 20,
    searchDays: 2,
    releaseSeconds: 3600,
    retentionMonths: 25,
    run: null,
    bots: 'drop',
    store: 'parquet',
  });
});

test('the environment stands above the file, and both names of a setting count', () => {
  const settings = parseSettings({ KELISIM_PORT: '1' }, { port: 2, k: 12, KELISIM_SEARCH_K: 24, base: '/a/b' }, world);
  assert.deepEqual([settings.port, settings.k, settings.searchK, settings.base], [1, 12, 24, '/a/b/']);
});

test('a setting that is unknown or bad is named with its cure', () => {
  const sites = (value: unknown) => ({ KELISIM_SITES: JSON.stringify({ 'a.kz': value }) });
  const cases: readonly (readonly [Record<string, string>, RegExp])[] = [
    [{ KELISIM_PROT: '1' }, /KELISIM_PROT.*did you mean KELISIM_PORT/],
    [{ KELISIM_XYZZY: '1' }, /not a setting; known are KELISIM_PORT/],
    [{ KELISIM_PORT: '70000' }, /KELISIM_PORT must be a whole number from 0 to 65535/],
    [{ KELISIM_K: '9' }, /KELISIM_K must be .*10/],
    [{ KELISIM_SEARCH_K: '19' }, /KELISIM_SEARCH_K must be .*20/],
    [{ KELISIM_K: '30' }, /KELISIM_SEARCH_K must not be smaller than KELISIM_K/],
    [{ KELISIM_SEARCH_DAYS: '1' }, /KELISIM_SEARCH_DAYS must be 2/],
    [{ KELISIM_RELEASE_SECONDS: '0' }, /KELISIM_RELEASE_SECONDS/],
    [{ KELISIM_TOKEN: 'secret' }, /KELISIM_TOKEN must be at least 22 characters.*openssl/],
    [{ KELISIM_BOTS: 'maybe' }, /KELISIM_BOTS must be drop or count/],
    [{ KELISIM_STORE: 'clickhouse://x' }, /KELISIM_STORE must be parquet/],
    [{ KELISIM_BASE: 'kelisim' }, /KELISIM_BASE must be a path like/],
    [{ KELISIM_SITES: '{' }, /KELISIM_SITES must be JSON like/],
    [sites({ zone: 'Asia/Almaty' }), /"a.kz".*needs "origins"/],
    [sites({ origins: ['https://a.kz/'] }), /bad origin/],
    [sites({ origins: ['http://*.a.kz'] }), /bad origin/],
    [sites({ origins: ['https://a.kz'], zone: 'Asia/Atlantis' }), /unknown zone/],
    [sites({ origins: ['https://a.kz'], config: 'not-there.json' }), /cannot be read/],
    [{ KELISIM_SITES: '{"sample":{"origins":["https://a.kz"]}}' }, /kept for made-up traffic/],
  ];
  for (const [environment, message] of cases)
    assert.throws(
      () => parseSettings(environment, undefined, world),
      (error) => error instanceof SettingsError && message.test(error.message) && !error.message.includes('\n'),
      `${JSON.stringify(environment)} should say ${message}`,
    );
  assert.throws(() => parseSettings({}, { releaseSecond: 1 }, world), /did you mean releaseSeconds/);
});

test('a site’s configuration says what is declared', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'kelisim-'));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(
    join(folder, 'kelisim.json'),
    JSON.stringify({
      telemetry: {
        routes: ['/doctors/:slug'],
        goals: { booking: { path: '/thanks' } },
        search: { vocabulary: ['узи', 'мрт'] },
      },
    }),
  );
  const { sites } = parseSettings(
    { KELISIM_SITES: '{"a.kz":{"origins":["https://a.kz"],"config":"kelisim.json"}}' },
    undefined,
    { folder },
  );
  assert.deepEqual(sites['a.kz']?.declared, {
    routes: ['/doctors/:slug'],
    events: [],
    goals: ['booking'],
    funnels: [],
    places: [],
    terms: ['узи', 'мрт'],
  });
});

test('a taken port does not start, says so, and makes no token in vain', async (t) => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  t.after(() => taken.close());
  const address = taken.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const data = await mkdtemp(join(tmpdir(), 'kelisim-'));
  t.after(() => rm(data, { recursive: true }));
  const settings = parseSettings(
    { KELISIM_PORT: String(port), KELISIM_HOST: '127.0.0.1', KELISIM_DATA: data },
    undefined,
    world,
  );
  await assert.rejects(
    serve(settings, { journal, timer: false }),
    new RegExp(`port ${port} is taken; choose another with KELISIM_PORT`),
  );
  assert.ok(!(await readdir(data)).includes('token.sha256'));
});

test('a data folder that cannot be written does not start and says so', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'kelisim-'));
  t.after(() => rm(folder, { recursive: true }));
  const data = join(folder, 'file');
  await writeFile(data, '');
  await chmod(data, 0o400);
  const settings = parseSettings(
    { KELISIM_PORT: '0', KELISIM_HOST: '127.0.0.1', KELISIM_DATA: data },
    undefined,
    world,
  );
  await assert.rejects(serve(settings, { journal, timer: false }), /data folder .* cannot be written .*KELISIM_DATA/);
});

test('K-23: a data folder of a newer version, and a broken chain of receipts, do not start and say so', async (t) => {
  const data = await mkdtemp(join(tmpdir(), 'kelisim-'));
  t.after(() => rm(data, { recursive: true }));
  const settings = parseSettings(
    { KELISIM_PORT: '0', KELISIM_HOST: '127.0.0.1', KELISIM_DATA: data },
    undefined,
    world,
  );
  await writeFile(join(data, 'manifest.json'), '{"version":2}');
  await assert.rejects(
    serve(settings, { journal, timer: false }),
    (error) => error instanceof SettingsError && /newer/.test(error.message),
  );
  await rm(join(data, 'manifest.json'));
  await writeFile(join(data, 'receipts', 'chain.ndjson'), '{"no\n');
  await assert.rejects(
    serve(settings, { journal, timer: false }),
    (error) => error instanceof SettingsError && /chain.ndjson:1 .*verify/.test(error.message),
  );
});

test('K-17: without KELISIM_TOKEN a token is made once and kept only as a hash', async (t) => {
  const data = await mkdtemp(join(tmpdir(), 'kelisim-'));
  t.after(() => rm(data, { recursive: true }));
  const settings = parseSettings(
    { KELISIM_PORT: '0', KELISIM_HOST: '127.0.0.1', KELISIM_DATA: data },
    undefined,
    world,
  );
  const first = await serve(settings, { journal, timer: false });
  const token = first.token ?? '';
  await first.close();
  assert.ok(first.isNew && token.length >= 22);
  const second = await serve(settings, { journal, timer: false });
  t.after(() => second.close());
  assert.equal(second.token, null);
  assert.equal(second.parts.tokens.roleOf(token), 'owner');
  assert.equal(second.parts.tokens.roleOf(`${token}x`), null);
});
