/**
 * The line (from 1) on which each value of a JSON text begins, by JSON pointer. The text must already be valid JSON.
 *
 * An object's field is said to begin at its name, where a person looks for it.
 */
export function linesIn(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  let at = 0;
  let line = 1;

  const skip = () => {
    while (/\s/.test(text[at] ?? '')) if (text[at++] === '\n') line++;
  };
  const readString = (): string => {
    const start = at++;
    while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    at++;
    return JSON.parse(text.slice(start, at)) as string;
  };
  const readItems = (close: string, readItem: (index: number) => void) => {
    at++;
    skip();
    for (let index = 0; text[at] !== close && at < text.length; index++) {
      readItem(index);
      skip();
      if (text[at] === ',') at++;
      skip();
    }
    at++;
  };
  const readValue = (pointer: string) => {
    skip();
    if (!lines.has(pointer)) lines.set(pointer, line);
    if (text[at] === '{')
      readItems('}', () => {
        const here = line;
        const inner = `${pointer}/${readString()}`;
        lines.set(inner, here);
        skip();
        at++;
        readValue(inner);
      });
    else if (text[at] === '[') readItems(']', (index) => readValue(`${pointer}/${index}`));
    else if (text[at] === '"') readString();
    else while (/[^\s,\]}]/.test(text[at] ?? ' ')) at++;
  };
  readValue('');
  return lines;
}
