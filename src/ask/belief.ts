/** How a control was operated; null where no person did it, and then it counts for nothing. */
export function believe(event: Event): 'pointer' | 'keyboard' | null {
  const activation = (navigator as { userActivation?: { isActive: boolean } }).userActivation;
  if (!event.isTrusted || activation?.isActive === false) return null;
  return (event as MouseEvent).detail === 0 ? 'keyboard' : 'pointer';
}

/**
 * Whether a person can hit `button` where it stands: a yes is believed only from a banner whose no can be given.
 *
 * Something of the page's may cover it, or may have moved the host away.
 */
export function isReachable(button: HTMLElement, host: HTMLElement): boolean {
  const { left, top, width, height } = button.getBoundingClientRect();
  return document.elementFromPoint(left + width / 2, top + height / 2) === host;
}
