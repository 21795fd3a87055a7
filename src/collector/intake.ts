import type { FastifyInstance, FastifyRequest } from 'fastify';
import { dayOf } from '../wire/calendar.ts';
import { findSite } from './admit.ts';
import type { ArrivalBook } from './arrivals.ts';
import { takeBatches } from './batches.ts';
import { consentsIn, countIdOf } from './consents.ts';
import { readJson } from './json.ts';
import { type Ledger, LogUnavailable } from './ledger.ts';
import { createLimit, type Limit, type Rate, usualRate } from './limits.ts';
import type { LiveBook } from './live.ts';
import type { Metrics } from './metrics.ts';
import type { Network } from './network.ts';
import { createOrigins } from './origins.ts';
import { Refusal } from './problems.ts';
import type { ReceiptBook } from './receipts.ts';
import { refusePacked } from './sent-as.ts';
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
 * `POST /v1/batches` and `POST /v1/receipts`: what pages of listed origins send. Whatever is refused is told to the page, to
 * the owner (arrivals) and to `quality`, by reason.
 */
export function takeIn(app: FastifyInstance, parts: IntakeParts): void {
  const { settings, ledger, receipts, arrivals, metrics, networkOf, rate = usualRate, now } = parts;
  const sites = Object.values(settings.sites);
  const origins = createOrigins(sites);
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
  const pass = (request: FastifyRequest): Network => {
    const network = networkOf(request);
    // A near network is a proxy that forwards no address, or this very machine: one limit for all of it would be wrong.
    const wait = network.bucket === null ? 0 : waitOf(network.prefix);
    if (wait > 0) throw new Refusal('too-many', { retrySeconds: wait });
    return network;
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
      if (origins.allow(request, reply))
        reply
          .header('access-control-allow-methods', 'POST')
          .header('access-control-allow-headers', 'content-type')
          .header('access-control-max-age', '86400');
      return reply.code(204).send();
    });

  takeBatches(app, parts, { origins, pass, blame });

  app.post(
    '/v1/receipts',
    {
      onRequest: async (request, reply) => {
        origins.allow(request, reply);
        pass(request);
      },
      onError: async (request, _reply, error) => blame(request, error),
    },
    async (request, reply) => {
      refusePacked(request.headers);
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
