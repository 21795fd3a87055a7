import { type Static, Type } from 'typebox';

/**
 * What the collector answers when it refuses: `application/problem+json`.
 *
 * `path` is a JSON pointer to the fault in what was sent; the faulty value itself is never echoed.
 * Source: RFC 9457.
 */
export const Problem = Type.Object(
  {
    type: Type.String({ description: 'a stable name of the fault, like "about:blank#unknown-site"' }),
    title: Type.String(),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    detail: Type.Optional(Type.String()),
    path: Type.Optional(Type.String({ description: 'JSON pointer to the fault, like "/events/0/path"' })),
  },
  { additionalProperties: false },
);

export type Problem = Static<typeof Problem>;
