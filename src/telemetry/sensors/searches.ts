import { scrub } from '../../wire/scrub.ts';
import type { ExtrasWorld } from '../extras.ts';
import type { Make } from '../outbox.ts';
import type { TermOf } from '../vocabulary.ts';

const parameters = 'q query s search searchword k keyword keywords text'.split(' ');
const settleMs = 2000;
const mostADay = 10;
const marked = ['[role=search]', '[data-kelisim-search]'];
const field = `input[type=search],${marked.map((form) => `${form} input[type=text],${form} input:not([type])`)}`;

/** The site's own search, as visitors use it. */
export interface Searches {
  /** Reports `words` at once, unscrubbed as they are; `results` is how many were found, or nothing where nobody knows. */
  search(words: string, options?: { results?: number }): void;
  /** Looks for words in the address. */
  look(): void;
  /** The page goes away: what was typed last counts. */
  settle(): void;
}

/**
 * Reads searches from the address and from submitted search forms, once they have settled: two seconds, or the page's
 * end. Nothing but scrubbed words leaves; each once a period and at most ten a day; alone in a batch, 1 to 10 minutes later.
 *
 * Where a vocabulary is given, words that name a term leave as its number; a vocabulary that cannot be had has no terms.
 */
export function watchSearches({ outbox, telemetry, isOpen, claim, load }: ExtrasWorld): Searches {
  const { params = [], mode, vocabulary } = telemetry.search ?? {};
  const names = parameters.concat(params).map((name) => name.toLowerCase());
  let typed = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  let termOf: TermOf | undefined;
  let reading: Promise<unknown> | undefined;
  /** Reads the vocabulary, where there is one, from the first search on. */
  const read = () => {
    if (vocabulary && mode !== 'words')
      reading ??= load('vocabulary').then(async (chunk) => {
        termOf = await chunk.createVocabulary(vocabulary);
      }, console.warn);
    return reading;
  };

  const make =
    (words: string, count?: unknown): Make =>
    (kept, day) => {
      const term = termOf?.(words) ?? -1;
      const isTerm = term >= 0 || mode === 'vocabulary';
      const { made } = kept;
      // Counted by what was claimed, which no note of a closing page can put back.
      const today = Object.values(made).filter((on) => on === day);
      kept.made = { ...made };
      if (today.length >= mostADay || claim(kept, isTerm ? `term ${term}` : words, day) !== 'period') {
        // Reported on an earlier day: none of today's ten.
        kept.made = made;
        return [];
      }
      const results = /^0$/.test(count as string) ? 'none' : /^[1-9]/.test(count as string) ? 'some' : 'unknown';
      return [isTerm ? { kind: 'term', term, results } : { kind: 'search', words, results }];
    };
  const found = () => document.querySelector<HTMLElement>('[data-kelisim-results]')?.dataset.kelisimResults;
  const report = async (typed: string, results?: unknown) => {
    const words = mode === 'off' ? '' : scrub(typed);
    if (!words) return;
    await read();
    outbox.recordAlone('search', make(words, results), 60_000 + Math.random() * 540_000);
  };
  const type = (words: string) => {
    if (!words || mode === 'off' || !isOpen('search')) return;
    read();
    typed = words;
    clearTimeout(timer);
    timer = setTimeout(() => {
      report(typed, found());
      typed = '';
    }, settleMs);
  };
  addEventListener('submit', ({ target, defaultPrevented }) => {
    // Asked of the document and of the field: a form whose field is named `querySelector` or `method` has neither any more.
    const input = [...document.querySelectorAll<HTMLInputElement>(field)].find(
      (one) =>
        one.form === target &&
        // As written: Firefox knows no one-time-code.
        !/cc-|one-time|password/.test(one.getAttribute('autocomplete') as string),
    );
    // The address of the next page will tell the words, and that page how many it found.
    const isTold = !defaultPrevented && input?.closest('form:not([method]),[method=get i]');
    if (input && !(isTold && names.includes(input.name.toLowerCase()))) type(input.value);
  });
  // A page that goes away measures by what it has seen of the storage: so that is looked at before.
  outbox.recordAlone('search', () => []);
  return {
    search(words, options) {
      const results = options?.results;
      if (typeof words === 'string' && isOpen('search'))
        report(words, typeof results === 'number' ? results : undefined);
    },
    look() {
      const query = new URLSearchParams(`${location.search}&${location.hash.split('?')[1] ?? ''}`);
      for (const [name, value] of query) if (names.includes(name.toLowerCase())) type(value);
    },
    settle() {
      clearTimeout(timer);
      const words = typed && scrub(typed);
      typed = '';
      if (words) outbox.recordLast('search', make(words, found()));
    },
  };
}
