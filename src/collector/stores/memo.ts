/** Answers that stay the same until `clear`. */
export interface Memo<T> {
  /** The answer to `question`, made once; one that failed is made anew. Answers are shared: nobody may change them. */
  ask(question: string, make: () => Promise<readonly T[]>): Promise<readonly T[]>;
  clear(): void;
}

/** Remembers answers of at most so many rows together; the oldest go first. */
export function createMemo<T>(mostRows: number): Memo<T> {
  let answers = new Map<string, Promise<readonly T[]>>();
  const sizes = new Map<string, number>();
  let rows = 0;
  return {
    ask(question, make) {
      const known = answers.get(question);
      if (known) return known;
      const own = answers;
      const made = make();
      own.set(question, made);
      made.then(
        ({ length }) => {
          if (own !== answers) return;
          // One more for itself: an answer without rows takes room too.
          sizes.set(question, length + 1);
          rows += length + 1;
          for (const [oldest, size] of sizes) {
            if (rows <= mostRows) break;
            sizes.delete(oldest);
            answers.delete(oldest);
            rows -= size;
          }
        },
        () => own.delete(question),
      );
      return made;
    },
    clear() {
      answers = new Map();
      sizes.clear();
      rows = 0;
    },
  };
}
