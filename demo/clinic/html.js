/**
 * Markup that is safe to send. Only `html` makes one, so text can never be taken for markup by mistake.
 * @typedef {{ readonly [markup]: string }} Markup
 * @typedef {string | number | Markup | null | false | undefined | readonly Part[]} Part
 */
const markup = Symbol('markup');

/** @type {Readonly<Record<string, string>>} */
const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/**
 * Makes markup of a template. Every value is escaped, markup is taken as it is, lists are joined, and null, undefined
 * and false leave nothing behind.
 * @param {TemplateStringsArray} strings
 * @param {...Part} parts
 * @returns {Markup}
 */
export function html(strings, ...parts) {
  return { [markup]: strings.map((string, i) => string + write(parts[i])).join('') };
}

/**
 * The characters of `page`, to be sent.
 * @param {Markup} page
 */
export const toText = (page) => page[markup];

/**
 * @param {Part} part
 * @returns {string}
 */
function write(part) {
  if (part === null || part === undefined || part === false) return '';
  if (typeof part === 'object') return markup in part ? part[markup] : part.map(write).join('');
  return String(part).replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}
