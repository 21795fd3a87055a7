import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AccessLog } from './access-log.ts';
import type { Feed, Reader, Since } from './feed.ts';
import { formatMark, readSince } from './marks.ts';
import { Refusal } from './problems.ts';
import type { Site } from './sites.ts';
import type { Role } from './tokens.ts';

export interface ReleasesParts {
  /** The feed of a site, or of all that are configured. */
  readonly feedOf: (site: Site | null) => { readonly feed: Feed; readonly sites: readonly Site[] };
  readonly accessLog: AccessLog;
  readonly signedIn: (request: FastifyRequest) => Role;
  readonly siteOf: (query: Readonly<Record<string, unknown>>) => Site;
  readonly warn: (line: string) => void;
}

/** A reader further behind than this is let go: its rows would fill the memory. It comes back with its last id. */
const maxWaitingBytes = 8 << 20;
/** Proxies hang up on who is silent for a minute. */
const pulseMs = 25_000;
const parameters = ['site', 'since'];

/**
 * `GET /v1/releases?site&since`: released rows as they come out, until the reader or the collector ends; server-sent
 * events for who accepts them, else NDJSON.
 *
 * `since`: a date, for all of that day and after it, or a mark (an event's id). A reader that was cut off goes on where it
 * left off, by its `Last-Event-ID`; where the collector no longer remembers so far back, a `reset` names the day from
 * which the rows come anew. Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function giveReleases(app: FastifyInstance, parts: ReleasesParts): void {
  const { feedOf, accessLog, signedIn, siteOf, warn } = parts;
  const open = new Set<PassThrough>();
  // A server does not close before its answers have ended, and these would never.
  app.addHook('preClose', async () => {
    for (const stream of open) stream.end();
  });

  app.get<{ Querystring: Record<string, unknown> }>('/v1/releases', async (request, reply) => {
    const role = signedIn(request);
    const { query } = request;
    const alien = Object.keys(query).find((name) => !parameters.includes(name));
    if (alien !== undefined) throw new Refusal('bad-query', { detail: `Known are ${parameters.join(', ')}.` });
    const site = query.site === undefined ? null : siteOf(query);
    const since = sinceIn(request.headers['last-event-id'] ?? query.since);
    const { feed, sites } = feedOf(site);
    await accessLog(role, `releases of ${site?.name ?? 'all sites'}`);
    const asEvents = /\btext\/event-stream\b/i.test(request.headers.accept ?? '');
    const stream = new PassThrough();
    open.add(stream);
    request.raw.socket.once('close', () => stream.destroy());
    // The reader learns at once that it is connected, not with the first release.
    if (asEvents) stream.write(': following\n\n');
    else setImmediate(() => reply.raw.flushHeaders());
    const pulse = asEvents ? setInterval(() => stream.write(': waiting\n\n'), pulseMs).unref() : null;
    const following = feed.follow(sites, since, readerOf(stream, asEvents));
    stream.once('close', () => {
      open.delete(stream);
      if (pulse) clearInterval(pulse);
    });
    following.then(
      (stop) => (stream.destroyed ? stop() : stream.once('close', stop)),
      (error: Error) => {
        // What was begun cannot be taken back: the reader is cut off, and comes again with its last id.
        if (!stream.destroyed) warn(`a reader of the releases was cut off: ${error.message}`);
        stream.destroy();
      },
    );
    // Kept open for a next request, it would keep the collector from closing.
    reply.header('connection', 'close');
    // nginx would gather the rows of hours before it passes any on.
    reply.header('x-accel-buffering', 'no');
    return reply.type(asEvents ? 'text/event-stream' : 'application/x-ndjson; charset=utf-8').send(stream);
  });
}

function sinceIn(value: unknown): Since | null {
  if (value === undefined || value === '') return null;
  const since = typeof value === 'string' ? readSince(value) : null;
  if (since === null)
    throw new Refusal('bad-query', { path: '/since', detail: 'Write a date like 2026-11-22, or the id of an event.' });
  return since;
}

function readerOf(stream: PassThrough, asEvents: boolean): Reader {
  const write = (text: string) => {
    if (stream.writableLength > maxWaitingBytes) stream.destroy();
    else if (stream.writable) stream.write(text);
  };
  return {
    row(row, mark) {
      const text = JSON.stringify(row);
      if (!asEvents) write(`${text}\n`);
      else write(`${mark ? `id: ${formatMark(mark)}\n` : ''}event: released\ndata: ${text}\n\n`);
    },
    // An event without data tells nobody, and moves the id.
    stands: (mark) => asEvents && write(`id: ${formatMark(mark)}\n\n`),
    reset(site, day) {
      const text = JSON.stringify({ reset: day, site });
      write(asEvents ? `event: reset\ndata: ${text}\n\n` : `${text}\n`);
    },
    end: () => void stream.end(),
    async ready() {
      if (stream.destroyed) throw new Error('the reader is gone');
      // A reader that goes instead of reading on ends the wait too.
      if (stream.writableNeedDrain) await Promise.race([once(stream, 'drain'), once(stream, 'close')]);
    },
  };
}
