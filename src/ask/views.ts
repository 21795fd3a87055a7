import type { Config } from '../consent/config.ts';
import type { DecidingConsent } from '../consent/consent.ts';
import type { GateViews } from '../consent/gates/attend.ts';
import { countryName } from '../words/country.ts';
import { dataIn } from '../words/data.ts';
import { gate as en } from '../words/en.ts';
import { gate as kk } from '../words/kk.ts';
import { gate as ru } from '../words/ru.ts';
import type { GateTexts } from '../words/texts.ts';
import type { believe as believeEvent } from './belief.ts';
import type { element as makeElement, linked as makeLinked } from './element.ts';
import type { MakeHost } from './host.ts';
import type { Speech } from './speech.ts';
import { viewStyle } from './style.ts';

const texts = { ru, kk, en };

/** What the views need of the core. */
export interface ViewsWorld {
  readonly makeHost: MakeHost;
  readonly consent: DecidingConsent;
  readonly speech: Speech;
  readonly element: typeof makeElement;
  readonly linked: typeof makeLinked;
  readonly config: Config;
  readonly believe: typeof believeEvent;
  /** Lets what few visitors need be added to `from`. */
  open(surface: `written:${string}`, from: HTMLElement): void;
}

/** Draws what stands in for a shut embed, and the reason in a feature's limited version. */
export function createViews(world: ViewsWorld): GateViews {
  const { config, makeHost, consent, speech, element, linked, open, believe } = world;
  const say = (key: keyof GateTexts, values = {}) => speech.say(key, values, texts[speech.language]);
  const action = (name: 'allow' | 'allow-once', act: (method: 'pointer' | 'keyboard') => void) =>
    element(
      'button',
      {
        type: 'button',
        'data-kelisim-action': name,
        onclick: (event) => {
          const method = believe(event);
          if (method) act(method);
        },
      },
      say(name),
    );

  /** Makes a host that says `lines` and, where that is possible, lets the visitor allow `purposes`, once or always. */
  function draw(
    tag: string,
    purposes: readonly string[],
    lines: readonly (string | false | undefined)[],
    reveal: () => void,
    once?: () => void,
  ) {
    const { host, inside } = makeHost(tag, viewStyle);
    const text = element(
      'div',
      { class: 'text' },
      ...lines.flatMap((line) => (line ? element('p', {}, line) : [])),
      element('small', {}, ...linked(speech.say('banner.other'), config.policy.url)),
    );
    const row = element(
      'div',
      { class: 'row' },
      once
        ? action('allow-once', () => {
            once();
            reveal();
          })
        : '',
      action('allow', (method) => {
        const choices = Object.fromEntries(purposes.map((purpose) => [purpose, true]));
        consent.decide({ choices, surface: 'placeholder', method, text: text.innerText, language: speech.language });
        const end = consent.subscribe(() => {
          end();
          reveal();
        });
      }),
    );
    inside.append(element('div', { class: 'panel', lang: speech.language }, text, purposes[0] ? row : ''));
    return { host, inside };
  }

  let announced = '';
  const reason = (purposes: readonly string[]) => say('feature.off', { purpose: purposes.map(speech.name).join(', ') });

  return {
    placeholder(embed, frame, { service, purposes, once }) {
      const inPlace = embed === frame;
      const { name = '', country = '', notRecorded, writtenForm } = service ?? {};
      const who = {
        provider: name,
        country: countryName(country, speech.language, say('countries')),
        data: dataIn(service?.data, speech.language),
      };
      const { host, inside } = draw(
        'kelisim-placeholder',
        writtenForm ? [] : purposes,
        [service ? say('embed.body', who) : reason(purposes), notRecorded && say('embed.notRecorded')],
        () => focusOn(inPlace ? embed : (embed.querySelector('iframe') ?? embed)),
        once,
      );
      if (writtenForm) open(`written:${service?.id}`, host);
      if (inPlace) embed.before(host);
      else embed.append(host);
      if (frame) keepPlace(frame, host, inside);
      return host;
    },
    note(limited, purposes) {
      const words = reason(purposes);
      const { host, inside } = draw('kelisim-note', purposes, [words], () => {
        const shown = (from?: ParentNode | null) => from?.querySelector<HTMLElement>('[data-kelisim]:not([hidden])');
        focusOn(shown(limited.parentElement) ?? shown(document));
      });
      limited.append(host);
      // Said once a page, however many features wait for the same; what is there before its words is heard.
      const said = inside.querySelector('p');
      if (said && announced !== words) {
        announced = words;
        said.setAttribute('role', 'status');
        setTimeout(() => {
          said.textContent = words;
        });
      }
      return host;
    },
  };
}

/** Lays an empty copy of `frame` into `host`, under the owner's own styles, so that nothing moves on a yes. */
function keepPlace(frame: Element, host: HTMLElement, inside: HTMLElement) {
  const copy = frame.cloneNode(false) as HTMLElement;
  for (const { name } of frame.attributes)
    if (/^(src|data-|id$|name$|hidden|inert|on)/.test(name)) copy.removeAttribute(name);
  copy.style.setProperty('visibility', 'hidden', 'important'); // nor is it read or focused then
  host.append(copy);
  inside.classList.add('over');
  inside.before(document.createElement('slot'));
  // A frame sized by what surrounds it needs a host as large as that; any other one must not have it.
  const { offsetHeight } = copy;
  host.className = 'full';
  if (copy.offsetHeight === offsetHeight) host.className = '';
  if (/abs|fix/.test(getComputedStyle(copy).position)) host.className = 'laid';
}

/** Puts the focus on what was revealed. */
function focusOn(target: HTMLElement | null | undefined) {
  if (!target) return;
  if (target.tabIndex < 0) target.tabIndex = -1;
  target.focus();
}
