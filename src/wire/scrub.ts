import { hideAddresses } from './scrub/addresses.ts';
import { clean } from './scrub/clean.ts';
import { hideNames } from './scrub/names.ts';
import { hideNumbers } from './scrub/numbers.ts';

/** The longest text that is looked at, in UTF-16 units: a megabyte costs what a page of text costs. */
const longestInput = 2048;
/** The same after cleaning; far more than what can come out. */
const longestClean = 512;
const mostWords = 8;

/**
 * Takes out of what a visitor typed everything that can tell who somebody is, and keeps the rest.
 *
 * Answers lower-case NFKC text of at most `longest` UTF-16 units and 8 words, with `[email] [url] [handle] [ip] [iban] [iin]
 * [phone] [card] [date] [number] [name]` in place of what was there; empty where nothing is left. Bounded time for any
 * length; never throws, lone surrogates included. The same code runs in the browser and, once more, at the collector.
 * Source: policy §5.7.
 */
export function scrub(text: string, longest = 64): string {
  const cased = clean(text.slice(0, longestInput)).slice(0, longestClean);
  const hidden = hideNames(hideAddresses(cased));
  return shorten(hideNumbers(clean(hidden.toLowerCase()).replace(/ё/g, 'е')), longest);
}

/** Whole words where there are several, so that a second scrubbing meets what the first one left. */
function shorten(text: string, longest: number): string {
  const words = text.trim().split(' ').slice(0, mostWords).join(' ');
  const cut = words.length > longest ? words.slice(0, longest + 1).replace(/ [^ ]*$/, '') : words;
  return cut.slice(0, longest).replace(/[\p{Cs}]/gu, '');
}
