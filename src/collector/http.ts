import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { openAccessLog } from './access-log.ts';
import { createArrivalBook } from './arrivals.ts';
import { distFolder, readVersion, serveAssets } from './assets.ts';
import { maxBytes } from './body.ts';
import { onEveryAnswer } from './headers.ts';
import { type DiskUse, tellHealth } from './health.ts';
import { takeIn } from './intake.ts';
import type { Journal } from './journal.ts';
import { type Ledger, LogUnavailable } from './ledger.ts';
import { createFailureBrake, type Limit, type Rate } from './limits.ts';
import { createLiveBook } from './live.ts';
import { listMethods } from './methods.ts';
import { createMetrics } from './metrics.ts';
import { createNetworkReader } from './network.ts';
import { problemOf, Refusal, type RefusalDetail, type RefusalName } from './problems.ts';
import { giveOut } from './reads.ts';
import type { ReceiptBook } from './receipts.ts';
import { createDoorkeeper } from './session.ts';
import type { Settings } from './settings.ts';
import type { Site } from './sites.ts';
import type { Tokens } from './tokens.ts';

/** What the collector's HTTP side stands on; opened by `openCollector`. */
export interface CollectorParts {
  readonly settings: Settings;
  readonly ledger: Ledger;
  /** Made-up traffic in a folder of its own, read only; null where there is none. */
  readonly sample: { readonly site: Site; readonly ledger: Ledger } | null;
  readonly receipts: ReceiptBook;
  readonly tokens: Tokens;
  readonly journal: Journal;
  readonly now?: () => number;
  /** For tests of a full disk. */
  readonly diskUse?: DiskUse;
  /** How many posts one network may send; for tests. */
  readonly rate?: Rate;
  /** For tests of a limiter that fails. */
  readonly limit?: Limit;
  /** The built files; default: beside this code. */
  readonly dist?: string;
}

/** The collector's routes; its parts come from `openCollector`, whose `close` ends them after the app. */
export async function answerHttp(app: FastifyInstance, parts: CollectorParts): Promise<void> {
  const { settings, ledger, journal, now = Date.now } = parts;
  const readNetwork = createNetworkReader(settings.trustProxy, (line) => journal('warn', line));
  const networkOf = (request: FastifyRequest) => {
    const forwarded = request.headers['x-forwarded-for'];
    return readNetwork(request.socket.remoteAddress, Array.isArray(forwarded) ? forwarded.join(',') : forwarded);
  };

  // Fastify's own parsers allow for content types and prototype tricks that the treaty does not have.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxBytes }, (_request, body, done) => done(null, body));
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(onEveryAnswer);
    // Source: RFC 9112, 3.2
    const isNameless = request.headers.host === undefined && request.raw.httpVersion === '1.1';
    if (isNameless) done(new Refusal('bad-request'));
    else done();
  });
  app.setErrorHandler((error: FastifyError, request, reply) => answerError(error, request, reply, journal));
  const methodsAt = listMethods(app);
  app.setNotFoundHandler((request, reply) => {
    const methods = methodsAt(request.url);
    return methods.length > 0
      ? answer(reply.header('allow', methods.join(', ')), 'wrong-method')
      : answer(reply, 'not-found');
  });

  const arrivals = createArrivalBook(now, (line, at) => journal('info', line, { at }));
  const live = createLiveBook(now);
  const metrics = createMetrics(now);
  const brake = createFailureBrake(now);
  const base = app.prefix ? `${app.prefix.replace(/\/$/, '')}/` : settings.base;
  const doorkeeper = createDoorkeeper(app, { tokens: parts.tokens, brake, networkOf, base, now });
  takeIn(app, {
    settings,
    ledger,
    receipts: parts.receipts,
    arrivals,
    live,
    metrics,
    networkOf,
    rate: parts.rate,
    limit: parts.limit,
    now,
  });
  const dist = parts.dist ?? distFolder();
  const version = await readVersion(dist);
  const accessLog = openAccessLog(settings.data, now);
  const { receipts, sample } = parts;
  giveOut(app, {
    settings,
    ledger,
    sample,
    receipts,
    arrivals,
    live,
    doorkeeper,
    accessLog,
    version,
    journal,
    base,
    now,
  });
  tellHealth(app, { data: settings.data, ledger, metrics, doorkeeper, diskUse: parts.diskUse, now });
  serveAssets(app, dist, version);
}

/** Answers what went wrong behind a request; a mistake of ours is told to the journal and not to the stranger. */
function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply, journal: Journal) {
  if (error instanceof Refusal) return answer(reply, error.reason, error.more);
  if (error instanceof LogUnavailable) return answer(reply, 'cannot-write', { retrySeconds: 5 });
  if (error.statusCode === 413) return answer(reply, 'too-large');
  if (error.statusCode === 415) return answer(reply, 'bad-type');
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500)
    return answer(reply, 'bad-request');
  // Where it happened, never the message or the request: what a stranger sent must not come to rest in a log.
  const frames = String(error.stack)
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
  journal('error', 'an answer failed', {
    route: request.routeOptions.url ?? '?',
    error: error.name,
    stack: frames.slice(0, 8).join('\n'),
  });
  return answer(reply, 'broken');
}

function answer(reply: FastifyReply, reason: RefusalName, more: RefusalDetail = {}) {
  const problem = problemOf(reason, more);
  if (more.retrySeconds !== undefined) reply.header('retry-after', String(more.retrySeconds));
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  return reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}
