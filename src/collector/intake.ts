import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { dayOf } from '../wire/calendar.ts';
import { admit, findSite } from './admit.ts';
import { type Anonymise, createAnonymise } from './anonymise.ts';
import type { ArrivalBook } from './arrivals.ts';
import { consentsIn, countIdOf } from './consents.ts';
import { readJson } from './json.ts';
import { type Ledger, LogUnavailable } from './ledger.ts';
import { createLimit, type Limit, type Rate, usualRate } from './limits.ts';
import type { LiveBook } from './live.ts';
import type { Metrics } from './metrics.ts';
import type { Network } from './network.ts';
import { Refusal } from './problems.ts';
import type { ReceiptBook } from './receipts.ts';
import type { Settings } from './settings.ts';
import { readReceipt } from './shapes.ts';
import { isListed, type Site } from './sites.ts';

export interface IntakeParts {
  readonly settings: Pick<Settings, 'sites' | 'bots'>;
  readonly ledger: Pick<Ledger, 'accept' | 'acceptReceipt' | 'countQuality'>;
  readonly receipts: ReceiptBook;
  readonly arrivals: ArrivalBook;
  readonly live: LiveBook;
  readonly metrics: Metrics;
  readonly networkOf: (request: FastifyRequest) => Network;
  /** How many posts one network may send. */
  readonly rate?: Rate | undefined;
  /** For tests of a limiter that fails. */
  readonly limit?: Limit | undefined;
  readonly now: () => number;
}

const waitUnknownSeconds = 60;

/**
 * `POST /v1/batches` and `POST /v1/receipts`: what pages of listed origins send.
 *
 * A batch's way: shape → site and origin → signal and purpose → anonymous → on disk → 204. Whatever is refused is told
 * to the page, to the owner (arrivals) and to `quality`, by reason.
 */
export function takeIn(app: FastifyInstance, parts: IntakeParts): void {
  const { settings, ledger, receipts, arrivals, live, metrics, networkOf, rate = usualRate, now } = parts;
  const sites = Object.values(settings.sites);
  const makers = new Map<string, Anonymise>(sites.map((site) => [site.name, createAnonymise(site)]));
  const limit = parts.limit ?? createLimit({ ...rate, now });
  /** A limiter that fails must not let a flood in: whoever it cannot judge is refused. Source: requirements K-14. */
  const waitOf = (prefix: string): number => {
    try {
      const seconds = limit(prefix);
      return Number.isFinite(seconds) ? seconds : waitUnknownSeconds;
    } catch {
      // Refused, as above; the next one is judged anew.
      return waitUnknownSeconds;
    }
  };

  const onRequest = async (request: FastifyRequest, reply: FastifyReply) => {
    allowOrigin(request, reply, sites);
    const { prefix, bucket } = networkOf(request);
    // A near network is a proxy that forwards no address, or this very machine: one limit for all of it would be wrong.
    const wait = bucket === null ? 0 : waitOf(prefix);
    if (wait > 0) throw new Refusal('too-many', { retrySeconds: wait });
  };
  /** Without a known site nobody can be told: the owners who list this origin are the ones who look for the reason. */
  const blame = (request: FastifyRequest, error: unknown) => {
    const reason = reasonOf(error);
    metrics.refused(reason);
    const named = nameIn(request.body, settings.sites);
    const concerned = named ? [named] : sites.filter((site) => isListed(site.origins, request.headers.origin));
    for (const site of concerned) {
      arrivals.refused(site.name, reason);
      ledger.countQuality(site.name, reason);
    }
  };

  for (const path of ['/v1/batches', '/v1/receipts'])
    app.options(path, async (request, reply) => {
      allowOrigin(request, reply, sites);
      if (isListed(allOrigins(sites), request.headers.origin))
        reply
          .header('access-control-allow-methods', 'POST')
          .header('access-control-allow-headers', 'content-type')
          .header('access-control-max-age', '86400');
      return reply.code(204).send();
    });

  app.post(
    '/v1/batches',
    { onRequest, onError: async (request, _reply, error) => blame(request, error) },
    async (request, reply) => {
      refuseEncoded(request);
      const { site, batch, ignored } = admit(
        {
          body: request.body,
          origin: request.headers.origin,
          userAgent: request.headers['user-agent'] ?? '',
          // Node joins several fields of this name with a comma, as its header list is read.
          secGpc: [text(request.headers['sec-gpc'])],
          secPurpose: purposeIn(request),
        },
        settings.sites,
        settings.bots,
      );
      if (ignored) {
        ledger.countQuality(site.name, ignored, Math.max(1, batch.events.length));
        arrivals.refused(site.name, ignored);
        metrics.refused(ignored);
        return reply.code(204).send();
      }
      const anonymise = makers.get(site.name) ?? createAnonymise(site);
      const { headers } = request;
      const describes = {
        userAgent: headers['user-agent'] ?? '',
        brands: text(headers['sec-ch-ua']),
        mobile: text(headers['sec-ch-ua-mobile']),
        platform: text(headers['sec-ch-ua-platform']),
      };
      const admitted = anonymise(batch, { describes, bucket: networkOf(request).bucket }, now());
      const begun = performance.now();
      const outcome = await ledger.accept(admitted);
      if (outcome === 'stored') metrics.committed(performance.now() - begun);
      metrics.accepted();
      arrivals.accepted(site.name);
      if (outcome === 'stored') live.note(site.name, admitted.facts);
      return reply.code(204).send();
    },
  );

  app.post(
    '/v1/receipts',
    { onRequest, onError: async (request, _reply, error) => blame(request, error) },
    async (request, reply) => {
      refuseEncoded(request);
      const receipt = readReceipt(readJson(request.body));
      const site = findSite(receipt.site, request.headers.origin, settings.sites);
      await receipts.keep(receipt, request.body as Uint8Array);
      const consents = consentsIn(receipt, receipt.of === undefined ? null : receipts.purposesOf(receipt.of));
      if (consents.length > 0)
        await ledger.acceptReceipt({ id: countIdOf(receipt), site: site.name, day: dayOf(now(), site.zone), consents });
      metrics.accepted();
      return reply.code(201).send();
    },
  );
}

/** Only listed origins are answered, and never with credentials. Source: requirements K-13. */
function allowOrigin(request: FastifyRequest, reply: FastifyReply, sites: readonly Site[]): void {
  const { origin } = request.headers;
  reply.header('vary', 'Origin');
  if (isListed(allOrigins(sites), origin))
    reply.header('access-control-allow-origin', origin).header('access-control-expose-headers', 'retry-after');
}

function allOrigins(sites: readonly Site[]): readonly string[] {
  return sites.flatMap((site) => site.origins);
}

/** Unpacking a stranger's gzip is how a small body becomes a large one: nothing packed is read. */
function refuseEncoded(request: FastifyRequest): void {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') throw new Refusal('bad-encoding');
  const type = request.headers['content-type'] ?? 'text/plain';
  if (!/^(text\/plain|application\/json)\s*(;|$)/i.test(type)) throw new Refusal('bad-type');
}

/** What a request is for, under the names that browsers have given it. */
function purposeIn({ headers }: FastifyRequest): string {
  return ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].map((name) => text(headers[name])).join(', ');
}

function text(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' ? header : (header?.join(', ') ?? '');
}

function reasonOf(error: unknown): string {
  if (error instanceof Refusal) return error.reason;
  if (error instanceof LogUnavailable) return 'cannot-write';
  const { statusCode = 500 } = error as { statusCode?: number };
  return statusCode === 413 ? 'too-large' : statusCode < 500 ? 'bad-request' : 'broken';
}

/** The known site a refused body names, if it is JSON far enough to name one. */
function nameIn(body: unknown, sites: Readonly<Record<string, Site>>): Site | undefined {
  if (!(body instanceof Uint8Array)) return undefined;
  const name = /"site"\s*:\s*"([a-z0-9.-]{1,253})"/.exec(Buffer.from(body).toString('latin1'))?.[1];
  return name !== undefined && Object.hasOwn(sites, name) ? sites[name] : undefined;
}
