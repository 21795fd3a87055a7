import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createAdmit } from './admit.ts';
import { type Anonymise, createAnonymise } from './anonymise.ts';
import { readBody } from './body.ts';
import type { Admitted } from './fact.ts';
import type { IntakeParts } from './intake.ts';
import type { Network } from './network.ts';
import type { Origins } from './origins.ts';
import { refusePacked, textOf } from './sent-as.ts';

/** What `POST /v1/batches` shares with its neighbour. */
export interface Gate {
  readonly origins: Origins;
  /** The network a request came from; throws a `Refusal` where it sent too much. */
  readonly pass: (request: FastifyRequest) => Network;
  /** Tells page, owner and `quality` of a refusal. */
  readonly blame: (request: FastifyRequest, error: unknown) => void;
}

/**
 * `POST /v1/batches`: shape → site and origin → signal and purpose → anonymous → on disk → 204.
 *
 * The hot path of the whole collector, so it takes its body and gives its 204 without the framework's readers and writers;
 * whatever is refused goes the ordinary way.
 */
export function takeBatches(app: FastifyInstance, parts: IntakeParts, { origins, pass, blame }: Gate): void {
  const { settings, ledger, arrivals, live, metrics, now } = parts;
  const admit = createAdmit(settings.sites, settings.bots);
  const makers = new Map<string, Anonymise>(
    Object.values(settings.sites).map((site) => [site.name, createAnonymise(site)]),
  );

  /** The batch as it goes into the log; null where it is acknowledged and not counted. Throws a `Refusal`. */
  function prepare(headers: IncomingHttpHeaders, network: Network, body: Uint8Array): Admitted | null {
    refusePacked(headers);
    const { site, batch, ignored } = admit({
      body,
      origin: headers.origin,
      userAgent: headers['user-agent'] ?? '',
      secGpc: textOf(headers['sec-gpc']),
      secPurpose: purposeIn(headers),
    });
    if (ignored) {
      ledger.countQuality(site.name, ignored, Math.max(1, batch.events.length));
      arrivals.refused(site.name, ignored);
      metrics.refused(ignored);
      return null;
    }
    const anonymise = makers.get(site.name) ?? createAnonymise(site);
    const describes = {
      userAgent: headers['user-agent'] ?? '',
      brands: textOf(headers['sec-ch-ua']),
      mobile: textOf(headers['sec-ch-ua-mobile']),
      platform: textOf(headers['sec-ch-ua-platform']),
    };
    return anonymise(batch, { describes, bucket: network.bucket }, now());
  }

  /** Nothing of what `prepare` read is held until the disk answers: many posts wait for it at once. */
  async function take(headers: IncomingHttpHeaders, network: Network, body: Uint8Array): Promise<void> {
    const admitted = prepare(headers, network, body);
    if (!admitted) return;
    const begun = performance.now();
    const outcome = await ledger.accept(admitted);
    metrics.accepted();
    arrivals.accepted(admitted.site);
    if (outcome === 'repeated') return;
    metrics.committed(performance.now() - begun);
    live.note(admitted.site, admitted.facts);
  }

  function answer(request: FastifyRequest, reply: FastifyReply): void {
    const { raw, headers } = request;
    const network = pass(request);
    readBody(raw, (fault, body) => {
      request.body = body;
      const refuse = (error: unknown) => {
        // What of it still comes is not read.
        if (!raw.complete) reply.header('connection', 'close');
        reply.send(error);
      };
      if (fault) return refuse(fault);
      take(headers, network, body).then(() => {
        reply.hijack();
        // `admit` took it, so its origin is listed.
        reply.raw.writeHead(204, origins.headersFor(headers.origin ?? '') as string[]).end();
      }, refuse);
    });
  }

  app.post(
    '/v1/batches',
    {
      // Answered before the framework looks at the body: what it would make of it, `answer` and `take` do for less.
      onRequest: (request, reply) => answer(request, reply),
      onError: async (request, reply, error) => {
        origins.allow(request, reply);
        blame(request, error);
      },
    },
    // Not reached: `answer` lets nothing through.
    (_request, reply) => reply.code(500).send(),
  );
}

/** The names that browsers have given to what a request is for. */
const purposeHeaders = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'] as const;

function purposeIn(headers: IncomingHttpHeaders): string {
  let purpose = '';
  for (const name of purposeHeaders) if (headers[name] !== undefined) purpose += `${textOf(headers[name])}, `;
  return purpose;
}
