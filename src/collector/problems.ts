import type { Problem } from '../wire/problem.ts';

/**
 * Every refusal of the collector: its stable name, status and what the reader should do. One list, so that none is
 * silent and none is said in two ways. Source: RFC 9457.
 */
const refusals = {
  'bad-encoding': [400, 'The body is not what it says: send plain UTF-8 JSON, not compressed.'],
  'bad-type': [400, 'Send text/plain or application/json.'],
  'bad-json': [400, 'The body is not JSON.'],
  'bad-shape': [400, 'The body does not fit its schema; `path` says where.'],
  'bad-query': [400, 'The question does not fit this report.'],
  'bad-request': [400, 'The request could not be read.'],
  'not-signed-in': [401, 'Sign in, or send Authorization: Bearer with a token.'],
  'not-allowed': [403, 'This token may not do that.'],
  'unknown-site': [403, 'This collector does not know the site; its owner adds it to KELISIM_SITES.'],
  'unknown-origin': [403, 'The site does not list this origin; its owner adds it to KELISIM_SITES.'],
  'foreign-page': [403, 'Only the collector’s own page may do this.'],
  'not-found': [404, 'There is nothing here.'],
  'wrong-method': [405, 'This address does not take that method; `Allow` says which it takes.'],
  'wrong-purpose': [409, 'The batch’s purpose does not cover this event.'],
  'signal-refuses': [409, 'The browser sent Sec-GPC: 1, and the batch does not say that the visitor overrode it.'],
  'too-slow': [408, 'The request did not arrive in time.'],
  'other-receipt': [409, 'Another receipt with this id is already kept.'],
  'too-large': [413, 'At most 64 KiB and 100 events at once.'],
  'headers-too-large': [431, 'At most 16 KiB of headers.'],
  'too-many': [429, 'Too many requests from this network; try again later.'],
  'too-many-failures': [429, 'Too many failed sign-ins; try again later.'],
  broken: [500, 'The collector made a mistake; it is in its log.'],
  'not-built': [503, 'This file has not been built yet: npm run build.'],
  'cannot-erase': [503, 'The collector cannot write now; nothing was erased.'],
  'cannot-write': [503, 'The collector cannot write its log now; nothing was acknowledged.'],
} as const satisfies Record<string, readonly [number, string]>;

/** The stable name of a refusal; `type` in the answer is `about:blank#` and it. */
export type RefusalName = keyof typeof refusals;

export interface RefusalDetail {
  /** A sentence more; never what the stranger sent. */
  readonly detail?: string;
  /** JSON pointer to the fault. */
  readonly path?: string;
  readonly retrySeconds?: number;
}

/** Thrown anywhere behind a request to answer it with `application/problem+json`. */
export class Refusal extends Error {
  constructor(
    readonly reason: RefusalName,
    readonly more: RefusalDetail = {},
  ) {
    super(reason);
  }
}

/** The body that answers a refusal. */
export function problemOf(reason: RefusalName, more: RefusalDetail = {}): Problem {
  const [status, title] = refusals[reason];
  return {
    type: `about:blank#${reason}`,
    title,
    status,
    ...(more.detail === undefined ? {} : { detail: more.detail }),
    ...(more.path === undefined ? {} : { path: more.path }),
  };
}
