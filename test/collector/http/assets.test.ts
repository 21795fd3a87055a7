import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { openCollector } from './open-collector.ts';

async function makeDist(test: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kelisim-dist-'));
  test.after(() => rm(folder, { recursive: true }));
  const dist = join(folder, 'dist');
  await mkdir(join(dist, 'dashboard'), { recursive: true });
  await mkdir(join(dist, 'node'));
  await writeFile(join(folder, 'package.json'), '{"version":"1.2.3"}');
  await writeFile(join(dist, 'kelisim.js'), 'console.log("қ");'.repeat(100));
  await writeFile(join(dist, 'telemetry-Ab3_x9Qz.js'), 'export {}');
  await writeFile(join(dist, 'kelisim.schema.json'), '{}');
  await writeFile(join(dist, 'node', 'cli.js'), 'secret');
  await writeFile(join(dist, 'dashboard', 'index.html'), '<!doctype html><title>x</title>');
  await writeFile(join(dist, 'dashboard', 'dashboard.js'), '1');
  await writeFile(
    join(dist, 'dashboard', 'csp.json'),
    `{"style-src":["'sha256-abc='","'unsafe-inline'"],"evil-src":["*"]}`,
  );
  return dist;
}

/** A raw answer: `fetch` would unpack it. */
function getRaw(url: URL, encoding: string) {
  return new Promise<{ headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
    request(url, { headers: { 'accept-encoding': encoding } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve({ headers: answer.headers, body: Buffer.concat(chunks) }));
    })
      .on('error', reject)
      .end();
  });
}

test('the widget is served packed to every page, and what never changes says so', async (t) => {
  const { url, get } = await openCollector(t, {}, undefined, { dist: await makeDist(t) });
  const br = await getRaw(new URL('kelisim.js', url), 'gzip, br');
  assert.equal(br.headers['content-encoding'], 'br');
  assert.match(brotliDecompressSync(br.body).toString(), /қ/);
  const packed = await getRaw(new URL('kelisim.js', url), 'gzip');
  assert.match(gunzipSync(packed.body).toString(), /қ/);
  assert.equal((await getRaw(new URL('kelisim.js', url), 'identity')).headers['content-encoding'], undefined);
  assert.equal(br.headers['access-control-allow-origin'], '*');
  assert.match(String(br.headers['content-type']), /^text\/javascript/);
  assert.doesNotMatch(String(br.headers['cache-control']), /immutable/);
  for (const path of ['v/1.2.3/kelisim.js', 'telemetry-Ab3_x9Qz.js', 'v/1.2.3/telemetry-Ab3_x9Qz.js']) {
    const answer = await get(path, {});
    assert.equal(answer.status, 200, path);
    assert.match(answer.headers.get('cache-control') ?? '', /immutable/, path);
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
  }
  assert.equal((await get('kelisim.js', { 'if-none-match': String(br.headers.etag) })).status, 304);
  assert.equal((await get('kelisim.schema.json', {})).headers.get('access-control-allow-origin'), '*');
});

test('nothing else of the folder is served', async (t) => {
  const { url, get } = await openCollector(t, {}, undefined, { dist: await makeDist(t) });
  for (const path of [
    'v/1.2.2/kelisim.js',
    'node/cli.js',
    '..%2fpackage.json',
    'dashboard/..%2f..%2fpackage.json',
    '%2e%2e/package.json',
    'node',
    'dashboard',
    '.data',
    'absent.js',
    'kelisim.js%00',
    '%c0%ae',
  ]) {
    const answer = await get(path, {});
    assert.ok(answer.status === 404 || answer.status === 400, `${path}: ${answer.status}`);
    assert.doesNotMatch(await answer.text(), /secret|"version"/);
  }
  const raw = await getRaw(new URL(url), 'identity');
  assert.match(raw.body.toString(), /<title>/);
});

test('the analyst’s page has a policy of its own, with hashes its build names and nothing looser', async (t) => {
  const { get } = await openCollector(t, {}, undefined, { dist: await makeDist(t) });
  for (const path of ['', 'dashboard.js', 'dashboard/dashboard.js']) {
    const answer = await get(path, {});
    assert.equal(answer.status, 200, path);
    const policy = answer.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self' 'sha256-abc='/);
    assert.doesNotMatch(policy, /unsafe-inline|evil/);
    assert.equal(answer.headers.get('access-control-allow-origin'), null);
  }
});

test('K-21: it runs behind a path prefix, kept or cut off by the proxy', async (t) => {
  const { url, get } = await openCollector(t, { KELISIM_BASE: '/stats/' }, undefined, { dist: await makeDist(t) });
  assert.match(url, /\/stats\/$/);
  for (const path of ['healthz', '/healthz', '/stats/kelisim.js', '/stats/', '/'])
    assert.equal((await get(path, {})).status, 200, path);
});

test('before anything is built, the missing file says how to build it', async (t) => {
  const dist = await makeDist(t);
  await rm(join(dist, 'kelisim.js'));
  const { get } = await openCollector(t, {}, undefined, { dist });
  const answer = await get('kelisim.js', {});
  assert.equal(answer.status, 503);
  assert.match(await answer.text(), /npm run build/);
});
