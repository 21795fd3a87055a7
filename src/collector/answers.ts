import { Type } from 'typebox';
import { DateText, SiteName } from '../wire/batch.ts';
import { Receipt } from '../wire/receipt.ts';

const closed = { additionalProperties: false } as const;
const count = Type.Integer({ minimum: 0 });
const hash = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** What the smaller calls answer, for the OpenAPI document; a test holds each against a running collector. */
export const answers = {
  Sites: Type.Object(
    {
      role: Type.Enum(['owner', 'analyst']),
      k: Type.Integer({ minimum: 10 }),
      searchK: Type.Integer({ minimum: 20 }),
      retentionMonths: Type.Integer({ minimum: 1 }),
      sites: Type.Array(
        Type.Object(
          {
            name: SiteName,
            zone: Type.String(),
            since: Type.Union([DateText, Type.Null()], { description: 'the first day with figures' }),
            sample: Type.Optional(Type.Literal(true)),
          },
          closed,
        ),
      ),
    },
    closed,
  ),
  Live: Type.Object(
    {
      site: SiteName,
      at: Type.String({ format: 'date-time', description: 'the minute this stands for' }),
      present: Type.Integer({ minimum: 0, description: 'the lower end of a step; 0: fewer than ten' }),
      pages: Type.Array(Type.Object({ path: Type.String(), present: Type.Integer({ minimum: 10 }) }, closed)),
    },
    closed,
  ),
  /** A row of `GET /v1/releases`. */
  Released: Type.Object(
    {
      site: SiteName,
      table: Type.String(),
      day: DateText,
      hour: Type.Union([Type.Integer({ minimum: 0, maximum: 23 }), Type.Null()]),
      cell: Type.Record(Type.String(), Type.String(), { maxProperties: 2 }),
      contributions: Type.Integer({ minimum: 0, description: 'a multiple of k' }),
      measures: Type.Record(Type.String(), count),
      histogram: Type.Optional(Type.Array(count)),
    },
    closed,
  ),
  /** What a reader of the feed holds of this day and later days of the site is void, and comes anew. */
  Reset: Type.Object({ reset: DateText, site: SiteName }, closed),
  /** A receipt as it lies in the chain. */
  Link: Type.Object(
    {
      previous: hash,
      bytes: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the bytes that were posted' }),
      receipt: Receipt,
      hash,
      words: Type.Union([Type.Null(), Type.String()]),
    },
    {
      description:
        'hash: SHA-256 of previous, bytes and the receipt’s JSON; words: what was shown, null where no configuration tells',
    },
  ),
  Verified: Type.Object(
    {
      receipts: count,
      broken: Type.Union([
        Type.Null(),
        Type.Object({ line: Type.Integer({ minimum: 1 }), why: Type.String() }, closed),
      ]),
      unknownTexts: count,
    },
    { description: 'broken: the first line of the chain that does not hold; unknownTexts: receipts without words' },
  ),
  Alive: Type.Object({ status: Type.Literal('ok') }, closed),
  Ready: Type.Object(
    {
      status: Type.Enum(['ready', 'degraded', 'not ready']),
      reason: Type.Optional(Type.String()),
      bytes: Type.Record(Type.String(), count, { description: 'by folder, as of the last release' }),
    },
    closed,
  ),
  SignIn: Type.Object({ token: Type.String() }, closed),
} as const;
