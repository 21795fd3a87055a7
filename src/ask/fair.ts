/**
 * Whether `refuse` can be seen and hit as well as `accept`: a yes is believed only from a banner whose no can be given.
 *
 * Something of the page's may cover one, may have shrunk or moved `host`, or have reached into its shadow tree. Areas
 * within a fifth of each other are C-06; 24 px are WCAG 2.2, 2.5.8.
 */
export function isFair(accept: HTMLElement, refuse: HTMLElement, host: HTMLElement): boolean {
  const ratio = seenArea(accept, host) / seenArea(refuse, host);
  // Only a popover can lie above ours, and one that lets clicks through is never hit.
  const isVeiled = [...document.querySelectorAll<HTMLElement>('[popover]:not(kelisim-consent)')].some(
    (other) => other.offsetWidth && getComputedStyle(other).pointerEvents === 'none',
  );
  const isEven = ratio > 0.8 && ratio < 1.25 && look(accept) === look(refuse) && !isVeiled;
  if (!isEven) console.warn('kelisim: no yes while "refuse" is covered or changed');
  return isEven;
}

/** The area of what a person can read and hit; 0 where they cannot. */
function seenArea(button: HTMLElement, host: HTMLElement): number {
  const { left, top, width, height } = button.getBoundingClientRect();
  const isHit = [0.1, 0.5, 0.9].every(
    (part) => document.elementFromPoint(left + width * part, top + height * part) === host,
  );
  return isHit && height >= 24 && button.innerText.trim() ? width * height : 0;
}

function look(button: HTMLElement): string {
  const { color, backgroundColor, font, opacity } = getComputedStyle(button);
  return color + backgroundColor + font + opacity;
}
