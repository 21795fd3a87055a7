import { dress } from './dress.ts';
import { createEntry, type EntryWorld } from './entry.ts';
import type { Host } from './host.ts';
import { entryStyle } from './style.ts';

/** A live region that is filled in the moment it appears is not announced; chosen, not measured. */
const heardMs = 200;

/** When a focus has scrolled the page to its place, at once or smoothly; chosen, not measured. */
const settledMs = [50, 600];

/**
 * Puts the way back in its place, and helps the banner to reach those without a mouse or a screen and to stay out of
 * their way.
 *
 * Comes after the banner is drawn: without it that asks and obeys, and there would be nothing for the way back to open.
 */
export function reach(world: EntryWorld): void {
  const { inside } = world.host;
  dress(inside.getRootNode() as ShadowRoot, entryStyle);
  createEntry(world);
  makeWay(inside);
  let isHelped = false;
  const help = () => {
    if (isHelped || !inside.querySelector('.card')) return;
    isHelped = true;
    announce(world);
    leadKeyboard(inside);
    giveBackFocus(world.host);
  };
  // Who has answered is asked again when the day comes, also on a page that is still open.
  new MutationObserver(help).observe(inside, { childList: true });
  help();
}

/** Says once, politely, what is asked. */
function announce({ element, speech, host: { inside } }: EntryWorld) {
  const said = element('p', { role: 'status', class: 'said', lang: speech.language });
  inside.append(said);
  setTimeout(() => {
    const [title = ''] = inside.querySelector<HTMLElement>('.text')?.innerText.split('\n') ?? []; // the one that is shown
    said.append(title);
  }, heardMs);
}

/**
 * Has the first Tab of a page go to its skip link, where it has one, and the next into the banner, which otherwise would
 * come before it. Who clicks first, starts where they clicked.
 */
function leadKeyboard(inside: HTMLElement) {
  let isFirst = true;
  const leave = () => {
    removeEventListener('keydown', lead);
    removeEventListener('pointerdown', leave);
  };
  const lead = (event: KeyboardEvent) => {
    if (event.key !== 'Tab') return;
    const skip = document.querySelector<HTMLElement>('body a[href]');
    const text = inside.querySelector<HTMLElement>('.text');
    const focused = document.activeElement;
    if (event.shiftKey || !text || !/^#./.test(`${skip?.getAttribute('href')}`)) return leave();
    if (focused === document.body && isFirst) skip?.focus();
    else if (focused === skip) text.focus();
    if (document.activeElement === focused || !isFirst) leave();
    if (document.activeElement !== focused) event.preventDefault();
    isFirst = false;
  };
  addEventListener('keydown', lead);
  addEventListener('pointerdown', leave);
}

/** Moves the banner, or the way back, to the other edge where it hides what has the focus. Source: WCAG 2.2, 2.4.11. */
function makeWay(inside: HTMLElement) {
  const look = () => {
    const mine = inside.querySelector('.card,.entry')?.getBoundingClientRect();
    const its = document.activeElement?.getBoundingClientRect();
    if (!mine || !its || its.top < mine.top || its.bottom > mine.bottom) return;
    if (its.left < mine.left || its.right > mine.right) return;
    const { theme = '' } = inside.dataset;
    inside.dataset.theme = /top/.test(theme) ? theme.replace('top', '') : `${theme} top`;
  };
  let pressed: EventTarget | null = null;
  addEventListener('pointerdown', ({ target }) => {
    pressed = target;
  });
  document.addEventListener('focusin', ({ target }) => {
    if (!wasHit(target as Element, pressed)) for (const ms of settledMs) setTimeout(look, ms);
  });
  // What had the focus before this came is looked at as if it came now.
  if (document.activeElement !== document.body) setTimeout(look, settledMs[0]);
}

/** What was pressed with a mouse or a finger was seen, unless the screen's keyboard comes then, as for a field. */
function wasHit(target: Element, pressed: EventTarget | null) {
  try {
    return target.contains(pressed as Node) && !target.matches(':focus-visible');
  } catch {
    return false; // Safari before 15.4 does not know the word
  }
}

/**
 * Gives the focus, when the banner goes with it, back to what a click took it from, like a half-written field; else it
 * goes to the start of the page's own content, since a held Enter would press what had it before.
 */
function giveBackFocus({ host, inside }: Host) {
  let before: Element | null = null;
  let isOurs = false;
  let presses = 0;
  document.addEventListener('focusin', ({ target }) => {
    isOurs = target === host;
  });
  inside.addEventListener('pointerdown', () => {
    if (document.activeElement !== host) before = document.activeElement;
  });
  // Captured: the banner is gone before a click on it has come up here.
  inside.addEventListener(
    'click',
    ({ detail }) => {
      presses = detail; // none by a key
    },
    true,
  );
  new MutationObserver(() => {
    if (inside.querySelector('.card') || document.activeElement !== document.body) return;
    if (presses) (before as HTMLElement | null)?.focus({ preventScroll: true });
    else if (isOurs) focusOn(document.querySelector<HTMLElement>('main,h1') ?? document.body);
  }).observe(inside, { childList: true });
}

function focusOn(start: HTMLElement) {
  if (start.tabIndex < 0) start.tabIndex = -1;
  start.focus({ preventScroll: true });
}
