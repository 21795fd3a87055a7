import type { TelemetryConfig } from '../../wire/config.ts';
import { scrub } from '../../wire/scrub.ts';
import { claim } from '../made.ts';
import type { Make, Outbox } from '../outbox.ts';
import { termOf } from '../vocabulary.ts';

const parameters = 'q query s search searchword k keyword keywords text'.split(' ');
const settleMs = 2000;
const mostADay = 10;
const field = 'input[type=search],input[type=text],input:not([type])';

/** The site's own search, as visitors use it. */
export interface Searches {
  /** Reports `words` at once; `results` is how many were found, or null where nobody knows. */
  report(words: string, results?: number | string | null): void;
  /** Looks for words in the address. */
  look(): void;
  /** The page goes away: what was typed last counts. */
  settle(): void;
}

/**
 * Reads searches from the address and from submitted search forms, once they have settled: two seconds, or the page's
 * end. Nothing but scrubbed words leaves; each once a period and at most ten a day; alone in a batch, 1 to 10 minutes later.
 */
export function watchSearches(
  outbox: Outbox,
  { params = [], mode, vocabulary }: NonNullable<TelemetryConfig['search']>,
  isGranted: (purpose: string) => boolean,
): Searches {
  const names = parameters.concat(params).map((name) => name.toLowerCase());
  let typed = '';
  let timer: ReturnType<typeof setTimeout> | undefined;

  const terms = Array.isArray(vocabulary) ? vocabulary : [];
  const make =
    (words: string, count?: number | string | null): Make =>
    (kept, day) => {
      if (kept.searchedOn !== day) kept.searched = 0;
      kept.searchedOn = day;
      const term = terms.length && mode !== 'words' ? termOf(words, terms) : -1;
      const isTerm = term >= 0 || mode === 'vocabulary';
      if ((kept.searched ?? 0) >= mostADay || claim(kept, isTerm ? `term ${term}` : words, day) !== 'period') return [];
      kept.searched = (kept.searched ?? 0) + 1;
      const results = Number(count) > 0 ? 'some' : count === 0 || count === '0' ? 'none' : 'unknown';
      return [isTerm ? { kind: 'term', term, results } : { kind: 'search', words, results }];
    };
  const found = () => document.querySelector('[data-kelisim-results]')?.getAttribute('data-kelisim-results');
  const settle = (last: boolean) => {
    clearTimeout(timer);
    const words = mode === 'off' ? '' : scrub(typed);
    typed = '';
    if (!words) return;
    if (last) outbox.recordLast('search', make(words, found()));
    else outbox.recordAlone('search', make(words, found()), 60_000 + Math.random() * 540_000);
  };
  const type = (words: string) => {
    if (!words || !isGranted('search')) return;
    typed = words;
    clearTimeout(timer);
    timer = setTimeout(settle, settleMs);
  };
  addEventListener('submit', ({ target, defaultPrevented }) => {
    const form = target as HTMLFormElement;
    const input = form.querySelector<HTMLInputElement>(field);
    if (
      input &&
      (input.type === 'search' || form.closest('[role=search],[data-kelisim-search]')) &&
      !/cc-|one-time/.test(input.getAttribute('autocomplete') ?? '') &&
      // The address of the next page will tell the words, and that page how many it found.
      !(form.method === 'get' && !defaultPrevented && names.includes(input.name.toLowerCase()))
    )
      type(input.value);
  });
  return {
    report(words, results) {
      const clean = mode === 'off' ? '' : scrub(words);
      if (clean) outbox.recordAlone('search', make(clean, results), 60_000 + Math.random() * 540_000);
    },
    look() {
      const query = new URLSearchParams(`${location.search}&${location.hash.split('?')[1] ?? ''}`);
      for (const [name, value] of query) if (names.includes(name.toLowerCase())) type(value);
    },
    settle: () => settle(true),
  };
}
