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
    .normalize('NFKC')
    .toLowerCase()
    .replace(/ё/g, 'е')
    .replace(/\s+/g, ' ')
    .replace(/[әғқңөұүһі]/g, (letter) => typedAs[letter] ?? letter);

/** Answers the number of the owner's term that words name; -1 for none. */
export type TermOf = (words: string) => number;

/**
 * Reads the owner's vocabulary, a list or a page whose links and headings are the terms; one that cannot be had has none.
 *
 * Case, ё and Kazakh letters typed as Russian make no difference. What begins with a whole term names it, and so do its
 * first three letters and more; the longest term wins. A chunk of its own, fetched where there is a vocabulary.
 */
export async function createVocabulary(vocabulary: readonly string[] | { readonly page: string }): Promise<TermOf> {
  const terms = ('page' in vocabulary ? await readTerms(vocabulary.page) : vocabulary).map(fold);
  return (words) => {
    const typed = fold(words);
    let best = -1;
    let longest = 0;
    terms.forEach((term, number) => {
      const isNamed = `${typed} `.startsWith(`${term} `) || (typed.length >= shortestPrefix && term.startsWith(typed));
      const length = Math.min(term.length, typed.length);
      if (isNamed && length > longest) [best, longest] = [number, length];
    });
    return best;
  };
}

/**
 * The texts of a page's links and headings, in its order, each once. It is read as a document without scripts, which no
 * Trusted Types policy forbids. Never rejects.
 */
function readTerms(page: string): Promise<string[]> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('GET', page);
    request.responseType = 'document';
    request.onloadend = () => {
      const named: NodeListOf<Element> | [] = request.response?.querySelectorAll('a,h1,h2,h3,h4,h5,h6') ?? [];
      const texts = Array.from(named, (element) => element.textContent?.trim() ?? '');
      resolve([...new Set(texts)].filter(Boolean));
    };
    request.send();
  });
}
