/** Longer texts are none that many send alike: not worth the memory. */
const longest = 2000;

/**
 * Remembers what `make` answers to texts that come again and again, in memory and of nobody; with `most` of them known it
 * begins anew, so that made-up texts cannot fill the memory.
 */
export function remember<V>(most: number, make: (text: string) => V): (text: string) => V {
  const known = new Map<string, V>();
  return (text) => {
    const there = known.get(text);
    if (there !== undefined) return there;
    const made = make(text);
    if (text.length > longest) return made;
    if (known.size >= most) known.clear();
    known.set(text, made);
    return made;
  };
}
