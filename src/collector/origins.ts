import type { FastifyReply, FastifyRequest } from 'fastify';
import { onEveryAnswer } from './headers.ts';
import { anyLocalhost, isListed, type Site } from './sites.ts';

/** Which pages may read an answer. Only listed origins are told so, and never with credentials. Source: requirements K-13. */
export interface Origins {
  /** Sets the headers of an answer to this request; answers whether its origin is listed. */
  allow(request: FastifyRequest, reply: FastifyReply): boolean;
  /** All headers of an answer without a body, as Node writes them fastest: names and values in turn. */
  headersFor(origin: string): readonly string[];
}

export function createOrigins(sites: readonly Site[]): Origins {
  const listed = [...new Set(sites.flatMap((site) => site.origins))];
  const headersOf = (origin: string) =>
    Object.entries({
      ...onEveryAnswer,
      vary: 'Origin',
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'retry-after',
    }).flat();
  const ready = new Map(listed.filter((origin) => origin !== anyLocalhost).map((one) => [one, headersOf(one)]));
  return {
    allow(request, reply) {
      const { origin } = request.headers;
      reply.header('vary', 'Origin');
      if (!isListed(listed, origin)) return false;
      reply.header('access-control-allow-origin', origin).header('access-control-expose-headers', 'retry-after');
      return true;
    },
    headersFor: (origin) => ready.get(origin) ?? headersOf(origin),
  };
}
