/** Gives the visitor `text` as a file. */
export function download(name: string, text: string, type: 'text/html' | 'application/json'): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // once it is surely saved
}

/** One line of a page: what it is, and its words; a list stands line by line. */
export type Fact = readonly [name: string, value: string | readonly string[]];

/** A page to read and print, whole in itself. By nodes, so that no word of anybody's is taken for markup. */
export function writePage(title: string, facts: readonly Fact[], language: string, foot: string): string {
  const page = document.implementation.createHTMLDocument(title);
  const make = (tag: string, ...inside: (Node | string)[]) => {
    const made = page.createElement(tag);
    made.append(...inside);
    return made;
  };
  page.documentElement.lang = language;
  const meta = page.createElement('meta');
  meta.name = 'viewport';
  meta.content = 'width=device-width';
  const charset = page.createElement('meta');
  charset.setAttribute('charset', 'utf-8');
  page.head.prepend(charset);
  page.head.append(meta);
  const list = make(
    'dl',
    ...facts.flatMap(([name, value]) => [make('dt', name), ...[value].flat().map((line) => make('dd', line))]),
  );
  page.body.append(make('h1', title), list, make('p', foot));
  // The style goes in as text: an inert document of a page under a strict policy may not hold one.
  return `<!doctype html>\n${page.documentElement.outerHTML.replace('</head>', () => `<style>${style}</style></head>`)}\n`;
}

const style =
  'body{max-width:640px;margin:40px auto;padding:0 20px;font:17px/1.55 Georgia,serif;color:#16262c;background:#fff}h1{font-size:26px}dt{margin-top:16px;font-weight:700}dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}p{color:#51636b;font-size:15px}';
