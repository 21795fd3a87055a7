import { type Static, Type } from 'typebox';
import { DateText, RandomId, SiteName } from './batch.ts';

const closed = { additionalProperties: false } as const;

/** A purpose's id: lower case letters, digits and hyphens; a foreign recipient adds its service (`crossborder:meet`). */
export const PurposeName = Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}(:[a-z][a-z0-9-]{0,39})?$' });

/**
 * The proof of a decision that is posted to `/v1/receipts`: a yes or a withdrawal of the banner, the preferences or a
 * placeholder. It holds the day and nothing finer, and shares no id with any measurement.
 *
 * Source: ISO/IEC TS 27560:2023; policy §25.
 */
export const Receipt = Type.Object(
  {
    v: Type.Literal(1),
    id: RandomId,
    site: SiteName,
    act: Type.Union([Type.Literal('given'), Type.Literal('changed'), Type.Literal('withdrawn')]),
    of: Type.Optional(RandomId),
    policy: Type.Object(
      { url: Type.String({ minLength: 1, maxLength: 500 }), version: Type.String({ minLength: 1, maxLength: 40 }) },
      closed,
    ),
    text: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the exact words shown' }),
    language: Type.Union([Type.Literal('ru'), Type.Literal('kk'), Type.Literal('en')]),
    surface: Type.Union([Type.Literal('banner'), Type.Literal('preferences'), Type.Literal('placeholder')]),
    method: Type.Union([Type.Literal('pointer'), Type.Literal('keyboard')]),
    purposes: Type.Record(Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}(:[a-z][a-z0-9-]{0,39})?$' }), Type.Boolean(), {
      ...closed,
      minProperties: 1,
      maxProperties: 40,
    }),
    onDay: DateText,
    validDays: Type.Integer({ minimum: 1, maximum: 1000 }),
    widget: Type.String({ pattern: '^[0-9]+\\.[0-9]+\\.[0-9]+$' }),
  },
  closed,
);

export type Receipt = Static<typeof Receipt>;
