import type { DecidingConsent } from '../consent/consent.ts';
import type { GateViews } from '../consent/gates/attend.ts';
import { gate as en } from '../words/en.ts';
import { gate as kk } from '../words/kk.ts';
import { gate as ru } from '../words/ru.ts';
import type { GateTexts } from '../words/texts.ts';
import { believe } from './belief.ts';
import { element } from './element.ts';
import type { MakeHost } from './host.ts';
import type { Speech } from './speech.ts';
import { viewStyle } from './style.ts';

const texts = { ru, kk, en };

/** Draws what stands in for a shut embed, and the reason in a feature's limited version. */
export function createViews(makeHost: MakeHost, consent: DecidingConsent, speech: Speech): GateViews {
  const say = (key: keyof GateTexts, values = {}) => speech.say(key, values, texts[speech.language]);
  const action = (name: 'allow' | 'allow-once', act: (event: Event) => void) =>
    element('button', { type: 'button', 'data-kelisim-action': name, onclick: act }, say(name));

  const allow = (purposes: readonly string[], text: HTMLElement, then: () => void) =>
    action('allow', (event) => {
      const method = believe(event);
      if (!method) return;
      consent.decide({
        choices: Object.fromEntries(purposes.map((purpose) => [purpose, true])),
        surface: 'placeholder',
        method,
        text: text.innerText,
        language: speech.language,
      });
      then();
    });

  return {
    placeholder(embed, frame, { service, purposes, once }) {
      const { host, inside } = makeHost('kelisim-placeholder', viewStyle);
      const inPlace = embed === frame;
      const who = { provider: service?.name ?? '', country: countryName(service?.country ?? '', speech.language) };
      const data = service?.data?.join(', ') ?? '–';
      const text = element(
        'div',
        {},
        element('p', {}, service ? say('embed.body', { ...who, data }) : reason(purposes)),
        ...(service?.notRecorded ? [element('p', {}, say('embed.notRecorded'))] : []),
        ...(service?.writtenForm ? [element('p', {}, say('embed.written'))] : []),
      );
      const reveal = () => focusOn(inPlace ? embed : (embed.querySelector('iframe') ?? embed));
      const row = element('div', { class: 'row' });
      if (!service?.writtenForm)
        row.append(
          action('allow-once', (event) => {
            if (!believe(event)) return;
            once();
            reveal();
          }),
          allow(purposes, text, () => afterwards(consent, reveal)),
        );
      inside.append(element('div', { class: 'panel', lang: speech.language, role: 'group' }, text, row));
      // An empty copy of the frame, laid out by the owner's own styles, keeps its place: nothing moves on a yes.
      if (frame) {
        const sizer = frame.cloneNode(false) as HTMLElement;
        for (const name of [
          'src',
          'srcdoc',
          'data-src',
          'data-kelisim',
          'data-kelisim-service',
          'id',
          'hidden',
          'inert',
        ])
          sizer.removeAttribute(name);
        sizer.style.setProperty('visibility', 'hidden', 'important');
        sizer.setAttribute('aria-hidden', 'true');
        sizer.tabIndex = -1;
        host.append(sizer);
        inside.classList.add('over');
        inside.before(document.createElement('slot'));
      }
      if (inPlace) embed.before(host);
      else embed.append(host);
      return host;
    },
    note(limited, purposes) {
      const { host, inside } = makeHost('kelisim-note', viewStyle);
      const text = element('p', {}, reason(purposes));
      const feature = () => limited.parentElement?.querySelector<HTMLElement>('[data-kelisim]:not([hidden])');
      const row = element('div', { class: 'row' });
      row.append(allow(purposes, text, () => afterwards(consent, () => focusOn(feature()))));
      inside.append(element('div', { class: 'note', lang: speech.language }, text, row));
      limited.append(host);
      return host;
    },
  };

  function reason(purposes: readonly string[]) {
    return say('feature.off', { purpose: purposes.map(speech.name).join(', ') });
  }
}

/** Runs `work` once the gates have obeyed the answer that was just given. */
function afterwards(consent: DecidingConsent, work: () => void) {
  const end = consent.subscribe(() => {
    end();
    work();
  });
}

/** Puts the focus on what was revealed. */
function focusOn(target: HTMLElement | null | undefined) {
  if (!target) return;
  if (target.tabIndex < 0) target.tabIndex = -1;
  target.focus();
}

/** `"US"` → `"США"`; the code itself where the browser knows no names. */
function countryName(code: string, language: string) {
  try {
    return new Intl.DisplayNames([language], { type: 'region' }).of(code) ?? code;
  } catch {
    return code; // an older browser, or no such code: the code is still true
  }
}
