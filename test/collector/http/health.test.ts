import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { createMetrics } from '../../../src/collector/metrics.ts';
import { metricsText } from '../../../src/collector/prometheus.ts';
import { analystToken, batch, openCollector, origin, receipt, token, view } from './open-collector.ts';

const nine = Date.parse('2026-11-22T09:00:20Z');

/** Lines like `kelisim_accepted_total 3` as name and value. */
function samples(text: string): Readonly<Record<string, number>> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
}

test('K-21: metrics count over all sites, step each minute, and name no site, path or purpose', async (t) => {
  const clock = { at: nine };
  const { post, get, ledger } = await openCollector(t, {}, clock);
  const read = async () => samples(await (await get('metrics', {})).text());
  assert.equal((await read()).kelisim_accepted_total, 0);
  assert.equal((await post('v1/batches', batch({ events: [view({ path: '/oncology' })] }))).status, 204);
  assert.equal((await post('v1/receipts', receipt())).status, 201);
  assert.equal((await post('v1/batches', batch({ events: [] as unknown[], v: 2 }))).status, 400);
  assert.equal((await post('v1/batches', batch(), { origin: 'https://evil.com' })).status, 403);
  assert.equal((await post('v1/batches', 'x'.repeat(70_000))).status, 413);
  assert.equal((await post('v1/batches', batch(), { 'user-agent': 'curl/8' })).status, 204);
  const within = await read();
  assert.ok(Number.isNaN(within['kelisim_commit_seconds{quantile="0.99"}']), 'nor how long the first ones took');
  assert.deepEqual([within.kelisim_accepted_total, within.kelisim_commit_seconds_count], [0, 0], 'the minute goes on');
  clock.at += 60_000;
  const after = await read();
  assert.equal(after.kelisim_accepted_total, 2);
  for (const reason of ['bad-shape', 'unknown-origin', 'too-large', 'bot'])
    assert.equal(after[`kelisim_refused_total{reason="${reason}"}`], 1, reason);
  assert.equal(after.kelisim_commit_seconds_count, 1);
  assert.ok((after['kelisim_commit_seconds{quantile="0.99"}'] ?? 0) > 0);
  assert.equal(after.kelisim_release_lag_seconds, 60, 'none yet: since the start');
  assert.ok((after['kelisim_folder_bytes{folder="receipts"}'] ?? 0) > 0);
  await ledger.release();
  clock.at += 90_000;
  const later = await get('metrics', {});
  const text = await later.text();
  assert.match(later.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
  assert.equal(samples(text).kelisim_release_lag_seconds, 90);
  assert.ok(Number.isNaN(samples(text)['kelisim_commit_seconds{quantile="0.5"}']), 'nothing in the last whole minute');
  assert.doesNotMatch(text, /clinic|localhost|oncology|statistics|search/);
});

test('K-21: metrics are for a program on this machine or the owner, not for who comes through a proxy', async (t) => {
  const { get, url } = await openCollector(t);
  const status = async (headers: Readonly<Record<string, string>>) => (await get('metrics', headers)).status;
  assert.equal(await status({}), 200);
  for (const header of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'])
    assert.equal(await status({ [header]: '198.51.100.7' }), 401, header);
  assert.equal(await status({ 'x-forwarded-for': '198.51.100.7', authorization: `Bearer ${analystToken}` }), 403);
  assert.equal(await status({ 'x-forwarded-for': '198.51.100.7', authorization: `Bearer ${token}` }), 200);
  const rebound = await new Promise<number | undefined>((resolve, reject) =>
    request(new URL('metrics', url), { headers: { host: 'evil.com' } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end(),
  );
  assert.equal(rebound, 401, 'a page whose name was pointed here');
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname, () =>
    socket.write(`GET /metrics HTTP/1.0\r\nHost: ${hostname}\r\n\r\n`),
  );
  const [heard] = await once(socket.setEncoding('utf8'), 'data');
  assert.match(heard, /^HTTP\/1\.1 401 /, 'nginx as it comes, which adds no header');
});

test('K-21: at 90 % of the disk it is degraded and says so, and goes on taking batches', async (t) => {
  let used = 0.899;
  const diskUse = async () => used;
  const { post, get } = await openCollector(t, {}, undefined, { diskUse });
  const fine = await get('readyz', {});
  assert.equal(fine.status, 200);
  const { status, bytes } = (await fine.json()) as { status: string; bytes: Record<string, number> };
  assert.equal(status, 'ready');
  assert.deepEqual(Object.keys(bytes).sort(), ['log', 'pending', 'released', 'seen']);
  used = 0.912;
  const full = await get('readyz', {});
  assert.equal(full.status, 503);
  const said = (await full.json()) as Record<string, unknown>;
  assert.deepEqual([said.status, said.reason], ['degraded', 'The disk is 91 % full; make room.']);
  assert.deepEqual(said.bytes, bytes);
  assert.equal((await post('v1/batches', batch(), { origin })).status, 204);
  used = 0.5;
  assert.equal((await get('readyz', {})).status, 200, 'and it returns by itself');
});

test('K-21: a data folder that cannot be asked for its disk is not ready', async (t) => {
  const diskUse = () => Promise.reject(new Error('EIO'));
  const { get } = await openCollector(t, {}, undefined, { diskUse });
  const answer = await get('readyz', {});
  assert.equal(answer.status, 503);
  assert.equal(((await answer.json()) as { status: string }).status, 'not ready');
  assert.ok(Number.isNaN(samples(await (await get('metrics', {})).text()).kelisim_disk_used_ratio));
});

test('K-21: quantiles of the commit latency are at most a tenth too high', () => {
  const clock = { at: nine };
  const metrics = createMetrics(() => clock.at);
  for (let milliseconds = 1; milliseconds <= 1000; milliseconds++) metrics.committed(milliseconds);
  clock.at += 60_000;
  const reading = metrics.read();
  for (const share of [0.5, 0.9, 0.99]) {
    const found = reading.commitQuantile(share);
    assert.ok(found >= share && found <= share * 1.1, `${share}: ${found}`);
  }
  assert.equal(reading.commits, 1000);
  const text = metricsText(reading, { ready: true, lagSeconds: 1, bytes: {}, diskUsed: 0 });
  const named = [...text.matchAll(/^# TYPE (\S+) (counter|summary|gauge)$/gm)].map(([, name]) => name);
  for (const line of text.split('\n').filter((line) => line !== '' && !line.startsWith('#')))
    assert.ok(
      named.some((name) => line.startsWith(String(name))),
      line,
    );
  assert.equal(text.at(-1), '\n');
});
