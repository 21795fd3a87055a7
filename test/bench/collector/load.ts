// A process of its own that posts as fast as it is answered: one request in flight on each connection.
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';

/** What the parent asks: `bodies` are JSON, posted in turn, each time under a new id, until `seconds` are over. */
export interface Order {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  readonly bodies: readonly string[];
  readonly userAgents: readonly string[];
  /** Requests a second in all; absent: as many as are answered. */
  readonly perSecond?: number;
}

export interface Outcome {
  readonly answered: number;
  readonly failed: number;
  readonly seconds: number;
  /** Times to the answer, in ms: the middle one, of 100 the last, the longest. */
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
}

process.once('message', async (order: Order) => {
  process.send?.(await load(order));
  process.disconnect();
});

const idBytes = 22;

/** The same request under an id that nobody drew before. */
function withNewId(request: Buffer): Buffer {
  const fresh = Buffer.from(request);
  const id = randomBytes(17).toString('base64url').slice(0, idBytes);
  fresh.write(id, request.indexOf('"id":"') + 6, 'latin1');
  return fresh;
}

async function load({ port, connections, seconds, bodies, userAgents, perSecond }: Order): Promise<Outcome> {
  const requests = bodies.map((body, at) =>
    Buffer.from(
      `POST /v1/batches HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: https://clinic.kz\r\nContent-Type: text/plain\r\n` +
        `User-Agent: ${userAgents[at]}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    ),
  );
  const times: number[] = [];
  let next = 0;
  let failed = 0;
  const began = performance.now();
  const end = began + seconds * 1000;
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      let sentAt = 0;
      const send = () => {
        const now = performance.now();
        if (now >= end) {
          socket.end();
          return resolve();
        }
        const due = perSecond ? began + (next / perSecond) * 1000 : now;
        const request = withNewId(requests[next % requests.length] ?? Buffer.alloc(0));
        next += 1;
        const post = () => {
          // From when it was due, so that a stall is seen by all who would have come meanwhile.
          sentAt = perSecond ? due : performance.now();
          socket.write(request);
        };
        if (due > now) setTimeout(post, due - now);
        else post();
      };
      socket.setNoDelay(true);
      socket.on('connect', send);
      socket.on('error', reject);
      // An answer of 204 is small enough to come in one piece.
      socket.on('data', (bytes) => {
        times.push(performance.now() - sentAt);
        if (!bytes.subarray(0, 12).equals(noContent)) failed += 1;
        send();
      });
    });
  const noContent = Buffer.from('HTTP/1.1 204');
  await Promise.all(Array.from({ length: connections }, one));
  const took = (performance.now() - began) / 1000;
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0;
  return { answered: times.length - failed, failed, seconds: took, p50: at(0.5), p99: at(0.99), longest: at(1) };
}
