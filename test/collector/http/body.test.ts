import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { batch, openCollector, ordinary, token, view } from './open-collector.ts';
import { speak } from './speak.ts';

const posted = (body: string, length = Buffer.byteLength(body), more = '') =>
  `POST /v1/batches HTTP/1.1\r\nHost: localhost\r\nOrigin: ${ordinary.origin}\r\nContent-Type: text/plain\r\n` +
  `User-Agent: ${ordinary['user-agent']}\r\nContent-Length: ${length}\r\n${more}\r\n${body}`;
const close = 'Connection: close\r\n';
const views = async (collector: Awaited<ReturnType<typeof openCollector>>) =>
  (await collector.ledger.totals()).pages?.measures.views?.pending;

test('K-12: a body that comes byte by byte, in the middle of letters too, is read whole', async (t) => {
  const collector = await openCollector(t);
  const bytes = Buffer.from(
    posted(JSON.stringify(batch({ events: [view({ path: '/дәрігерлер' })] })), undefined, close),
  );
  const { hostname, port } = new URL(collector.url);
  const socket = connect(Number(port), hostname).setNoDelay(true);
  await once(socket, 'connect');
  let heard = '';
  socket.on('data', (part) => {
    heard += part;
  });
  for (const byte of bytes) {
    socket.write(Uint8Array.of(byte));
    await turn();
  }
  await once(socket, 'close');
  assert.match(heard, /^HTTP\/1\.1 204 /);
  assert.equal(await views(collector), 6);
});

test('K-01: posts that come together on one connection are each answered, in order, when they are on disk', async (t) => {
  const collector = await openCollector(t);
  const good = () => JSON.stringify(batch());
  const together = [posted(good()), posted('{'), posted(good()), posted(good(), undefined, close)].join('');
  const heard = await speak(collector.url, together);
  assert.deepEqual(
    [...heard.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status)),
    [204, 400, 204, 204],
  );
  assert.equal(await views(collector), 18);
});

test('K-12: who hangs up in the middle of a body is forgotten, and others are served', async (t) => {
  const collector = await openCollector(t);
  const { hostname, port } = new URL(collector.url);
  for (let times = 0; times < 20; times += 1) {
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(posted('{"v":1,', 500));
    await turn();
    socket.destroy();
    await once(socket, 'close');
  }
  assert.equal((await collector.post('v1/batches', batch())).status, 204);
  assert.equal(await views(collector), 6);
  assert.deepEqual(
    collector.lines.filter((line) => /"level":"error"/.test(line)),
    [],
  );
  const metrics = await collector.get('metrics', { authorization: `Bearer ${token}` });
  assert.doesNotMatch(await metrics.text(), /broken/);
});

test('K-12: the limit of a body is 64 KiB to the byte, however it comes', async (t) => {
  const { url, post } = await openCollector(t);
  const padded = (bytes: number) => {
    const body = JSON.stringify(batch());
    return body + ' '.repeat(bytes - Buffer.byteLength(body));
  };
  assert.equal((await post('v1/batches', padded(65_536))).status, 204);
  assert.equal((await post('v1/batches', padded(65_537))).status, 413);
  const chunked = (body: string) =>
    posted(`${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`).replace(
      /Content-Length: \d+/,
      `Transfer-Encoding: chunked\r\nConnection: close`,
    );
  assert.match(await speak(url, chunked(padded(65_536))), /^HTTP\/1\.1 204 /);
  assert.match(await speak(url, chunked(padded(65_537))), /^HTTP\/1\.1 413 /);
});
