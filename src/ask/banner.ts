import type { Config } from '../consent/config.ts';
import type { DecidingConsent } from '../consent/consent.ts';
import { signalPurposes } from '../wire/purposes.ts';
import { believe } from './belief.ts';
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
  /** Whether a person can give either answer; see `fair.ts`. Nothing where that cannot be told. */
  isFair(accept: HTMLElement, refuse: HTMLElement): Promise<unknown>;
}

/**
 * Creates the banner in `world.host`. Accept grants what is asked and nothing else; Esc, scrolling and waiting nothing.
 *
 * Source: policy §14, §22; EDPB 05/2020 (equal prominence).
 */
export function createBanner(world: BannerWorld): Banner {
  const { config, consent, speech } = world;
  let card: HTMLElement | undefined;
  let asked: readonly string[] = [];

  function draw() {
    const { policy, on } = consent.decision() ?? {};
    const what = { date: config.policy.version, what: asked.map(speech.name).join('; ') };
    // Where statistics are not asked for, by a signal or an earlier answer, nothing may speak of them.
    const counts = asked.some((purpose) => (signalPurposes as readonly string[]).includes(purpose));
    const say = (key: Parameters<typeof speech.say>[0]) => speech.say(key, what);
    const text = element(
      'div',
      { class: 'text', tabindex: '0' },
      element('h2', { class: 'long', id: 'title' }, say(counts ? 'banner.title' : 'preferences.title')),
      element('h2', { class: 'short' }, say(counts ? 'banner.short' : 'preferences.title')),
      element('p', {}, ...linked(say(counts ? 'banner.body' : 'banner.other'), config.policy.url)),
      element('p', {}, say(on && policy !== config.policy.version ? 'reask' : 'banner.also')),
    );
    const answer = (granted: boolean) => async (event: Event) => {
      const method = believe(event) ?? (granted ? null : 'pointer'); // a no needs no person
      if (!method || (granted && !(await world.isFair(accept, refuse))) || !text.isConnected) return;
      const choices = Object.fromEntries(asked.map((purpose) => [purpose, granted]));
      consent.decide({ choices, surface: 'banner', method, text: text.innerText, language: speech.language });
      card?.remove();
    };
    const button = (action: 'refuse' | 'accept' | 'settings', onclick: (event: Event) => void) =>
      element('button', { type: 'button', 'data-kelisim-action': action, onclick }, say(action));
    const refuse = button('refuse', answer(false));
    const accept = button('accept', answer(true));
    const settings = button('settings', () => world.open('preferences', settings));
    settings.className = 'quiet';
    return element(
      'section',
      { class: 'card', lang: speech.language, 'aria-labelledby': 'title' },
      text,
      element('div', { class: 'row' }, refuse, accept, settings),
    );
  }

  function redraw() {
    card?.remove();
    if (!asked[0]) return;
    card = draw();
    world.host.inside.prepend(card);
  }

  return {
    ask(purposes) {
      if (`${purposes}` === `${asked}`) return;
      asked = purposes;
      redraw();
    },
    redraw,
  };
}
