/** Kazakh letters as they are typed on a Russian keyboard. */
const typedAs: Readonly<Record<string, string>> = {
  ә: 'а',
  ғ: 'г',
  қ: 'к',
  ң: 'н',
  ө: 'о',
  ұ: 'у',
  ү: 'у',
  һ: 'х',
  і: 'и',
};
const shortestPrefix = 3;

const fold = (text: string) =>
  text
    .toLowerCase()
    .replace(/ё/g, 'е')
    .replace(/[әғқңөұүһі]/g, (letter) => typedAs[letter] ?? letter);

/**
 * The number of the owner's term that `words` name; -1 for none.
 *
 * Case, ё and Kazakh letters typed as Russian make no difference. What begins with a whole term names it, and so do its
 * first three letters and more; the longest term wins.
 */
export function termOf(words: string, terms: readonly string[]): number {
  const typed = fold(words);
  let best = -1;
  let longest = 0;
  terms.forEach((term, number) => {
    const folded = fold(term);
    const isNamed =
      `${typed} `.startsWith(`${folded} `) || (typed.length >= shortestPrefix && folded.startsWith(typed));
    const length = Math.min(folded.length, typed.length);
    if (isNamed && length > longest) [best, longest] = [number, length];
  });
  return best;
}
