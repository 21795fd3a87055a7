import type { Config } from '../consent/config.ts';
import type { Agreement } from '../consent/gates/forms.ts';
import { watch } from '../consent/gates/watch.ts';
import { agreement as en } from '../words/en.ts';
import { agreement as kk } from '../words/kk.ts';
import { agreement as ru } from '../words/ru.ts';
import type { AgreementTexts, TextKey } from '../words/texts.ts';
import { element, linked } from './element.ts';
import type { Seal, SealChunks } from './seal.ts';
import type { Speech } from './speech.ts';

/** What is fetched when it is needed. */
export interface AgreementChunks extends SealChunks {
  readonly seal: typeof import('./seal.ts');
}

const texts: Record<string, AgreementTexts> = { ru, kk, en };
const ofForm = 'form[data-kelisim-form]';
const ofBox = '[data-kelisim-agreement]';
const ofOther = '[data-kelisim-on-behalf]';
const ofSubmit = '[type=submit],[type=image],button:not([type])';

/**
 * Creates what puts the agreement into a form: the policy's sentence with its box, unticked, before the submit button,
 * in the light DOM, and the seven items of the law under it. The owner's own box is taken as it is, with its own
 * sentence. Whatever sends the form is held until the box is ticked; `seal` then makes the receipt that travels along.
 *
 * Nothing that is typed is read. Source: policy §4, §14; Law 94-V, art. 8(4).
 */
export function createAgreement(
  config: Config,
  speech: Speech,
  load: <N extends keyof AgreementChunks>(name: N) => Promise<AgreementChunks[N]>,
): Agreement {
  const { policy, site, operator, forms } = config;
  const { language } = speech;
  const say = (key: TextKey, values = {}) => speech.say(key, values, texts[language]);
  const none = say('agreement.none');
  let sealing: Promise<Seal> | undefined;
  const seal = () => {
    sealing ??= load('seal').then(({ createSeal }) => createSeal(config, speech, none, load));
    return sealing;
  };
  /** What each ticked box needs to be sent: its receipt, in the making or made, and how to keep it. */
  const ticked = new WeakMap<HTMLInputElement, Promise<() => Promise<void>>>();
  const attended = new WeakSet<HTMLInputElement>();
  /** The form whose submit button was just pressed, the one whose receipt is waited for, and the one that passes. */
  let pressed: HTMLFormElement | undefined;
  let sending: HTMLFormElement | undefined;
  let passing: HTMLFormElement | undefined;
  let count = 0;
  const id = () => `kelisim-${++count}`;

  const controls = (form: HTMLFormElement, selector: string) =>
    [...form.elements].filter((control): control is HTMLInputElement => control.matches(selector));

  const wordsOf = (box: HTMLInputElement) => box.closest('.kelisim-sentence') ?? box.labels?.[0] ?? box;

  /** The one box of `form`: the owner's own, else ours, put in where there is none. */
  function boxOf(form: HTMLFormElement): HTMLInputElement {
    const boxes = controls(form, ofBox);
    const box = boxes.find((other) => !other.closest('.kelisim-agreement')) ?? boxes[0];
    for (const other of boxes) if (other !== box) other.closest('.kelisim-agreement')?.remove();
    return box ?? build(form);
  }

  function build(form: HTMLFormElement): HTMLInputElement {
    const box = element('input', {
      type: 'checkbox',
      'data-kelisim-agreement': '',
      id: id(),
    });
    const holder = element(
      'div',
      { class: 'kelisim-agreement', lang: language },
      element('div', { class: 'kelisim-sentence' }, box, element('label', { for: box.id })),
    );
    let place: Element | null | undefined = form.querySelector(ofSubmit);
    while (place?.parentElement !== form && place?.parentElement?.childElementCount === 1) place = place.parentElement;
    if (place) place.before(holder);
    else form.append(holder);
    return box;
  }

  function attendForm(form: HTMLFormElement) {
    const box = boxOf(form);
    if (attended.has(box)) return;
    attended.add(box);
    if (box.defaultChecked) console.warn('kelisim: unticked a pre-ticked agreement', box);
    box.defaultChecked = false;
    box.required = true;
    box.autocomplete = 'off'; // else a browser ticks it when somebody comes back
    word(form);
    form.querySelector('.kelisim-details')?.remove();
    const details = element(
      'details',
      { class: 'kelisim-details', lang: language },
      element('summary', {}, say('agreement.details')),
      element('p', { class: 'kelisim-items' }, items()),
    );
    wordsOf(box).after(details);
    if (forms.newsletter || forms.crossborder) seal().then(({ addBoxes }) => addBoxes(form, details));
    for (const name of ['submit', 'requestSubmit'] as const)
      if (typeof form[name] === 'function')
        form[name] = (submitter?: HTMLElement | null) => {
          press(form);
          if (name === 'submit' && !box.checked) console.warn('kelisim: form.submit() skips the agreement', form);
          HTMLFormElement.prototype[name].call(form, submitter);
        };
  }

  function items(): string {
    return say('agreement.items', {
      ...{ name: site, bin: '–', nameField: '–', data: '–', purposes: '–', term: '–', email: '–' },
      ...{ thirdParties: none, crossborder: none, publication: none },
      ...(operator as Record<string, string>),
      ...(forms as Record<string, string>),
      version: policy.version,
    });
  }

  /** `on-behalf` where the form says that a representative fills it in. */
  const actorOf = (form: HTMLFormElement) =>
    form.matches(ofOther) || controls(form, ofOther).some((control) => control.checked) ? 'on-behalf' : '';

  /** Writes our sentence, another one for a representative, and unticks the box: other words, another answer. */
  async function word(form: HTMLFormElement) {
    const box = boxOf(form);
    forget(form);
    box.checked = false;
    box.dataset.kelisimAgreement = actorOf(form);
    const sentence = actorOf(form) ? (await seal()).representative() : say('agreement.sentence');
    if (box.closest('.kelisim-agreement')) box.labels?.[0]?.replaceChildren(...linked(sentence, policy.url));
  }

  function forget(form: HTMLFormElement) {
    for (const field of controls(form, '[type=hidden][name^=kelisim-]')) field.value = '';
    ticked.delete(boxOf(form));
  }

  function complain(form: HTMLFormElement) {
    const box = boxOf(form);
    const { phone } = operator;
    const error =
      form.querySelector('.kelisim-error') ?? element('p', { class: 'kelisim-error', id: id(), role: 'alert' });
    wordsOf(box).after(error);
    error.textContent = `${say('form.error')} ${phone ? say('form.call', { phone }) : ''}`;
    box.setAttribute('aria-invalid', 'true');
    box.setAttribute('aria-describedby', error.id);
    box.checked = false;
    box.focus();
  }

  /** Sends the form on once its receipt is in it and on this device; without where none can be made or kept. */
  async function send(form: HTMLFormElement, box: HTMLInputElement, submitter: HTMLElement | null) {
    if (sending === form) return;
    sending = form;
    await ticked
      .get(box)
      ?.then((keep) => keep())
      .catch(console.warn);
    sending = undefined;
    passing = form;
    try {
      // Safari has `requestSubmit` from version 16 on.
      if ('requestSubmit' in form) form.requestSubmit(submitter);
      else (submitter ?? (form as HTMLFormElement).querySelector<HTMLElement>(ofSubmit))?.click();
    } finally {
      passing = undefined;
    }
  }

  function press(form: HTMLFormElement) {
    pressed = form;
    setTimeout(() => {
      pressed = undefined;
    });
  }

  const reactions: Record<string, (form: HTMLFormElement, control: HTMLInputElement, event: Event) => void> = {
    click(form, control) {
      if (control.matches(ofSubmit)) press(form);
    },
    // Pages also ask whether a form is valid while somebody types: only a press is answered.
    invalid(form, control, event) {
      if (form !== pressed || !control.matches(ofBox)) return;
      event.preventDefault();
      complain(form);
    },
    change(form, control) {
      const box = boxOf(form);
      if (box.dataset.kelisimAgreement !== actorOf(form)) word(form);
      if (control !== box) return;
      forget(form);
      if (!box.checked) return;
      form.querySelector('.kelisim-error')?.remove();
      box.removeAttribute('aria-invalid');
      const making = seal().then(({ tick }) => tick(form, box));
      ticked.set(box, making);
      making.catch(console.warn);
    },
    reset: forget,
    submit(form, _, event) {
      if (form === passing) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const box = boxOf(form);
      if (box.checked && ticked.has(box)) send(form, box, (event as SubmitEvent).submitter);
      else complain(form);
    },
  };

  return {
    attend(held) {
      watch(ofForm, (form) => attendForm(form as HTMLFormElement));
      for (const [type, react] of Object.entries(reactions))
        addEventListener(
          type,
          (event) => {
            const target = event.target as HTMLInputElement;
            // A form has no `form`, `closest` or `matches` of its own any more where a field bears that name.
            const isForm = target instanceof HTMLFormElement;
            const control = (!isForm && target.closest?.<HTMLInputElement>('button')) || target;
            const form = isForm ? target : control.form;
            if (form && HTMLFormElement.prototype.matches.call(form, ofForm)) react(form, control, event);
          },
          true,
        );
      addEventListener('pageshow', ({ persisted }) => {
        if (persisted) for (const form of document.querySelectorAll<HTMLFormElement>(ofForm)) word(form);
      });
      if (held) complain(held);
    },
  };
}
