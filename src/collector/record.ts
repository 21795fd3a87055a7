import { periodOf } from '../wire/calendar.ts';
import type { Consented } from './cells.ts';
import type { Admitted, Fact } from './fact.ts';
import { other } from './tables.ts';
import type { Keys } from './words.ts';

/** What a receipt adds to the counters; the id is the receipt's own, kept apart from it, so that a repeat counts once. */
export interface ReceiptCount {
  readonly id: string;
  readonly site: string;
  /** The site's day of the acceptance. */
  readonly day: number;
  readonly consents: readonly Consented[];
}

/** One record of the log. */
export type LogRecord = { readonly batch: Admitted } | { readonly receipt: ReceiptCount };

const isSearchFor = (fact: Fact) => fact.kind === 'search' && fact.words !== undefined;
const contextOf = (site: string) => `${site} log`;

/**
 * A record as text: exactly the treaty's fields, so that nothing a caller carries beside them comes to rest. Search words
 * are sealed under the key of the day's period: the log never holds them readably (K-10).
 */
export function encodeRecord(record: LogRecord, keys: Keys): string {
  if ('receipt' in record) {
    const { id, site, day, consents } = record.receipt;
    return JSON.stringify({ receipt: { id, site, day, consents } });
  }
  const { id, site, day, bucket, surroundings, dropped } = record.batch;
  const { browser, system, device, language, country } = surroundings;
  const { facts: known } = record.batch;
  const facts = known.some(isSearchFor)
    ? known.map((fact) =>
        fact.kind === 'search' && fact.words !== undefined
          ? { ...fact, words: keys.seal(periodOf(day), contextOf(site), fact.words).sealed }
          : fact,
      )
    : known;
  const batch = { id, site, day, bucket, surroundings: { browser, system, device, language, country }, facts, dropped };
  return JSON.stringify({ batch });
}

/** Reads a record of our own log. Words whose key is lost are `(other)`. */
export function decodeRecord(bytes: Buffer, keys: Keys): LogRecord {
  const record = JSON.parse(bytes.toString()) as LogRecord;
  if ('receipt' in record || !record.batch.facts.some(isSearchFor)) return record;
  const { batch } = record;
  const facts = batch.facts.map((fact) =>
    fact.kind === 'search' && fact.words !== undefined
      ? { ...fact, words: keys.open(contextOf(batch.site), fact.words) ?? other }
      : fact,
  );
  return { batch: { ...batch, facts } };
}
