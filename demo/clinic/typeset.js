/** Kazakh particles that belong to the word before them. */
const particles = 'да|де|та|те|ма|ме|ба|бе|па|пе';

/**
 * Ties the words of a text that must not part at a line's end: a short word stays with the next one (in Kazakh a
 * particle with the word before it), a dash with what precedes it, a number with its unit.
 * @param {string} text
 * @param {import('./doctors/doctors.js').Language} language
 */
export function typeset(text, language) {
  const tied = text.replace(/ ([—–])/g, '\u00a0$1').replace(/(?<=\d) (?=\d{3}(?!\d)|₸|%)/g, '\u00a0');
  if (language === 'kk') return tied.replace(new RegExp(` (?=(?:${particles})(?![\\p{L}\\d]))`, 'gu'), '\u00a0');
  return tied.replace(/(?<=(?:^|[\s\u00a0«(])[\p{L}]{1,2}) (?=[\p{L}\d«])/gu, '\u00a0');
}

/**
 * The same object with every text in it typeset.
 * @template T
 * @param {T} texts
 * @param {import('./doctors/doctors.js').Language} language
 * @returns {T}
 */
export function typesetAll(texts, language) {
  const each = (/** @type {unknown} */ value) => typesetAll(value, language);
  if (typeof texts === 'string') return /** @type {T} */ (typeset(texts, language));
  if (Array.isArray(texts)) return /** @type {T} */ (texts.map(each));
  if (texts === null || typeof texts !== 'object') return texts;
  return /** @type {T} */ (Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, each(value)])));
}
