import { PassThrough } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AccessLog } from './access-log.ts';
import type { Feed, FeedRow } from './feed.ts';
import type { Site } from './sites.ts';
import type { Role } from './tokens.ts';

export interface ReleasesParts {
  readonly feed: Feed;
  readonly accessLog: AccessLog;
  readonly signedIn: (request: FastifyRequest) => Role;
  readonly siteOf: (query: Readonly<Record<string, unknown>>) => Site;
}

/** A reader further behind than this is let go: its rows would fill the memory. */
const maxWaitingBytes = 8 << 20;
/** Proxies hang up on who is silent for a minute. */
const pulseMs = 25_000;

/**
 * `GET /v1/releases?site`: released rows as they come out, until the reader or the collector ends; server-sent events
 * for who accepts them, else NDJSON. Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function giveReleases(app: FastifyInstance, parts: ReleasesParts): void {
  const { feed, accessLog, signedIn, siteOf } = parts;
  const open = new Set<PassThrough>();
  // A server does not close before its answers have ended, and these would never.
  app.addHook('preClose', async () => {
    for (const stream of open) stream.end();
  });

  app.get<{ Querystring: Record<string, unknown> }>('/v1/releases', async (request, reply) => {
    const role = signedIn(request);
    const site = siteOf(request.query);
    await accessLog(role, `releases of ${site.name}`);
    const asEvents = /\btext\/event-stream\b/i.test(request.headers.accept ?? '');
    const stream = new PassThrough();
    const hear = (rows: readonly FeedRow[]) => {
      if (stream.writableLength > maxWaitingBytes) stream.destroy();
      else if (stream.writable) stream.write(rows.map((row) => line(row, asEvents)).join(''));
    };
    request.raw.socket.once('close', () => stream.destroy());
    const stop = await feed.follow(site, hear);
    if (stream.destroyed) {
      // The reader went while the beginning was being read: there is nobody to answer.
      stop();
      return reply.hijack();
    }
    const pulse = asEvents ? setInterval(() => stream.write(': waiting\n\n'), pulseMs).unref() : null;
    open.add(stream);
    stream.once('close', () => {
      stop();
      open.delete(stream);
      if (pulse) clearInterval(pulse);
    });
    // The reader learns at once that it is connected, not with the first release.
    if (asEvents) stream.write(': following\n\n');
    else setImmediate(() => reply.raw.flushHeaders());
    return reply.type(asEvents ? 'text/event-stream' : 'application/x-ndjson; charset=utf-8').send(stream);
  });
}

function line(row: FeedRow, asEvents: boolean): string {
  const text = JSON.stringify(row);
  return asEvents ? `event: released\ndata: ${text}\n\n` : `${text}\n`;
}
