const whole = { childList: true, subtree: true };

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

/** Resolves once the page holds an element that matches, and looks no further. */
export function whenSeen(selector: string): Promise<void> {
  return new Promise((seen) => {
    const look = () => {
      if (!document.querySelector(selector)) return;
      observer.disconnect();
      seen();
    };
    const observer = new MutationObserver(look);
    observer.observe(document.documentElement, whole);
    look();
  });
}

/** Resolves at the next such event of the document. */
export function heard(event: string): Promise<unknown> {
  return new Promise((happened) => document.addEventListener(event, happened, { once: true }));
}
