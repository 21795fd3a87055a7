const whole = { childList: true, subtree: true };

/** What is waited for: whom to tell of it, and its selector. */
const sought = new Map<() => void, string>();
let observer: MutationObserver | undefined;

/**
 * Calls `see` for every element that matches, now and whenever the page has changed, each time anew; answers what does it
 * once more.
 *
 * A page that inserts much pays one selector query a batch of changes.
 */
export function watch(selector: string, see: (element: HTMLElement) => void): () => void {
  const scan = () => {
    for (const element of document.querySelectorAll<HTMLElement>(selector)) see(element);
  };
  new MutationObserver(scan).observe(document.documentElement, whole);
  scan();
  return scan;
}

/**
 * Resolves once the page holds an element that matches, and looks no further. Of all that wait one looks, and a change
 * of mere text costs nothing.
 */
export function whenSeen(selector: string): Promise<void> {
  observer ??= new MutationObserver((changes) => {
    if (changes.some((change) => [...change.addedNodes].some((node) => (node as Element).tagName))) look();
  });
  observer.observe(document.documentElement, whole);
  return new Promise((seen) => {
    sought.set(seen, selector);
    look();
  });
}

function look() {
  for (const [seen, selector] of sought)
    if (document.querySelector(selector)) {
      sought.delete(seen);
      seen();
    }
}

/** Resolves at the next such event of the document. */
export function heard(event: string): Promise<unknown> {
  return new Promise((happened) => document.addEventListener(event, happened, { once: true }));
}
