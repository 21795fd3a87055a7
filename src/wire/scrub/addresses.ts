/** Two letters, two check digits, then digits with at most four letters between two of them; KZ by its exact length. */
const iban =
  /\b(?:k[^\p{L}\d]*z(?:[^\p{L}\d]*\d){2}(?:[^\p{L}\d]*[a-z\d]){16}|[a-z][^\p{L}\d]*[a-z](?:[^\p{L}\d]*\d){2}(?:(?:(?:[^\p{L}\d]*[a-z]){0,4}[^\p{L}\d]*\d){11,30}|(?:[^\p{L}\d]*[a-z]){4}(?:[^\p{L}\d]*\d){10})[a-z\d]*)/giu;
const email =
  /[^\s@,;:<>()[\]]{1,64}(?: ?(?:@|[([{]at[)\]}]) ?| (?:собака|at) (?=\S+(?:\.| dot | точка )))[\p{L}\d-]{1,63}(?:(?: ?[.。]| \. | dot | точка | ?[([{]dot[)\]}] ?)[\p{L}\d-]{1,63})*/gu;
/** Five signs and more, each for itself, parted by the same: i v a n @ m a i l . r u. */
const spelled = /(^|[^\p{L}\d])\S([^\p{L}\d@]{1,3})\S(?:\2\S(?![\p{L}\d])){3,}/gu;
const handle = /@[\p{L}\d._-]+/gu;
/** A scheme, `www.`, or a name under one of the endings that people here type. */
const page =
  /(?:[a-z]+:\/\/|www\.)\S+|(?:[\p{L}\d_-]{1,63}\.)+(?:com|net|org|info|biz|edu|gov|ru|kz|kg|uz|by|ua|su|io|me|app|pro|рф|қаз|online|site)(?![\p{L}\d])(?:[/?#:]\S*)?/giu;

/** Replaces bank accounts, e-mail addresses, addresses of pages and handles. Goes first: what is in them is no name. */
export function hideAddresses(text: string): string {
  return text
    .replace(iban, '[iban]')
    .replace(spelled, (run, before) => (run.includes('@') ? `${before}[email]` : run))
    .replace(email, '[email]')
    .replace(page, '[url]')
    .replace(handle, '[handle]');
}
