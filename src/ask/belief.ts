/**
 * How a control was operated; null where no person did it, and then a yes counts for nothing.
 *
 * Browsers without `userActivation` (Firefox before 120, Safari before 16.4) say at least whether a script made the event.
 */
export function believe(event: Event): 'pointer' | 'keyboard' | null {
  const { userActivation } = navigator as { userActivation?: { isActive: boolean } };
  if (!(userActivation ? userActivation.isActive : event.isTrusted)) return null;
  return (event as MouseEvent).detail ? 'pointer' : 'keyboard';
}
