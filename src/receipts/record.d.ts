import type { Operator } from '../wire/config.ts';
import type { FormReceipt, Receipt } from '../wire/receipt.ts';
/** The visitor's own copy: the receipt and beside it the second, the words themselves and who asked. */
export interface Kept<R extends Receipt | FormReceipt = Receipt | FormReceipt> {
  readonly receipt: R;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The words whose SHA-256 is `receipt.text`. */
  readonly words: string;
  readonly operator: Operator;
}
/**
 * A receipt as the visitor takes it along: its fields bear the names of ISO/IEC TS 27560:2023, and `kelisim` holds the
 * receipt itself, as it was posted.
 *
 * Nobody is identified: the principal is whoever holds the record, so `pii_principal_id` is the record's own id. An
 * answer of no is `consent_refused`, a name of ours: the specification knows given and withdrawn.
 */
export declare function recordOf({ receipt, at, words, operator }: Kept): Readonly<Record<string, unknown>>;
/**
 * The record as a file, JSON. Its last field is the SHA-256 of all before it, so that `kelisim verify` finds one changed
 * byte without asking anybody; empty where the browser cannot hash (no secure context).
 */
export declare function writeRecord(kept: Kept): Promise<string>;
