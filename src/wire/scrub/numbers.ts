import { hasCheckDigit } from '../iin.ts';

const labelled = /((?:^|[^\p{L}])(?:иин|жсн|iin|тел|телефон|phone))([^\p{L}\d]*)\d(?:[^\p{L}\d]*\d){4,}/gu;
/** Seven digits and more, whatever stands between them, but for letters. */
const run = /[+(]*\d(?:[^\p{L}\d]*\d){6,}/gu;
/** More are a number that words or letters part (8701 и 123 и 45 и 67); of 480 medical phrases none has more than six. */
const mostDigits = 10;
const ip = /\b\d{1,3}(?:\.\d{1,3}){3}\b/g;
const ipv6 = /[\da-f:]*::[\da-f:]*[\da-f]|(?:[\da-f]{1,4}:){3,7}[\da-f]{0,4}/g;
const date =
  /\b(?:\d{1,2}( ?[./\p{Pd}] ?)\d{1,2}\1[12]\d{3}|\d\d \d\d [12]\d{3}|[12]\d{3}([./\p{Pd} ])\d{1,2}\2\d{1,2}|(?:0?[1-9]|[12]\d|3[01])([./\p{Pd}])(?:0?[1-9]|1[0-2])\3\d\d)(?!\d)/gu;
/** Day and month suffice in Russian and Kazakh; in English, where "may" is a verb, the year must be there. */
const worded =
  /(?:[12]\d{3} ?ж(?:ылғы|\.)? )?\b\d{1,2} ?(?:(?:янв|фев|мар|апр|июн|июл|авг|сен|окт|ноя|дек)(?=\.? ?[12]\d{3})|январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр|қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан)[\p{L}]{0,3}(?![\p{L}])(?:[ ,.]*[12]\d{3})?|(?:\d{1,2}[\p{L}]{0,2} (?:of )?)?\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ .]+(?:\d{1,2}[\p{L}]{0,2},? )?(?:19|20)\d\d\b/gu;

/** Replaces personal numbers, telephones, cards, dates and network addresses. Takes lower-case clean text. */
export function hideNumbers(text: string): string {
  const hidden = hideDates(
    text
      .replace(ipv6, '[ip]')
      .replace(labelled, (_, label, between) => `${label + between}[${/[тp]/.test(label) ? 'phone' : 'iin'}]`)
      .replace(run, nameRun),
  );
  return (hidden.match(/\d/g) ?? '').length > mostDigits ? hidden.replace(/\d+/g, '[number]') : hidden;
}

function nameRun(run: string): string {
  const dates = hideDates(run);
  const digits = run.replace(/\D/g, '');
  if (!/\d/.test(dates)) return dates;
  if (hasCheckDigit(digits)) return '[iin]';
  if (/^(?:[78]\d{10}|7\d{9})$/.test(digits) || (run[0] === '+' && digits.length < 16)) return '[phone]';
  return passesLuhn(digits) ? '[card]' : '[number]';
}

function hideDates(text: string): string {
  return text.replace(ip, '[ip]').replace(date, '[date]').replace(worded, '[date]');
}

/** Tells whether 13 to 19 digits end with a card's check digit. Source: ISO/IEC 7812-1, annex B. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = digits.length; at--; ) {
    const digit = Number(digits[at]) * (((digits.length - at + 1) % 2) + 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return /^\d{13,19}$/.test(digits) && sum % 10 === 0;
}
