/** How a control was operated; null where no person did it, and then it counts for nothing. */
export function believe(event: Event): 'pointer' | 'keyboard' | null {
  const activation = (navigator as { userActivation?: { isActive: boolean } }).userActivation;
  if (!event.isTrusted || activation?.isActive === false) return null;
  return (event as MouseEvent).detail === 0 ? 'keyboard' : 'pointer';
}

/**
 * Whether a person can see and hit `button` where it stands: a yes is believed only from a banner whose no can be given.
 *
 * Something may cover it, or the page may have moved or shrunk it. Source: consent requirement of equal prominence.
 */
export function isReachable(button: HTMLElement, host: HTMLElement): boolean {
  const { left, top, width, height } = button.getBoundingClientRect();
  const hit = document.elementFromPoint(left + width / 2, top + height / 2);
  return width >= 24 && height >= 24 && hit === host && getComputedStyle(host).opacity === '1';
}
