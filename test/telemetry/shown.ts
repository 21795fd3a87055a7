let isHidden = false;

/** The runner opens several pages at once, and only one of them is in front: the page says it is shown all the same. */
export function keepShown(): void {
  Object.defineProperty(document, 'hidden', { get: () => isHidden, configurable: true });
}

/** Hides the page, as a browser does when it is left, and shows it again. */
export function leavePage(): void {
  for (isHidden of [true, false]) document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
}
