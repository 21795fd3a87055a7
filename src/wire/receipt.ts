import { type Static, Type } from 'typebox';
import { DateText, RandomId, SiteName } from './batch.ts';
import type { Operator } from './config.ts';

const closed = { additionalProperties: false } as const;

/** A purpose's id: lower case letters, digits and hyphens; a foreign recipient adds its service (`crossborder:meet`). */
export const PurposeName = Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}(:[a-z][a-z0-9-]{0,39})?$' });

const purposes = Type.Record(PurposeName, Type.Boolean(), { ...closed, minProperties: 1, maxProperties: 40 });

const common = {
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
  method: Type.Union([Type.Literal('pointer'), Type.Literal('keyboard')]),
  purposes,
  onDay: DateText,
  widget: Type.String({ pattern: '^[0-9]+\\.[0-9]+\\.[0-9]+$' }),
};

/**
 * The proof of a decision that is posted to `/v1/receipts`: a yes or a withdrawal of the banner, the preferences or a
 * placeholder. It holds the day and nothing finer, and shares no id with any measurement.
 *
 * Source: ISO/IEC TS 27560:2023; policy §25.
 */
export const Receipt = Type.Object(
  {
    ...common,
    surface: Type.Union([Type.Literal('banner'), Type.Literal('preferences'), Type.Literal('placeholder')]),
    validDays: Type.Integer({ minimum: 1, maximum: 1000 }),
  },
  closed,
);

export type Receipt = Static<typeof Receipt>;

/** The seven items that the law wants an agreement to say, and what for. Source: Law 94-V, art. 8(4). */
const items = Type.Object(
  {
    operator: Type.String(),
    subject: Type.String(),
    data: Type.String(),
    purposes: Type.String(),
    term: Type.String(),
    thirdParties: Type.String(),
    crossborder: Type.String(),
    publication: Type.String(),
  },
  closed,
);

/**
 * The proof of a form's agreement: it stays on the visitor's device and in the form, and no collector takes it. Its
 * words hold as long as their `items.term` says, so it has no days of its own.
 */
export const FormReceipt = Type.Object(
  {
    ...common,
    surface: Type.Literal('form'),
    form: Type.String({ description: 'data-kelisim-form' }),
    items,
    onBehalf: Type.Boolean({ description: 'given by a legal representative' }),
  },
  closed,
);

export type FormReceipt = Static<typeof FormReceipt>;

/** What every receipt holds, whatever was answered. */
export type ReceiptBase = Pick<Receipt, 'v' | 'id' | 'site' | 'policy' | 'text' | 'onDay' | 'widget'>;

/** The visitor's own copy: the receipt and beside it the second, the words themselves and who asked. */
export interface Kept<R = Receipt | FormReceipt> {
  readonly receipt: R;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The words whose SHA-256 is `receipt.text`. */
  readonly words: string;
  readonly operator: Operator;
}
