import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { canary, createRandom, makeBadBody } from './bad-bodies.ts';
import { batch, openCollector, ordinary } from './open-collector.ts';
import { speak } from './speak.ts';

/** Ten thousand in the ordinary run; `BAD_BODIES=1000000` for the long one. `BAD_SEED` repeats a run. */
const count = Number(process.env.BAD_BODIES ?? 10_000);
const seed = Number(process.env.BAD_SEED ?? Math.floor(Math.random() * 2 ** 32));
/** What may be more on the heap after the last body than after the first fifth; a leak of 1 KiB a body would be 8 MiB. */
const slackBytes = 6 << 20;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

test(`K-12: ${count} generated bad bodies make no 5xx, echo nothing and leave the memory flat`, async (t) => {
  const { url, post } = await openCollector(t);
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  t.after(() => agent.destroy());
  const send = (path: string, body: Buffer) =>
    new Promise<{ status: number; type: string; text: string }>((resolve, reject) => {
      const out = request(new URL(path, url), { method: 'POST', agent, headers: ordinary }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, type: answer.headers['content-type'] ?? '', text }),
        );
      });
      out.on('error', reject);
      out.end(body);
    });

  const random = createRandom(seed);
  const statuses = new Map<number, number>();
  let begun = 0;
  const work = async (upTo: number) => {
    while (begun < upTo) {
      begun += 1;
      const { path, body } = makeBadBody(random);
      const { status, type, text } = await send(path, body);
      const which = () => `seed ${seed}: ${status} ${text} for ${path} ${body.subarray(0, 300).toString()}`;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      assert.ok([201, 204, 400, 403, 409, 413].includes(status), which());
      if (status >= 400) {
        assert.match(type, /^application\/problem\+json/, which());
        assert.equal((JSON.parse(text) as { status: number }).status, status, which());
        assert.ok(!text.includes(canary) && !text.includes('871008401427'), which());
      }
    }
  };
  const all = (upTo: number) => Promise.all(Array.from({ length: 8 }, () => work(upTo)));
  await all(count / 5);
  const early = heapBytes();
  await all(count);
  const grown = heapBytes() - early;
  assert.ok(grown < slackBytes, `seed ${seed}: the heap grew by ${grown} bytes`);
  for (const status of [400, 403, 409, 413]) assert.ok(statuses.has(status), `seed ${seed}: no ${status}`);
  assert.ok((statuses.get(204) ?? 0) < count / 10, 'most do not fit');
  t.diagnostic(`${JSON.stringify(Object.fromEntries(statuses))}, heap ${grown} bytes more, seed ${seed}`);
  assert.equal((await post('v1/batches', batch())).status, 204, 'and an honest batch still passes');
});

const start = 'POST /v1/batches HTTP/1.1\r\nHost: localhost\r\nOrigin: https://clinic.kz\r\n';

test('K-12: who sends a request too slowly is told so and hung up on, and others are served meanwhile', async (t) => {
  const { url, post } = await openCollector(t, {}, undefined, { patienceMs: 300 });
  const slow = [
    speak(url, start),
    speak(url, `${start}Content-Type: text/plain\r\nContent-Length: 500\r\n\r\n{"v":`),
    speak(url, `${start}Transfer-Encoding: chunked\r\n\r\n5\r\n{"v":\r\n`),
  ];
  assert.equal((await post('v1/batches', batch())).status, 204);
  for (const heard of await Promise.all(slow)) {
    assert.match(heard, /^HTTP\/1\.1 408 Request Timeout\r\n/);
    assert.match(heard, /"type":"about:blank#too-slow"/);
  }
  assert.equal((await post('v1/batches', batch())).status, 204);
});

test('K-12: headers too large, and what is no HTTP at all, are answered', async (t) => {
  const { url, post } = await openCollector(t);
  const large = await speak(url, `${start}X-Large: ${'a'.repeat(20_000)}\r\n\r\n`);
  assert.match(large, /^HTTP\/1\.1 431 /);
  assert.match(large, /\r\nContent-Type: application\/problem\+json\r\n/);
  assert.doesNotMatch(large, /aaaa/);
  for (const nonsense of [
    `${canary}\r\n\r\n`,
    '\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n',
    `${start}Content-Length: -1\r\n\r\n`,
    `${start}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    `${start}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
  ]) {
    const heard = await speak(url, nonsense);
    assert.match(heard, /^HTTP\/1\.1 400 Bad Request\r\n/, nonsense);
    assert.ok(!heard.includes(canary));
  }
  assert.equal((await post('v1/batches', batch())).status, 204);
});
