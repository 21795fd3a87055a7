type Attributes = Readonly<Record<string, string | EventListener>>;

/** Makes an element: `on…` functions become listeners, words attributes. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (typeof value === 'function') made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Turns `before {link}words{/link} after` into nodes; the link moves with the language and opens beside the page. */
export function linked(text: string, url: string): (Node | string)[] {
  const [before = '', inside, after = ''] = text.split(/\{\/?link\}/);
  if (inside === undefined) return [before];
  return [before, element('a', { href: url, target: '_blank', rel: 'noopener' }, inside), after];
}
