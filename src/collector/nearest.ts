/**
 * The word of `known` that `word` was probably meant to be; null where none is within a third of its length, the first
 * `shared` letters, which all have in common, not counted.
 */
export function nearest(word: string, known: readonly string[], shared = 0): string | null {
  const best = known
    .map((candidate) => ({ candidate, distance: distance(word.toUpperCase(), candidate.toUpperCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return best && best.distance <= Math.ceil((word.length - shared) / 3) ? best.candidate : null;
}

/** Levenshtein: the number of letters to add, drop or change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
