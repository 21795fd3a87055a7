import type { Config } from '../consent/config.ts';
import type { DecidingConsent } from '../consent/consent.ts';
import { believe, isReachable } from './belief.ts';
import { element, linked } from './element.ts';
import type { Host } from './host.ts';
import type { Speech } from './speech.ts';

/** The first layer: a labelled region that asks and never traps. */
export interface Banner {
  /** Shows the question for `purposes`, or takes it away where there are none. */
  ask(purposes: readonly string[]): void;
  /** Draws it anew, after a change of language. */
  redraw(): void;
}

/** What the banner needs of its surroundings. */
export interface BannerWorld {
  readonly config: Config;
  readonly consent: DecidingConsent;
  readonly speech: Speech;
  readonly host: Host;
  open(surface: 'preferences', from: HTMLElement): void;
}

/**
 * Creates the banner in `world.host`. Accept grants what is asked and nothing else; Esc, scrolling and waiting nothing.
 *
 * Source: policy §14, §22; EDPB 05/2020 (equal prominence).
 */
export function createBanner(world: BannerWorld): Banner {
  const { config, consent, speech, host } = world;
  let card: HTMLElement | null = null;
  let asked: readonly string[] = [];

  function answer(event: Event, granted: boolean, refuse: HTMLElement, text: HTMLElement) {
    const method = believe(event);
    if (!method || !card) return;
    if (granted && !isReachable(refuse, host.host)) return console.warn('kelisim: refuse is covered');
    const choices = Object.fromEntries(asked.map((purpose) => [purpose, granted]));
    consent.decide({ choices, surface: 'banner', method, text: text.innerText, language: speech.language });
    close();
  }

  function close() {
    const hadFocus = card?.matches(':focus-within');
    card?.remove();
    card = null;
    if (hadFocus) returnFocus();
  }

  function draw() {
    const { policy, on } = consent.decision() ?? {};
    const outdated = on && policy !== config.policy.version;
    const what = { date: config.policy.version, what: asked.map(speech.name).join('; ') };
    const text = element(
      'div',
      { class: 'text', tabindex: '0' },
      element('h2', { class: 'long', id: 'title' }, speech.say('banner.title')),
      element('h2', { class: 'short' }, speech.say('banner.short')),
      element('p', {}, ...linked(speech.say('banner.body'), config.policy.url)),
      element('p', {}, speech.say(outdated ? 'reask' : 'banner.also', what)),
    );
    const button = (action: 'refuse' | 'accept' | 'settings', onclick: (event: Event) => void) =>
      element('button', { type: 'button', 'data-kelisim-action': action, onclick }, speech.say(action));
    const refuse = button('refuse', (event) => answer(event, false, refuse, text));
    const accept = button('accept', (event) => answer(event, true, refuse, text));
    const settings = button('settings', () => world.open('preferences', settings));
    settings.className = 'quiet';
    return element(
      'section',
      { class: `card ${config.theme.position ?? ''}`, lang: speech.language, 'aria-labelledby': 'title' },
      text,
      element('div', { class: 'row' }, refuse, accept, settings),
    );
  }

  function redraw() {
    if (!card) return;
    const next = draw();
    card.replaceWith(next);
    card = next;
  }

  return {
    ask(purposes) {
      if (`${purposes}` === `${asked}`) return;
      asked = purposes;
      if (!purposes.length) close();
      else if (card) redraw();
      else {
        card = draw();
        host.inside.prepend(card);
      }
    },
    redraw,
  };
}

/** After a choice by keyboard the focus goes to the start of the page's own content, never lost in silence. */
function returnFocus() {
  const start = document.querySelector<HTMLElement>('main,h1') ?? document.body;
  if (start.tabIndex < 0) start.tabIndex = -1;
  start.focus({ preventScroll: true });
}
