/**
 * Makes text comparable: NFKC, one space for any white space, ASCII digits for any script's.
 *
 * What cannot be seen (controls, zero-width and direction marks, fillers, lone surrogates) and combining marks that do
 * not belong to a letter are dropped: they are how a number is hidden from a pattern. Firefox's `normalize` makes U+FFFD
 * of a lone surrogate, as every decoder of addresses does, so that goes too.
 */
export function clean(text: string): string {
  return strip(strip(text.replace(/[\t-\r\x85]/g, ' ')))
    .normalize('NFKC')
    .replace(/[\p{N}]/gu, asciiDigit)
    .replace(/[\s\u2800]+/g, ' ')
    .trim();
}

function strip(text: string): string {
  return text.normalize('NFKC').replace(/[\p{C}\p{DI}\p{M}\ufffd]/gu, '');
}

/**
 * Decimal digits stand in runs of ten from their zero (Unicode 4.6); where two runs touch, the remainder is the value.
 * A numeral that is no decimal digit becomes some digit: it must not part a number.
 */
function asciiDigit(numeral: string): string {
  const code = numeral.codePointAt(0) ?? 0;
  let zero = code;
  while (/[\p{Nd}]/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String((code - zero) % 10);
}
